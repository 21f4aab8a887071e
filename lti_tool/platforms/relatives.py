"""Which hosts speak for an issuer: its own, and for hosted LMSs the ones that they share.

Where a table here says that hosts belong together, it says where that is known from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

CANVAS: Final[Mapping[str, tuple[str, ...]]] = {
    # Canvas's doc/api/lti_dev_key_config.md, and openid_configuration in its
    # security_controller.rb: the issuer's host, the shared sign-on, the customers' hosts.
    "canvas.instructure.com": ("sso.canvaslms.com", ".instructure.com"),
    "canvas.beta.instructure.com": ("sso.beta.canvaslms.com", ".beta.instructure.com"),
    "canvas.test.instructure.com": ("sso.test.canvaslms.com", ".test.instructure.com"),
}
BRIGHTSPACE_TOKENS: Final = "auth.brightspace.com"
BRIGHTSPACE_AUDIENCE: Final = "api.brightspace.com"
"""What Brightspace's token server is called; hypothesis/lms and Tsugi have it from D2L."""
RELATIVES: Final[Mapping[str, tuple[str, ...]]] = {
    **CANVAS,
    # The token server knows customers by client id alone, so that somebody else who names it
    # with another's client id would get that one's tokens: only D2L's own domain may.
    ".brightspace.com": (BRIGHTSPACE_TOKENS,),
}
"""Issuers' hosts, and the other hosts that speak for them; a leading dot means all below."""

READ_OTHERWISE: Final = frozenset("\\%@")
"""In https://evil.example\\.lms.example whoever connects sees evil.example, urlsplit does not."""

Origin = tuple[str, str, int]


def speaks_for(url: str, issuer: str) -> bool:
    """Tell whether an address is on the issuer's own host, or on that of a relative."""
    own, asked = origin(issuer), origin(url)
    if not own or not asked:
        return False
    listed = (host for key in RELATIVES if _matches(own[1], key) for host in RELATIVES[key])
    is_relative = any(_matches(asked[1], host) for host in listed)
    return asked == own or (is_relative and (asked[0], asked[2]) == ("https", 443))


def has_many_customers(issuer: str) -> bool:
    """Tell whether this issuer is that of many customers, each with a host of their own."""
    return host(issuer) in CANVAS


@lru_cache(maxsize=1024)  # every launch of a course names the same addresses
def origin(url: str) -> Origin | None:
    """Return scheme, host and port; None where there is no host that everybody reads alike."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return None
    if not parts.hostname or READ_OTHERWISE.intersection(parts.netloc):
        return None
    return (parts.scheme, parts.hostname, port)


def host(url: str) -> str:
    """Return the host; empty where there is none."""
    found = origin(url)
    return found[1] if found else ""


def _matches(name: str, pattern: str) -> bool:
    return name.endswith(pattern) if pattern.startswith(".") else name == pattern
