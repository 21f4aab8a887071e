"""Which addresses of platforms we call: https, and nothing inside a private network.

What is registered comes from outside, so whoever registers a platform could otherwise make
us call what only this machine can reach. An address is looked at three times: as it is
written (may_call), as its name resolves before connecting, and as the connection says to
whom it was made, before a byte is sent, so that a name that changes in between gains
nothing (http.py). Exempt are tools that run on loopback themselves, to be tried out, and
the hosts that the operator lists. A proxy that the environment names resolves by itself.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from lti_tool.config import Config
from lti_tool.errors import AddressRefused
from lti_tool.models import LONGEST_URL
from lti_tool.platforms.relatives import origin

NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 behind an IPv6-only network; the last 32 bits are the real address."""


def may_call(url: str, config: Config) -> bool:
    """Tell whether an address, as it is written, is one that we call."""
    found = origin(url)
    if len(url) > LONGEST_URL or not url.isprintable() or not found:
        return False
    scheme, host, _ = found
    if config.on_loopback:
        return scheme in ("http", "https")
    return scheme == "https" and (_is_exempt(host, config) or not _is_written_privately(host))


def connect(host: str, config: Config, make: Callable[[], socket.socket]) -> socket.socket:
    """Return a connection to a host, made by `make`; raises AddressRefused for a private one."""
    if _is_exempt(host, config):
        return make()
    if not all(map(is_public, _resolved(host))):
        raise AddressRefused(host)
    connected = make()
    if not is_public(connected.getpeername()[0]):
        connected.close()
        raise AddressRefused(host)
    return connected


def is_public(number: str) -> bool:
    """Tell whether this is the number of a machine on the open internet."""
    try:
        address = ip_address(number)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and (inner := _ipv4_within(address)):
        return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_exempt(host: str, config: Config) -> bool:
    return config.on_loopback or host.lower().rstrip(".") in config.private_hosts


def _is_written_privately(host: str) -> bool:
    host = host.rstrip(".")
    if ":" in host:
        return not is_public(host)
    try:
        number = socket.inet_ntoa(socket.inet_aton(host))  # knows 2130706433, 0x7f.1 and 0177.1
    except OSError:  # a name
        return host == "localhost" or host.endswith(".localhost")
    return not is_public(number)


def _resolved(host: str) -> set[str]:
    """Return the numbers of a host; none where it has none, which connecting will say."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return set()
    return {str(address[0]) for *_, address in found}


def _ipv4_within(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.sixtofour if address.ipv4_mapped is None else address.ipv4_mapped
