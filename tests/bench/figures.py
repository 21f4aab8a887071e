"""What was measured, and what it must stay under."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

MEGABYTE = 1e6  # bytes
MAXRSS = 1 if sys.platform == "darwin" else 1024  # bytes; see getrusage(2)


@dataclass(frozen=True)
class Figure:
    """One measurement and the most that it may be, both in the same unit."""

    what: str
    measured: float
    most: float
    unit: str

    @property
    def holds(self) -> bool:
        """Whether it stays under its limit."""
        return self.measured < self.most

    def __str__(self) -> str:
        verdict = "yes" if self.holds else "**no**"
        measured, most = f"{self.measured:,.2f} {self.unit}", f"{self.most:,g} {self.unit}"
        return f"| {self.what} | {measured} | {most} | {verdict} |"


def duration(what: str, run: Callable[[], object], *, most: float, times: int = 5) -> Figure:
    """How long this takes in milliseconds, by the clock on the wall: the median of some times."""
    return Figure(what, median(_took(run) for _ in range(times)), most, "ms")


def slowest_but_few(what: str, run: Callable[[], object], *, most: float, times: int) -> Figure:
    """As `duration`, of runs that differ: what 19 of 20 stay under."""
    return Figure(what, quantiles((_took(run) for _ in range(times)), n=20)[-1], most, "ms")


def peak_memory(what: str, *, most: float) -> Figure:
    """The most memory that this process has held so far, Python's own included, in megabytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS
    return Figure(what, held / MEGABYTE, most, "MB")


def _took(run: Callable[[], object]) -> float:
    began = perf_counter()
    run()
    return (perf_counter() - began) * 1000
