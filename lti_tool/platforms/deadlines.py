"""The end of a call that takes too long, whatever it waits for.

A socket's timeout starts anew with each byte, so that whoever sends one now and then, of a
header say, could hold a thread for ever. Here one watchman ends the connections of every call
whose time is up.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SECONDS_BETWEEN_ROUNDS = 0.25
"""How exact the end of a call is; one watchman costs less than a timer for each call."""

_here = threading.local()


class Deadline:
    """The connections of a call in this thread, and whether they were cut off."""

    def __init__(self, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds
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


class _Watchman:
    """One thread that looks after every running call; it sleeps while there is none."""

    def __init__(self) -> None:
        self._running: set[Deadline] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, deadline: Deadline) -> None:
        with self._changed:
            self._running.add(deadline)
            if not self._thread:
                self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._thread.start()
            if len(self._running) == 1:
                self._changed.notify()

    def remove(self, deadline: Deadline) -> None:
        with self._changed:
            self._running.discard(deadline)

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not self._running:
                    self._changed.wait()
                now = time.monotonic()
                over = [each for each in self._running if each.ends_at <= now]
            for each in over:
                each.cut_off()
            time.sleep(SECONDS_BETWEEN_ROUNDS)


_watchman = _Watchman()


@contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """End what this thread calls meanwhile after so many seconds; tells whether that happened."""
    _here.deadline = found = Deadline(seconds)
    _watchman.add(found)
    try:
        yield found
    finally:
        _watchman.remove(found)
        found.close()
        del _here.deadline


def watch(connected: socket.socket) -> None:
    """Let the deadline of this thread, if it has one, hold for a connection."""
    if found := getattr(_here, "deadline", None):
        found.watch(connected)
