"""How often one may ask, so that nobody keeps others out by asking too often.

A whole campus can come from one address, and everybody of a course within a minute: what is let
through is far more than that, and far less than what fills a machine. Counted by Redis where there
is one, else by each process for itself (windows.py).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from lti_tool import windows
from lti_tool.config import Config
from quizzes.saying import say

TOO_OFTEN = say("That was asked too often. Wait a minute, then try again: what you saved is kept.")


def visit() -> str:
    """Return the number of the visit whose page was asked for."""
    return str((request.view_args or {})["visit"]).partition(".")[0]


@dataclass(frozen=True)
class Limit:
    """How often these routes together may be asked, by one address or on one visit."""

    by: Callable[[], str]
    often: str
    routes: tuple[str, ...]


LIMITS = (
    Limit(get_remote_address, "6000/minute", ("platforms.begin_login", "platforms.launch")),
    # Each of these makes us call an address that somebody else names.
    Limit(get_remote_address, "30/minute", ("install.ask", "install.register")),
    Limit(get_remote_address, "30/minute", ("admin.door", "admin.enter")),
    Limit(
        visit,
        "300/minute",
        (
            "attempts.answer",
            "attempts.check",
            "attempts.go",
            "attempts.start",
            "attempts.submit",
            "learner.read",
            "learner.reflect",
        ),
    ),
)


def register(app: Flask, settings: Config) -> None:
    """Have the app refuse what comes too often."""
    limiter = Limiter(
        get_remote_address,
        storage_uri=settings.redis_url or f"{windows.SCHEME}://",
        in_memory_fallback_enabled=bool(settings.redis_url),
    )
    for limit in LIMITS:
        limited = limiter.shared_limit(
            limit.often,
            scope=limit.routes[0],
            key_func=limit.by,
            exempt_when=_comes_from_this_machine if limit.by is get_remote_address else None,
            error_message=TOO_OFTEN,
        )
        for route in limit.routes:
            view: Callable[..., Any] = limited(app.view_functions[route])
            app.view_functions[route] = view
    limiter.init_app(app)


def _comes_from_this_machine() -> bool:
    """Tell whether no address is known: a proxy that nobody told us of hides them all."""
    return ipaddress.ip_address(get_remote_address()).is_loopback
