"""A name server that the tests play: what a name leads to, and what to the next time."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def resolving(monkeypatch: pytest.MonkeyPatch, *answers: str) -> Iterator[list[str]]:
    """Answer each further question with the next of these, the last for good.

    Gives the names that were asked for.
    """
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: Any, *rest: Any, **options: Any) -> list[Any]:
        answer = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return real(answer, port, *rest, **options)

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolve)
        yield asked
