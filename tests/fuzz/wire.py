"""The network, in memory: requests to the tool by WSGI, and platforms that answer to order."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.util import parse_url

HOST = "lab.example.edu"
FORM = "application/x-www-form-urlencoded"
Fields = Mapping[str, Any] | Iterable[tuple[str, Any]]


@dataclass(frozen=True)
class Sent:
    """What a case did: what was sent, and what came of it, in a word or as an answer."""

    what: str
    said: Said | None = None
    outcome: str = ""


@dataclass
class Said:
    """What the tool answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return a header; empty where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def lets_in(self) -> bool:
        """Tell whether this answers a launch that was let in: by the way on, or by a button."""
        return self.status == 303 or bool(self.ticket)

    @property
    def ticket(self) -> str:
        """Return what the button of a data privacy launch brings along; empty without one."""
        found = re.search(rb'name="ticket" value="([^"]+)"', self.body)
        return found[1].decode() if found else ""

    @property
    def cookies(self) -> str:
        """Return the cookies it sets, as a browser sends them back."""
        set_ = (value for key, value in self.headers if key == "Set-Cookie")
        return "; ".join(value.partition(";")[0] for value in set_)


def ask(
    app: Flask,
    method: str,
    path: str,
    *,
    query: Fields | str = "",
    form: Fields | bytes = b"",
    **headers: str,
) -> Said:
    """Ask the tool something, without a socket; headers are named as WSGI names them."""
    body = form if isinstance(form, bytes) else encoded(form).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query if isinstance(query, str) else encoded(query),
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "203.0.113.7",
        "HTTP_HOST": HOST,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_TYPE": FORM if method == "POST" else "",
        "CONTENT_LENGTH": str(len(body)),
    }
    environ |= {name: value for name, value in headers.items() if value}
    said = Said(0, [], b"")

    def start(status: str, sent: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], None]:
        said.status, said.headers = int(status[:3]), sent
        return lambda _: None

    answered = app.wsgi_app(environ, start)
    try:
        said.body = b"".join(answered)
    finally:
        getattr(answered, "close", lambda: None)()
    return said


def encoded(fields: Fields) -> str:
    """Write a form; half of a surrogate pair is written as the bytes that it would be."""
    return urlencode(fields, errors="surrogatepass")


@dataclass
class Answer:
    """What a platform answers with, or how it fails to."""

    status: int = 200
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    reason: str = "OK"
    failure: Exception | None = None


@dataclass
class InMemory:
    """Platforms that are asked without a socket; `answer` says what, to a method and an address."""

    answer: Callable[[str, str], Answer]

    def send(
        self, method: str, url: str, headers: Mapping[str, str], _: bytes | None
    ) -> HTTPResponse:
        """Answer; what cannot be written into a request fails here as it does on a wire."""
        parse_url(url).request_uri.encode("ascii")
        for value in headers.values():
            value.encode("latin-1")
        answer = self.answer(method, url)
        if answer.failure:
            raise answer.failure
        return HTTPResponse(
            body=io.BytesIO(answer.body),
            headers=HTTPHeaderDict(answer.headers),
            status=answer.status,
            reason=answer.reason,
            preload_content=False,
            request_method=method,
        )
