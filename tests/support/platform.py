"""A platform for tests of the edge: real keys, real tokens, and HTTP answers to order.

It is a fake of somebody else's server; the tool's own code is never faked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from tests.support import in_a_thread

KID = "platform-key-1"
KEY = generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Asked:
    """A request that the platform got."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Platform:
    """What the platform has and what it was asked.

    `launches` holds the claims for each login hint, `scores` for each user the newest score
    taken, `items` the grade columns by path, `members` and `groups` those of every course;
    `answers` replaces the answer to a path ending by a function of the request, `links` holds
    Link headers to send, one a request, `headers` what else to say to a path ending.
    """

    issuer: str = ""
    keys: dict[str, RSAPrivateKey] = field(default_factory=lambda: {KID: KEY})
    launches: dict[str, dict[str, Any]] = field(default_factory=dict)
    scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: dict[str, Callable[[Asked], tuple[int, Any]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str) -> str:
        """Return an address on this platform."""
        return self.issuer + path

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Return an id_token; `kid` None leaves the key id out."""
        kid = header.pop("kid", KID)
        headers = header | ({"kid": kid} if kid else {})
        return jwt.encode(claims, KEY, algorithm="RS256", headers=headers)

    def asked_for(self, ending: str) -> list[Asked]:
        """Return the requests whose path ends so."""
        return [asked for asked in self.asked if asked.path.endswith(ending)]

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Do what a platform does."""
        with self.lock:
            self.asked.append(asked)
            for ending, replaced in self.answers.items():
                if asked.path.endswith(ending):
                    return replaced(asked)
            return self.usual(asked)

    def usual(self, asked: Asked) -> tuple[int, Any]:
        if asked.path == "/jwks":
            return 200, {"keys": [jwk(kid, key) for kid, key in self.keys.items()]}
        if asked.path == "/auth":
            return 200, self._form_post(asked.query)
        if asked.path == "/token":
            return 200, {"access_token": "a-token", "token_type": "bearer", "expires_in": 3600}
        if asked.headers.get("authorization") != "Bearer a-token":
            return 401, {"error": "invalid_token"}
        if asked.path.endswith("/scores"):
            return self.take(asked.json)
        if asked.path.endswith("/results"):
            wanted = asked.query.get("user_id", list(self.scores))
            return 200, [_result(user, self.scores[user]) for user in wanted if user in self.scores]
        if asked.path == "/items":
            return self._list_or_make(asked)
        if asked.path in self.items:
            return self._show_or_change(asked)
        return self._list_of_course(asked)

    def _list_of_course(self, asked: Asked) -> tuple[int, Any]:
        if asked.path == "/members":
            return 200, {"id": "x", "context": {"id": "c"}, "members": self._members(asked)}
        if asked.path == "/groups":
            return 200, {"id": "x", "groups": self.groups}
        return 404, {"error": "not found"}

    def _members(self, asked: Asked) -> list[dict[str, Any]]:
        """Name the groups of each only to those who ask for them."""
        said = asked.query.get("groups") == ["true"]
        return [
            {name: value for name, value in each.items() if said or name != "group_enrollments"}
            for each in self.members
        ]

    def _form_post(self, query: dict[str, list[str]]) -> str:
        launched = self.launches[query["login_hint"][0]] | {"nonce": query["nonce"][0]}
        fields = {"id_token": self.sign(launched), "state": query["state"][0]}
        inputs = "".join(f'<input name="{name}" value="{fields[name]}">' for name in fields)
        return f'<form method="post" action="{query["redirect_uri"][0]}">{inputs}</form>'

    def take(self, score: dict[str, Any]) -> tuple[int, Any]:
        """Take a later score, refuse one of the same or an earlier second, as Moodle does."""
        kept = self.scores.get(score["userId"])
        if kept and score["timestamp"][:19] <= kept["timestamp"][:19]:
            return 409, []
        self.scores[score["userId"]] = score
        return 200, ""

    def _list_or_make(self, asked: Asked) -> tuple[int, Any]:
        if asked.method == "POST":
            path = f"/items/{len(self.items) + 100}"
            self.items[path] = asked.json | {"id": self.url(path + "?type_id=1")}
            return 201, self.items[path]
        names = {"resource_link_id": "resourceLinkId", "resource_id": "resourceId", "tag": "tag"}
        wanted = {names[key]: value for key, (value,) in asked.query.items() if key in names}
        return 200, [item for item in self.items.values() if wanted.items() <= item.items()]

    def _show_or_change(self, asked: Asked) -> tuple[int, Any]:
        if asked.method == "PUT":
            self.items[asked.path] = asked.json
        return 200, self.items[asked.path]


def jwk(kid: str, key: RSAPrivateKey) -> dict[str, Any]:
    """Return a key as platforms publish it."""
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return public | {"kid": kid, "alg": "RS256", "use": "sig"}


def _result(user: str, score: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": user,
        "userId": user,
        "resultScore": score["scoreGiven"],
        "resultMaximum": score["scoreMaximum"],
        "comment": score.get("comment"),
    }


@contextmanager
def serving(platform: Platform) -> Iterator[Platform]:
    """Serve a platform on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(
                self.command, parts.path, parse_qs(parts.query), headers, self.rfile.read(length)
            )
            status, answer = platform.answer(asked)
            body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for ending, headers in platform.headers.items():
                for name in headers if parts.path.endswith(ending) else ():
                    self.send_header(name, headers[name])
            if platform.links.get(parts.path):
                self.send_header("Link", platform.links[parts.path].pop(0))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do  # noqa: N815  # http.server's names

    with in_a_thread.serving(Handler) as port:
        platform.issuer = f"http://127.0.0.1:{port}"
        yield platform
