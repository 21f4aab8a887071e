"""A few browsers at one tool: each login keeps its own cookies, each launch posts an id_token."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import local
from types import TracebackType
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.bench.peers.tokens import id_token
from tests.support.launching import CLIENT_ID, DEPLOYMENT
from tests.support.platform import Platform

AT_ONCE = 4
PATIENCE = 30  # seconds
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ON_THE_WAY = (301, 302, 303, 307)


class Failed(AssertionError):
    """A tool that did not answer a good login or launch as it should."""


@dataclass
class Launch:
    """One launch: what its login left, the form to post, and what came of it.

    Attributes:
        seconds: how long the answer to the post took.
        location: where the answer leads; empty where it is a page.
    """

    cookies: dict[str, str] = field(default_factory=dict)
    state: str = ""
    nonce: str = ""
    form: str = ""
    seconds: float = 0.0
    location: str = ""


class Browsers:
    """So many browsers at once, at the tool with these addresses; each keeps a connection."""

    def __init__(self, address: str, login: str, launch: str, platform: Platform) -> None:
        self._host = urlsplit(address).netloc
        self._login, self._launch = login, launch
        self._target, self._platform = address + launch, platform
        self._own = local()
        self._connections: list[HTTPConnection] = []
        self._pool = ThreadPoolExecutor(AT_ONCE)

    def __enter__(self) -> Browsers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._pool.shutdown()
        for connection in self._connections:
            connection.close()

    def log_in(self, numbers: Iterable[int]) -> list[Launch]:
        """Log these students in; returns their launches, not yet signed."""
        return list(self._pool.map(self._log_in, numbers))

    def sign(self, launches: Iterable[Launch], numbers: Iterable[int]) -> None:
        """Sign each launch's id_token, as the platform would."""
        for launch, number in zip(launches, numbers, strict=True):
            token = id_token(self._platform, number, launch.nonce, self._target)
            launch.form = urlencode({"state": launch.state, "id_token": token})

    def launch(self, launches: Iterable[Launch]) -> None:
        """Post them, noting how long each took."""
        self._each(self._post, launches)

    def go_on(self, launches: Iterable[Launch]) -> None:
        """Follow each launch to its first page."""
        self._each(self._follow, launches)

    def _each(self, do: Callable[[Launch], None], launches: Iterable[Launch]) -> None:
        for _ in self._pool.map(do, launches):
            pass

    def _log_in(self, number: int) -> Launch:
        launch = Launch()
        asked = {
            "iss": self._platform.issuer,
            "client_id": CLIENT_ID,
            "login_hint": f"student-{number}",
            "lti_message_hint": "1",
            "lti_deployment_id": DEPLOYMENT,
            "target_link_uri": self._target,
        }
        path = f"{self._login}?{urlencode(asked)}"
        location = self._ask(launch, "GET", path)
        if not location:  # pylti1p3's page that tries cookies goes on so where they work
            location = self._ask(launch, "GET", path + "&lti1p3_new_window=1")
        sent = parse_qs(urlsplit(location).query)
        launch.state, launch.nonce = sent["state"][0], sent["nonce"][0]
        return launch

    def _post(self, launch: Launch) -> None:
        began = time.perf_counter()
        launch.location = self._ask(launch, "POST", self._launch, launch.form)
        launch.seconds = time.perf_counter() - began

    def _follow(self, launch: Launch) -> None:
        location = launch.location
        while location:
            parts = urlsplit(location)
            location = self._ask(launch, "GET", parts.path + (parts.query and f"?{parts.query}"))

    def _ask(self, launch: Launch, method: str, path: str, form: str | None = None) -> str:
        """Ask, with the launch's cookies; returns where the answer leads, "" where it is a page."""
        cookies = "; ".join(f"{name}={value}" for name, value in launch.cookies.items())
        headers = {"Cookie": cookies, "Accept": "text/html", **(FORM if form else {})}
        connection = self._connection()
        connection.request(method, path, form, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200 and answer.status not in ON_THE_WAY:
            raise Failed(f"{method} {path}: {answer.status}\n{said.decode(errors='replace')}")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            launch.cookies[name] = value
        return answer.headers.get("Location", "")

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._host, timeout=PATIENCE)
            self._connections.append(self._own.connection)
        return self._own.connection
