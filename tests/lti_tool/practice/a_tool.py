"""A tool that the practice LMS can talk to: it publishes keys and signs with them."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.support import in_a_thread

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class ATool:
    """Its keys, and what it sends to get an access token."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.keys: list[RSAKey] = []
        self.fetches = 0
        self.files: dict[str, bytes] = {}
        self.new_key()

    def new_key(self) -> None:
        self.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})
        self.key.ensure_kid()
        self.keys = [*self.keys, self.key]

    def key_set(self) -> bytes:
        self.fetches += 1
        return json.dumps(KeySet(list(self.keys)).as_dict(private=False)).encode()

    def assertion(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Sign what the LMS wants to see, changed by what a test gives; None leaves a claim out."""
        now = int(time.time())
        wanted = {
            "iss": "practice-client",
            "sub": "practice-client",
            "aud": "http://localhost:8000/lti/token",
            "iat": now - 5,
            "exp": now + 60,
            "jti": secrets.token_hex(8),
        } | claims
        return self.sign(wanted, header)

    def sign(self, claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
        """Sign any message; None leaves a claim out."""
        header = {"alg": "RS256", "kid": self.key.kid} | (header or {})
        return jwt.encode(given(header), given(claims), self.key)

    def request(self, scope: str, assertion: str | None = None) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.assertion(),
            "scope": scope,
        }


def given(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


@contextmanager
def a_tool() -> Iterator[ATool]:
    """Serve a tool's key set and its files on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = tool.key_set() if self.path == "/lti/jwks.json" else None
            found = keys or tool.files.get(self.path.partition("?")[0])
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(found or b"")

        def do_POST(self) -> None:
            """Take a login, and go no further: a page at the tool's origin."""
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>The tool</title>")

    with in_a_thread.serving(Handler) as port:
        tool = ATool(port)
        yield tool
