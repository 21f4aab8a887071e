"""A call ends in time, whatever it waits for: one LMS that drips must not hold all workers."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from lti_tool.config import Config
from lti_tool.errors import PlatformUnavailable
from lti_tool.platforms import http

CONFIG = Config("", "http://127.0.0.1:8001", "")
A_WHILE = 0.5
STATUS = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def dripping(start: bytes, drop: bytes) -> Iterator[int]:
    """Answer one call with a start, then a drop now and then, for ever; gives the port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def drip() -> None:
            connected, _ = server.accept()
            with connected, suppress(OSError):
                connected.recv(65_536)
                connected.sendall(start)
                while True:
                    time.sleep(A_WHILE / 10)
                    connected.sendall(drop)

        thread = threading.Thread(target=drip)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("scheme", "start", "drop"),
    [
        ("http", b"HTTP", b"1"),
        ("http", STATUS + b"X: ", b"x"),
        ("http", STATUS, b"X: y\r\n"),
        ("http", STATUS + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
        ("http", STATUS + b"Content-Length: 999999\r\n\r\n", b"0"),
        ("https", b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", b"\0"),
    ],
    ids=["status", "header", "headers", "chunk", "body", "handshake"],
)
def test_a_platform_that_drips_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch, scheme: str, start: bytes, drop: bytes
) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", A_WHILE)
    began = time.monotonic()
    with http.Pool(CONFIG) as pooled, dripping(start, drop) as port:
        with pytest.raises(PlatformUnavailable):
            http.call(pooled, "GET", f"{scheme}://127.0.0.1:{port}/")
        assert time.monotonic() - began < 4 * A_WHILE


def test_an_answer_that_was_cut_off_in_its_headers_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", A_WHILE)
    with (
        http.Pool(CONFIG) as pooled,
        dripping(STATUS + b"X: ", b"x") as port,
        pytest.raises(PlatformUnavailable, match="too slowly"),
    ):
        http.call(pooled, "GET", f"http://127.0.0.1:{port}/")
