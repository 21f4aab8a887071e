"""How often one may ask, so that nobody keeps others out by asking too often.

A whole campus can come from one address, and everybody of a course within a minute: what is let
through is far more than that, and far less than what fills a machine. Counted by Redis where there
is one, else by each process for itself (windows.py).
"""

from __future__ import annotations

import ipaddress
import logging
from time import monotonic

from flask import Flask, request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from lti_tool.config import Config
from lti_tool.windows import Windows
from quizzes.saying import say

TOO_OFTEN = say("That was asked too often. Wait a minute, then try again: what you saved is kept.")
PATIENCE = {"socket_connect_timeout": 2.0, "socket_timeout": 2.0}
SECONDS_WITHOUT_REDIS = 10
"""How long it is left alone after it did not answer: each question may take seconds then."""

OF_VISIT = RateLimitItemPerMinute(300, namespace="visit")
"""What is posted on one visit."""
LAUNCHES = RateLimitItemPerMinute(6000, namespace="launches")
INSTALLS = RateLimitItemPerMinute(30, namespace="installs")
SIGN_INS = RateLimitItemPerMinute(30, namespace="sign-ins")
BY_ADDRESS = {
    "platforms.begin_login": LAUNCHES,
    "platforms.launch": LAUNCHES,
    # Each of these makes us call an address that somebody else names.
    "install.ask": INSTALLS,
    "install.register": INSTALLS,
    "admin.door": SIGN_INS,
    "admin.enter": SIGN_INS,
}
"""What one address may ask for, by route; routes of one limit are counted together."""

log = logging.getLogger(__name__)


class Limiter:
    """Counts, together with all other processes where there is a Redis that answers."""

    def __init__(self, redis_url: str) -> None:
        self._alone = FixedWindowRateLimiter(Windows())
        self._together: FixedWindowRateLimiter | None = None
        if redis_url:
            from redis import ConnectionPool  # a process alone does without it

            self._pool = ConnectionPool.from_url(redis_url, **PATIENCE)
            storage = RedisStorage(redis_url, connection_pool=self._pool)
            self._together = FixedWindowRateLimiter(storage)
        self._alone_until = 0.0

    def check(self, limit: RateLimitItem, whom: str) -> None:
        """Count on; raises TooManyRequests where that makes too many of this minute."""
        if not self._counts(limit, whom):
            raise TooManyRequests(TOO_OFTEN)

    def close(self) -> None:
        """Give the connections to Redis back."""
        if self._together:
            self._pool.disconnect()

    def _counts(self, limit: RateLimitItem, whom: str) -> bool:
        if self._together and monotonic() >= self._alone_until:
            try:
                return self._together.hit(limit, whom)
            except self._together.storage.base_exceptions as error:
                self._alone_until = monotonic() + SECONDS_WITHOUT_REDIS
                log.warning("limits are counted by each process for itself: %s", error)
        return self._alone.hit(limit, whom)


def register(app: Flask, settings: Config) -> None:
    """Have the app refuse what comes too often from one address."""
    limiter = Limiter(settings.redis_url)
    app.extensions["limiter"] = limiter

    @app.before_request
    def check() -> None:
        limit = BY_ADDRESS.get(request.endpoint or "")
        if limit and (address := request.remote_addr) and not _is_this_machine(address):
            limiter.check(limit, address)


def _is_this_machine(address: str) -> bool:
    """Tell whether no address is known: a proxy that nobody told us of hides them all."""
    return ipaddress.ip_address(address).is_loopback
