"""How we call a platform: pooled, named, and never longer or larger than we allow.

The limits keep one call well within a worker's claim on a score (grades/outbox.py).
"""

import json
import logging
import re
import socket
import ssl
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from lti_tool.config import Config
from lti_tool.errors import PlatformUnavailable
from lti_tool.platforms import addresses, deadlines

CONNECT_SECONDS, SILENCE_SECONDS, WHOLE_SECONDS = 3, 5, 8
LARGEST_ANSWER = 5_000_000
MOST_PLATFORMS, MOST_AT_ONCE = 256, 64
"""Connections that are kept: to so many platforms, so many to each."""
LONGEST_WORDS = 300
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
    headers: CaseInsensitiveDict[str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Tell whether the platform agreed."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body as JSON, whatever its content type says; raises ValueError."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    def own_words(self) -> str:
        """Return what a platform says of a failure; Moodle says it in the reason phrase."""
        text = self.body.decode("utf-8", "replace").strip()
        says_nothing = text in ("", "[]", "{}") or text.startswith("<")
        said = self.reason if says_nothing else text
        return said.replace("\0", "")[:LONGEST_WORDS]  # PostgreSQL keeps no NUL


def pool(config: Config) -> requests.Session:
    """Return pooled connections that say who we are, and lead nowhere that we may not call."""
    pooled = requests.Session()
    pooled.headers["User-Agent"] = "LineageLab/1 (LTI 1.3 tool)"
    pooled.verify = pooled.merge_environment_settings("", {}, None, None, None)["verify"]
    for scheme in ("https://", "http://"):
        pooled.mount(scheme, _Guarded(config))
    return pooled


@lru_cache(maxsize=1000)
def _proxies(scheme: str, host: str) -> dict[str, str]:
    """Return what the environment says about the way to a host, asked once."""
    return get_environ_proxies(f"{scheme}://{host}/")


class _Guarded(HTTPAdapter):
    """Connections that are checked when they are made; see addresses.py."""

    def __init__(self, config: Config) -> None:
        self._pools = _guarded_pools(config)
        super().__init__(pool_connections=MOST_PLATFORMS, pool_maxsize=MOST_AT_ONCE)

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        super().init_poolmanager(*sizes, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools


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
    pooled: requests.Session,
    method: str,
    url: str,
    *,
    largest: int = LARGEST_ANSWER,
    **options: Any,
) -> Answer:
    """Call a platform, following no redirect; more than `largest` bytes are no answer.

    Raises PlatformUnavailable for whatever keeps an answer from arriving whole and in time.
    """
    try:
        with (
            deadlines.deadline(WHOLE_SECONDS) as deadline,
            _send(pooled, method, url, options) as response,
        ):
            body = b""
            while chunk := response.raw.read1(65_536, decode_content=True):
                body += chunk
                if len(body) > largest:
                    break
            if len(body) > largest or deadline.is_over:  # what was cut off can look whole
                log.warning("%s %s: too much or too slow", method, _without_query(url))
                raise PlatformUnavailable("The LMS answers too much or too slowly.")
            return Answer(response.status_code, response.reason or "", response.headers, body)
    except (HTTPError, OSError) as error:
        log.warning("%s %s: %s", method, *map(_without_query, (url, repr(error))))
        raise PlatformUnavailable(f"The LMS does not answer just now{_why(error)}.") from error


def _send(
    pooled: requests.Session, method: str, url: str, options: dict[str, Any]
) -> requests.Response:
    """Send a request without what a session does besides: redirects, cookies, and asking the
    environment each time, which together take longer than the call itself."""
    headers = {**pooled.headers, **options.pop("headers", {})}
    request = requests.Request(method, url, headers=headers, **options).prepare()
    parts = urlsplit(request.url or url)
    return pooled.get_adapter(request.url or url).send(
        request,
        stream=True,
        timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
        verify=pooled.verify or False,
        proxies=_proxies(parts.scheme, parts.netloc),
    )


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
