"""What was measured, and what it must stay under or reach."""

from __future__ import annotations

import math
import resource
import sys
from collections.abc import Callable, Iterable
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
        limit = "none" if math.isinf(self.most) else f"under {self.most:,g} {self.unit}"
        return _row(self.what, f"{self.measured:,.2f} {self.unit}", limit, self.holds)


@dataclass(frozen=True)
class AtLeast:
    """How many times as much or as fast something is, and how many times it has to be."""

    what: str
    measured: float
    least: float

    @property
    def holds(self) -> bool:
        """Whether it reaches its limit."""
        return self.measured >= self.least

    def __str__(self) -> str:
        return _row(self.what, f"{self.measured:.2f}", f"at least {self.least:g}", self.holds)


def table(figures: Iterable[Figure | AtLeast]) -> str:
    """Write a row for each, with whether it holds."""
    return "\n".join(["| what | measured | limit | |\n|---|---:|---:|---|", *map(str, figures)])


def _row(what: str, measured: str, limit: str, holds: bool) -> str:
    return f"| {what} | {measured} | {limit} | {'yes' if holds else '**no**'} |"


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
