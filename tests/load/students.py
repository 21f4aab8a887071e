"""One student: launches, reads, reflects, answers and submits as a browser with scripts does."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from urllib.parse import parse_qs, urlencode, urlsplit

from quizzes.content import catalogue
from tests.support.forms import Form, Page
from tests.support.launching import CLAIM, CLIENT_ID, MEANT, claims
from tests.support.platform import Platform

SECONDS = 30
READ = re.compile(r'action="([^"]+/sections/[^"]+/read)"')
REFLECT = re.compile(r'action="([^"]+/reflections/[^"]+)"')
ENDED = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)
PICKS = 3
"""How many nodes of a graph a student picks, on most questions."""
MINUTE = 60.0
MINUTES = tuple(section.minutes for section in catalogue.load("tasks-vs-assets").sections)
"""How long each section takes to read, as the pack's author says."""
A_PICK = 10.0
"""How long somebody thinks before each pick, in seconds."""
COURSE = (sum(MINUTES) + 2) * MINUTE + 41 * A_PICK
"""About how long all of it takes: to read, to write twice, and to answer by 39 picks."""
THOUGHT = "Assets fit, since what matters to us is whether the data is up to date. " * 4


@dataclass(frozen=True)
class Answer:
    """One request as its student met it: what for, how long it took, what came of it."""

    what: str
    seconds: float
    status: int


@dataclass
class Student:
    """Somebody at the tool; every request is noted in `answers`.

    `door` is the process that is asked, where several serve what everybody knows by `address`.
    """

    address: str
    platform: Platform
    subject: str
    answers: list[Answer]
    door: str = ""
    chance: random.Random = field(init=False)
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.subject)
        self.connection = HTTPConnection(
            urlsplit(self.door or self.address).netloc, timeout=SECONDS
        )

    def goes(self, spent: float = 0) -> Generator[float, None, None]:
        """Go all the way, yielding how long to think before each next step.

        `spent`: for how many seconds they have been at it already; these are not thought again.
        """
        with closing(self.connection):
            for pause in self._steps():
                yield max(0.0, pause - spent)
                spent = max(0.0, spent - pause)

    def _steps(self) -> Iterator[float]:
        path, page = self.launch()
        for section, minutes in zip(READ.findall(page), MINUTES, strict=True):
            yield self.pause(minutes * MINUTE)
            self.ask("read", "POST", section, {})
        for prompt in REFLECT.findall(page):
            yield self.pause(MINUTE)
            self.ask("reflect", "POST", prompt, {"text": THOUGHT})
        yield self.pause(A_PICK)
        attempt = self.ask("begin", "POST", f"{path}attempts", {}, page=True)[0]
        form = Page(attempt, 200, self.ask("questions", "GET", attempt)[1]).form(to="/submission")
        for item in self.questions(form):
            for chosen in self.picks(form, item):
                yield self.pause(A_PICK)
                answer = {"item_id": item, "chosen": chosen}
                self.ask("answer", "POST", f"{attempt}/answers", answer)
        yield self.pause(A_PICK)
        result = self.ask("submit", "POST", f"{attempt}/submission", MEANT, page=True)[0]
        self.ask("result", "GET", result)

    def questions(self, form: Form) -> list[str]:
        """Return what is asked: a form says of each what was chosen before."""
        asked = {name for name in form.names if f"was.{name}" in form.names}
        return sorted(name for name in asked if not name.startswith("confidence."))

    def picks(self, form: Form, item: str) -> list[list[str]]:
        """Return what is chosen by some picks one after another, each of which is saved."""
        found = [control for control in form.controls if control.name == item]
        radios = [control for control in found if control.kind == "radio"]
        offered = [control for control in found if control.kind != "radio"]
        offered += [self.chance.choice(radios)] if radios else []  # they go together: one of them
        picked = [
            self.chance.choice([option.value for option in each.options if option.value])
            if each.options
            else each.value
            for each in self.chance.sample(offered, min(PICKS, len(offered)))
        ]
        return [picked[:number] for number in range(1, len(picked) + 1)]

    def pause(self, seconds: float) -> float:
        """Return how long to think, about so long: mostly shorter, sometimes much longer."""
        return self.chance.expovariate(1 / seconds)

    def launch(self) -> tuple[str, str]:
        """Launch and follow to the first page; returns its path and its HTML."""
        target = f"{self.address}/lti/launch"
        login = {
            "iss": self.platform.issuer,
            "client_id": CLIENT_ID,
            "login_hint": self.subject,
            "target_link_uri": target,
        }
        asked = self.ask("login", "GET", f"/lti/login?{urlencode(login)}")[0]
        sent = parse_qs(urlsplit(asked).query)
        token = self.platform.sign(
            claims(
                self.platform,
                sub=self.subject,
                name=f"Student {self.subject}",
                nonce=sent["nonce"][0],
                **{CLAIM + "target_link_uri": target},
            )
        )
        form = {"state": sent["state"][0], "id_token": token}
        visit = self.ask("launch", "POST", "/lti/launch", form, page=True)[0]
        path = self.ask("enter", "GET", visit)[0]
        return path, self.ask("page", "GET", path)[1]

    def ask(
        self,
        what: str,
        method: str,
        path: str,
        form: Mapping[str, str | list[str]] | None = None,
        page: bool = False,
    ) -> tuple[str, str]:
        """Ask, and note how that went; returns where it leads and what it says."""
        headers = {"Origin": self.address, "Cookie": self.crumbs(path)}
        headers["Accept"] = "text/html" if page or method == "GET" else "application/json"
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            response = self.send(method, path, urlencode(form or {}, doseq=True), headers)
            said = response.read().decode()
        except (OSError, HTTPException) as error:
            self.answers.append(Answer(what, time.monotonic() - began, 0))
            raise Gone from error
        self.answers.append(Answer(what, time.monotonic() - began, response.status))
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 400:
            raise Gone
        return response.headers.get("Location", ""), said

    def send(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> HTTPResponse:
        """Send a request, as browsers do once more where a kept connection was ended meanwhile."""
        was_kept = self.connection.sock is not None
        try:
            self.connection.request(method, path, body or None, headers)
            return self.connection.getresponse()
        except ENDED:
            self.connection.close()
            if not was_kept:
                raise
            return self.send(method, path, body, headers)

    def crumbs(self, path: str) -> str:
        """Return the cookies that a browser would send there: each visit has its own."""
        number = path.split("/")[2].partition(".")[0] if path.startswith("/visits/") else ""
        mine = {
            name: value
            for name, value in self.cookies.items()
            if "visit" not in name or name.endswith(f"_{number}")
        }
        return "; ".join(f"{name}={value}" for name, value in mine.items())


class Gone(Exception):
    """A student whom the tool failed; what it answered is noted."""
