"""How often something was asked within a window of time, counted by this process alone.

The memory that `limits` has of its own starts a thread at nearly every count, which looks through
all of them: each costs the more, the more visits there are.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import NamedTuple

from limits.storage import Storage

SECONDS_TO_SWEEP = 60


class Window(NamedTuple):
    """How often it was asked, and until when (Unix seconds) that counts."""

    asked: int
    ends: float


class Windows(Storage):
    """What `limits` counts in."""

    def __init__(self) -> None:
        super().__init__()
        self._windows: dict[str, Window] = {}
        self._lock = Lock()
        self._swept_at = time.time()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Name what may go wrong in here."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count on; returns how many it makes in a window of `expiry` seconds."""
        now = time.time()
        with self._lock:
            self._sweep(now)
            asked, ends = self._windows.get(key, (0, 0.0))
            found = Window(asked + amount, ends) if ends > now else Window(amount, now + expiry)
            self._windows[key] = found
        return found.asked

    def get(self, key: str) -> int:
        """Return how many there are in the window that goes on."""
        found = self._windows.get(key)
        return found.asked if found and found.ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, in Unix seconds."""
        found = self._windows.get(key)
        return found.ends if found else time.time()

    def check(self) -> bool:
        """Tell that it works."""
        return True

    def reset(self) -> int:
        """Forget all; returns how many windows there were."""
        with self._lock:
            number = len(self._windows)
            self._windows.clear()
        return number

    def clear(self, key: str) -> None:
        """Forget one window."""
        with self._lock:
            self._windows.pop(key, None)

    def _sweep(self, now: float) -> None:
        if now - self._swept_at > SECONDS_TO_SWEEP:
            self._swept_at = now
            self._windows = {key: each for key, each in self._windows.items() if each.ends > now}
