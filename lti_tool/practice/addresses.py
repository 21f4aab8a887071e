"""Addresses of tools: on this machine only, and each tool's all at one origin."""

from typing import Any, Final
from urllib.parse import urlsplit

from lti_tool.practice.config import Config

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def origin_of(url: Any) -> str | None:
    """Return the origin of a web address; nothing where it is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # a port that is no number raises
    except (ValueError, AttributeError, TypeError):
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return None
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_at(url: Any, origin: str) -> bool:
    """Say whether an address is at an origin."""
    return origin_of(url) == origin


def fault(url: Any, config: Config) -> str | None:
    """Say why a tool may not be at an address: it must be on this machine, and not be us."""
    origin = origin_of(url)
    if not origin:
        return "This must be a whole web address, such as http://127.0.0.1:8001/lti/register."
    parts = urlsplit(origin)
    if parts.hostname not in LOOPBACK and origin != config.tool:
        return f"{parts.hostname} is not on this machine, and this LMS takes no other tools."
    if parts.hostname in LOOPBACK and parts.port == config.port:
        return "That is this LMS's own address, not a tool's."
    return None
