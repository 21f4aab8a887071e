"""A platform with moods, quick enough for thousands of scores: python -m tests.support.moody PORT.

It takes scores as Moodle does, a later time only, at whole seconds; or, where it is careless,
whatever comes, and counts how often an older one came on top. `POST /mood` says how it behaves
from now on, `GET /store` what it has; `Moody` is the test's way to both.

A mood is an object: `delay` (seconds before each answer), `is_careless`, and `kinds`: a list of
these, met by one in so many (`each`, 1 for all) of the requests for tokens and scores:

    down: the connection is closed at once          silent: there is never an answer
    error: 503                                      html: 200, with a page
    throttle: 429, Retry-After 1                    half: closes in the middle of an answer
    taken: takes the score and says 500             forget: says 200 and forgets the score
    revoke: every token that it gave is void        drip: a byte of its answer now and then
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.support.processes import Server, free_port, running

ROOT = Path(__file__).parents[2]
PAGE = "<!doctype html><title>Maintenance</title><h1>Back soon</h1>"
REASONS = {200: "OK", 401: "Unauthorized", 404: "Not Found", 409: "Conflict", 429: "Slow Down"}


class Platform:
    """What it has, and how it feels."""

    def __init__(self, delay: float) -> None:
        self.mood: dict[str, Any] = {"delay": delay, "kinds": [], "is_careless": False}
        self.tokens: set[str] = set()
        self.store: dict[str, dict[str, Any]] = {}
        self.asked: dict[str, int] = {}
        self.older_on_top = 0

    def answer(self, method: str, target: str, headers: str, body: bytes) -> tuple[int, Any]:
        """Answer a request that its mood lets through."""
        parts = urlsplit(target)
        if parts.path == "/mood":
            self.mood |= json.loads(body)
            return 200, {}
        if parts.path == "/store":
            if parts.query == "count":
                return 200, len(self.store)
            told = {"older_on_top": self.older_on_top, "asked": self.asked}
            return 200, told | {"scores": self.store}
        kind = parts.path.rpartition("/")[2]
        self.asked[kind] = self.asked.get(kind, 0) + 1
        if kind == "token":
            token = secrets.token_hex(16)
            self.tokens.add(token)
            return 200, {"access_token": token, "token_type": "bearer", "expires_in": 3600}
        bearer = headers.partition("authorization: bearer ")[2].partition("\r\n")[0]
        if bearer not in self.tokens:
            return 401, {"error": "invalid_token"}
        if kind == "scores" and method == "POST":
            return self.take(json.loads(body))
        if kind == "results":
            return 200, self.results(parse_qs(parts.query).get("user_id"))
        return 404, {"error": "nothing here"}

    def take(self, score: dict[str, Any]) -> tuple[int, Any]:
        """Take a score whose time is later, in whole seconds; a careless one takes any."""
        kept = self.store.get(score["userId"])
        if kept and score["timestamp"][:19] <= kept["timestamp"][:19]:
            if not self.mood["is_careless"]:
                return 409, []
            self.older_on_top += score["timestamp"] < kept["timestamp"]
        self.store[score["userId"]] = score
        return 200, ""

    def results(self, users: list[str] | None) -> list[dict[str, Any]]:
        """List the grades, or one person's."""
        wanted = users if users is not None else list(self.store)
        return [
            {
                "id": user,
                "userId": user,
                "resultScore": self.store[user]["scoreGiven"],
                "resultMaximum": self.store[user]["scoreMaximum"],
            }
            for user in wanted
            if user in self.store
        ]

    def kind(self, path: str) -> str:
        """Choose how to misbehave this time; empty for not at all."""
        if not path.endswith(("/token", "/scores")):
            return ""
        for each in self.mood["kinds"]:
            if random.randrange(each.get("each", 1)) == 0:
                return str(each["kind"])
        return ""


class Connection(asyncio.Protocol):
    """One connection: HTTP/1.1 with keep-alive, as little of it as tools need."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.read = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            head = self.read[:end].decode("latin-1")
            lower = head.lower() + "\r\n"
            length = int(lower.partition("content-length:")[2].partition("\r\n")[0] or 0)
            if len(self.read) < end + 4 + length:
                return
            body, self.read = self.read[end + 4 : end + 4 + length], self.read[end + 4 + length :]
            method, target, _ = head.split(" ", 2)
            delay = 0 if target.startswith(("/mood", "/store")) else self.platform.mood["delay"]
            loop = asyncio.get_running_loop()
            loop.call_later(delay, self.respond, method, target, lower, body)

    def respond(self, method: str, target: str, headers: str, body: bytes) -> None:
        kind = self.platform.kind(urlsplit(target).path)
        if kind == "down":
            self.transport.abort()
        elif kind == "silent":
            return
        elif kind == "drip":
            self.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000)
        elif kind == "error":
            self.say(503, "busy")
        elif kind == "html":
            self.say(200 if target.endswith("/token") else 502, PAGE)
        elif kind == "throttle":
            self.say(429, "slow down", "Retry-After: 1\r\n")
        elif kind == "half":
            self.platform.answer(method, target, headers, body)
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
            self.transport.close()
        elif kind == "forget" and target.partition("?")[0].endswith("/scores"):
            self.say(200, "")
        else:
            if kind == "revoke":
                self.platform.tokens.clear()
            status, answer = self.platform.answer(method, target, headers, body)
            is_taken = kind == "taken" and target.partition("?")[0].endswith("/scores")
            self.say(500 if is_taken else status, answer)

    def drip(self, left: bytes) -> None:
        if left and not self.transport.is_closing():
            self.transport.write(left[:1])
            asyncio.get_running_loop().call_later(0.5, self.drip, left[1:])

    def say(self, status: int, answer: Any, more: str = "") -> None:
        body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        reason = REASONS.get(status, "Error")
        head = f"HTTP/1.1 {status} {reason}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)


@dataclass(frozen=True)
class Moody:
    """A test's hold on such a platform in a process of its own."""

    server: Server

    @property
    def issuer(self) -> str:
        return self.server.url

    def url(self, path: str) -> str:
        return self.issuer + path

    def feels(self, *kinds: str, each: int = 1, **mood: Any) -> None:
        """Set its mood: these kinds of misbehaviour, each met by one request in so many."""
        mood["kinds"] = [{"kind": kind, "each": each} for kind in kinds]
        requests.post(self.url("/mood"), json=mood, timeout=30).raise_for_status()

    def has(self) -> dict[str, dict[str, Any]]:
        """Return the score that it has of each person."""
        found: dict[str, dict[str, Any]] = self._store()["scores"]
        return found

    def has_so_many(self) -> int:
        """Return of how many people it has a score."""
        return int(requests.get(self.url("/store?count"), timeout=30).json())

    def was_asked(self, kind: str) -> int:
        """Return how often it was asked for "token", "scores" or "results"."""
        return int(self._store()["asked"].get(kind, 0))

    def older_on_top(self) -> int:
        """Return how often it took a score that was older than what it had."""
        return int(self._store()["older_on_top"])

    def _store(self) -> Any:
        return requests.get(self.url("/store"), timeout=30).json()


@contextmanager
def moody(folder: Path, delay: float = 0.0) -> Iterator[Moody]:
    """Run such a platform."""
    port = free_port()
    command = [sys.executable, "-m", "tests.support.moody", str(port), str(delay)]
    with running(command, port=port, log=folder / f"moody-{port}.log", folder=ROOT) as server:
        yield Moody(server)


async def serve(port: int, delay: float) -> None:
    """Serve until ended."""
    platform = Platform(delay)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(platform), "127.0.0.1", port, backlog=2000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
