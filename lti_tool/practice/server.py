"""How the practice LMS listens: on the loopback addresses only, until it is told to stop."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

from flask import Flask
from waitress import create_server, wasyncore

from lti_tool.practice import Config, create_app

THREADS: Final = 8
SECONDS_BETWEEN_LOOKS: Final = 0.2
NO_IPV6: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class PortClosed(Exception):
    """The port cannot be opened."""

    def __init__(self, port: int, error: OSError) -> None:
        taken = error.errno == errno.EADDRINUSE
        reason = "another program listens there" if taken else error.strerror
        super().__init__(f"Port {port} cannot be opened: {reason}.")


def listen(port: int) -> list[socket.socket]:
    """Open 127.0.0.1 and, where there is one, ::1: browsers take localhost for either.

    Port 0 means any free one. Raises PortClosed.
    """
    try:
        first = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise PortClosed(port, error) from error
    port = first.getsockname()[1]
    try:
        return [first, socket.create_server(("::1", port), family=socket.AF_INET6)]
    except OSError as error:
        if error.errno in NO_IPV6:
            return [first]
        first.close()
        raise PortClosed(port, error) from error


def serve(app: Flask, sockets: list[socket.socket], stop: Event) -> None:
    """Answer requests until `stop` is set or Ctrl-C is pressed."""
    watched: dict[int, Any] = {}
    server = create_server(app, map=watched, sockets=sockets, threads=THREADS, ident="Practice LMS")
    with suppress(KeyboardInterrupt):
        while not stop.is_set():
            wasyncore.loop(SECONDS_BETWEEN_LOOKS, use_poll=True, map=watched, count=1)
    server.task_dispatcher.shutdown()
    wasyncore.close_all(watched)


@contextmanager
def running(tool: str, data: Path, port: int = 0) -> Iterator[Config]:
    """Serve a practice LMS from a thread of this process; yield its config, addresses and all."""
    sockets = listen(port)
    config = Config(sockets[0].getsockname()[1], tool, data)
    stop = Event()
    serving = (create_app(config), sockets, stop)
    thread = Thread(target=serve, args=serving, name="practice-lms")
    thread.start()
    try:
        yield config
    finally:
        stop.set()
        thread.join()
