"""Waiting for what another process does: until it is so, or a clear failure."""

import time
from collections.abc import Callable


def eventually(is_so: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Return as soon as it is so; fail, naming what was awaited, when the time is up."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"Waited {seconds} s for {what}."
        time.sleep(0.05)
