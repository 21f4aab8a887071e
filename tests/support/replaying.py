"""A Moodle that answers exactly as a real one did: status, reason phrase, headers, body.

The exchanges in tests/data/moodle/exchanges were captured from Moodle 4.5.6. They are served
at another address than they were captured at, which is put into their bodies and headers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.support import in_a_thread

EXCHANGES = Path(__file__).parents[1] / "data/moodle/exchanges"
CAPTURED_AT = "http://localhost:8080"
TOKEN_PATH = "/mod/lti/token.php"
OWN_HEADERS = ("accept", "content-type")


def exchange(name: str) -> dict[str, Any]:
    """Return one captured request with its response."""
    read: dict[str, Any] = json.loads((EXCHANGES / f"{name}.json").read_text("utf-8"))
    return read


@dataclass
class Asked:
    """A request that was made to the replayed Moodle."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def essence(self) -> tuple[str, str, dict[str, str]]:
        """What decides with Moodle: method, address, and the types of content."""
        return self.method, self.url, self.headers


@dataclass
class Moodle:
    """What it will answer to services and to requests for tokens, and what it was asked.

    Of several answers each serves once, and the last one for good.
    """

    url: str = ""
    services: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    asked_for_tokens: list[Asked] = field(default_factory=list)

    def plays(self, *services: str, tokens: tuple[str, ...] = ("token_response",)) -> None:
        """Begin anew with these exchanges."""
        self.services, self.tokens = list(services), list(tokens)
        self.asked, self.asked_for_tokens = [], []

    def at(self, path: str) -> str:
        """Return an address of its services, as it would have been captured below mod/lti."""
        return f"{self.url}/mod/lti/{path}"

    def captured(self, name: str) -> tuple[str, str, dict[str, str]]:
        """Return the essence of a captured request, at this address."""
        request = exchange(name)["request"]
        headers = {key.lower(): value for key, value in request["headers"].items()}
        kept = {key: headers[key] for key in OWN_HEADERS if key in headers}
        return request["method"], request["url"].replace(CAPTURED_AT, self.url), kept

    def answer(self, asked: Asked) -> dict[str, Any]:
        """Note a request and return the response that is its turn."""
        for_token = asked.url.endswith(TOKEN_PATH)
        (self.asked_for_tokens if for_token else self.asked).append(asked)
        turns = self.tokens if for_token else self.services
        response: dict[str, Any] = exchange(turns.pop(0) if len(turns) > 1 else turns[0])[
            "response"
        ]
        return response


@contextmanager
def replaying() -> Iterator[Moodle]:
    """Serve a replayed Moodle on a free port of loopback."""
    moodle = Moodle()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            own = {name: sent[name] for name in OWN_HEADERS if name in sent}
            body = self.rfile.read(int(sent.get("content-length", 0)))
            asked = Asked(self.command, moodle.url + self.path, own, body)
            self.say(moodle.answer(asked))

        def say(self, response: dict[str, Any]) -> None:
            said = response["body"]
            text = said if isinstance(said, str) else json.dumps(said)
            body = text.replace(CAPTURED_AT, moodle.url).encode()
            self.send_response(response["status"], response["reason"])
            for name, value in response["headers"].items():
                self.send_header(name, value.replace(CAPTURED_AT, moodle.url))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do  # noqa: N815  # http.server's names

    with in_a_thread.serving(Handler) as port:
        moodle.url = f"http://127.0.0.1:{port}"
        yield moodle
