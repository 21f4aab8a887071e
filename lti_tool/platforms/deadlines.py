"""The end of a call that takes too long, whatever it waits for.

A socket's timeout starts anew with each byte, so that whoever sends one now and then, of a
header say, could hold a worker for ever. Here a timer ends the connections of one call.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_here = threading.local()


class Deadline:
    """The connections of a call in this thread, and whether they were cut off."""

    def __init__(self) -> None:
        self.is_over = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def watch(self, connected: socket.socket) -> None:
        """Cut this connection off too, by a handle of our own: TLS takes the first one away."""
        with self._lock:
            self._sockets.append(socket.socket(fileno=os.dup(connected.fileno())))
        if self.is_over:
            self.cut_off()

    def cut_off(self) -> None:
        """End every connection, whoever waits for it."""
        self.is_over = True
        with self._lock, suppress(OSError):
            for connected in self._sockets:
                connected.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give our handles back; the connections live on."""
        with self._lock:
            while self._sockets:
                self._sockets.pop().close()


@contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """End what this thread calls meanwhile after so many seconds; tells whether that happened."""
    _here.deadline = found = Deadline()
    timer = threading.Timer(seconds, found.cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield found
    finally:
        timer.cancel()
        found.close()
        del _here.deadline


def watch(connected: socket.socket) -> None:
    """Let the deadline of this thread, if it has one, hold for a connection."""
    if found := getattr(_here, "deadline", None):
        found.watch(connected)
