"""How we call a platform: pooled, named, and never longer or larger than we allow.

The limits keep one call well within a worker's lease on a score (grades/leases.py).
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from json import dumps, loads
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies, select_proxy
from urllib3 import (
    BaseHTTPResponse,
    HTTPConnectionPool,
    HTTPResponse,
    HTTPSConnectionPool,
    PoolManager,
    ProxyManager,
    Timeout,
    make_headers,
)
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from lti_tool.config import Config
from lti_tool.errors import PlatformUnavailable
from lti_tool.platforms import addresses, deadlines

CONNECT_SECONDS, SILENCE_SECONDS, WHOLE_SECONDS = 3, 5, 8
LARGEST_ANSWER = 5_000_000
MOST_PLATFORMS, MOST_AT_ONCE = 256, 64
"""Connections that are kept: to so many platforms, so many to each."""
LONGEST_WORDS = 300
NOTHING: Mapping[str, str] = {}
REASONS: dict[type[BaseException], str] = {
    socket.gaierror: ": the name of its host is not known",
    ssl.SSLError: ": its certificate cannot be trusted",
    ConnectionRefusedError: ": nothing listens at its address",
    TimeoutError: ": it takes too long",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a platform answered, whole."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Tell whether the platform agreed."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body as JSON, whatever its content type says; raises ValueError."""
        try:
            return loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    def own_words(self) -> str:
        """Return what a platform says of a failure; Moodle says it in the reason phrase."""
        text = self.body.decode("utf-8", "replace").strip()
        says_nothing = text in ("", "[]", "{}") or text.startswith("<")
        said = self.reason if says_nothing else text
        return said.replace("\0", "")[:LONGEST_WORDS]  # PostgreSQL keeps no NUL


class Pool:
    """Connections that are kept, that say who we are, and lead nowhere that we may not call.

    They are urllib3's own: what `requests` does around them takes longer than a call itself.
    What the environment says of proxies and certificates is taken as `requests` takes it.
    """

    def __init__(self, config: Config) -> None:
        self._options: dict[str, Any] = {
            "num_pools": MOST_PLATFORMS,
            "maxsize": MOST_AT_ONCE,
            "headers": {
                "User-Agent": "LineageLab/1 (LTI 1.3 tool)",
                "Accept": "*/*",
                "Accept-Encoding": "gzip, deflate",
            },
            **_certificates(),
        }
        self._direct = PoolManager(**self._options)
        self._direct.pool_classes_by_scheme = _guarded_pools(config)
        self._proxies: dict[str, ProxyManager] = {}

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._direct, *self._proxies.values()):
            each.clear()

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> BaseHTTPResponse:
        """Send a request, following nothing and trying nothing again; its body is yet to be read.

        Raises urllib3's HTTPError and OSError.
        """
        return self._way_to(url).urlopen(
            method,
            url,
            body=body,
            headers={**self._direct.headers, **headers},
            timeout=Timeout(connect=CONNECT_SECONDS, read=SILENCE_SECONDS),
            redirect=False,
            retries=False,
            preload_content=False,
        )

    def _way_to(self, url: str) -> PoolManager:
        proxy = _proxy(*urlsplit(url)[:2])
        if not proxy:
            return self._direct
        if proxy not in self._proxies:
            known = make_headers(proxy_basic_auth=parse_url(proxy).auth)
            self._proxies[proxy] = ProxyManager(proxy, proxy_headers=known, **self._options)
        return self._proxies[proxy]


def _certificates() -> dict[str, str]:
    """Return whose certificates are trusted: those that the environment names, else certifi's."""
    found = requests.Session().merge_environment_settings("", {}, None, None, None)["verify"]
    path = DEFAULT_CA_BUNDLE_PATH if found is True else str(found)
    return {"ca_cert_dir" if Path(path).is_dir() else "ca_certs": path}


@lru_cache(maxsize=1000)
def _proxy(scheme: str, host: str) -> str:
    """Return the proxy that the environment names for a host, asked once; empty for none."""
    url = f"{scheme}://{host}/"
    found = select_proxy(url, get_environ_proxies(url))
    if not found:
        return ""
    return found if "://" in found else f"http://{found}"


def _guarded_pools(config: Config) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _watched(addresses.connect(self.host, config, super()._new_conn))

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 has it
            _watched(self.sock)
            return super().getresponse()

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _watched(addresses.connect(self.host, config, super()._new_conn))

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 has it
            _watched(self.sock)
            return super().getresponse()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _watched(connected: socket.socket) -> socket.socket:
    deadlines.watch(connected)
    return connected


def call(
    pooled: Pool,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] = NOTHING,
    json: object = None,
    form: Mapping[str, str] = NOTHING,
    largest: int = LARGEST_ANSWER,
) -> Answer:
    """Call a platform, following no redirect; more than `largest` bytes are no answer.

    Sent along is `json`, or a `form`. Raises PlatformUnavailable for whatever keeps an answer
    from arriving whole and in time.
    """
    kind, sent = _body(json, form)
    try:
        with (
            deadlines.deadline(WHOLE_SECONDS) as deadline,
            pooled.send(method, url, {**kind, **headers}, sent) as response,
        ):
            body = b""
            while chunk := response.read1(65_536, decode_content=True):
                body += chunk
                if len(body) > largest:
                    break
            if len(body) > largest or deadline.is_over:  # what was cut off can look whole
                log.warning("%s %s: too much or too slow", method, _without_query(url))
                raise PlatformUnavailable("The LMS answers too much or too slowly.")
            return Answer(response.status, response.reason or "", response.headers, body)
    except (HTTPError, OSError) as error:
        log.warning("%s %s: %s", method, *map(_without_query, (url, repr(error))))
        raise PlatformUnavailable(f"The LMS does not answer just now{_why(error)}.") from error


def _body(json: object, form: Mapping[str, str]) -> tuple[dict[str, str], bytes | None]:
    """Write out what is sent along; returns the header that says what it is, and its bytes."""
    if json is not None:
        return {"Content-Type": "application/json"}, dumps(json, allow_nan=False).encode()
    if form:
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form).encode()
    return {}, None


def _why(error: BaseException | None) -> str:
    """Say what kept an answer from arriving, where that can be told; the innermost knows."""
    said = ""
    while error:
        said = next((words for kind, words in REASONS.items() if isinstance(error, kind)), said)
        error = error.__cause__ or error.__context__
    return said


def _without_query(text: str) -> str:
    """Keep out of the log what addresses carry behind "?": Canvas has a token there."""
    return re.sub(r"\?[^\s'\")]+", "?…", text)
