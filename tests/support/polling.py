"""Waiting for what another process does: until it is so, or a clear failure."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: str, seconds: float = 60) -> Found:
    """Return what is found as soon as it is something; fail, naming it, when the time is up."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"Waited {seconds} s for {what}."
        time.sleep(0.05)
    return found
