"""What the person at the terminal is told."""

import sys
from contextlib import suppress
from pathlib import Path


class CannotRun(Exception):
    """Why there is nothing to open, in words for the person at the terminal."""


def say(words: str) -> None:
    """Tell the person at the terminal, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def shown(path: Path) -> str:
    """Write a path as short as it can be from where we are."""
    with suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)
