"""Charts as numbers for an SVG: where each line runs, where each bar stands, what it is called.

Small enough to be read on a phone: 360 units wide, and text of 12 of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lti_tool.grades.words import number
from lti_tool.instructor.class_figures import STEPS, Day

WIDTH = 360
LEFT, RIGHT, TOP, BOTTOM = 8, 104, 14, 162
"""The box in which lines run; the room right of it is for their names."""
BARS = 10
APART = 15
"""How far two names must stand apart to be read."""


@dataclass(frozen=True)
class Line:
    """One line of a chart, with its name at its end."""

    kind: str
    points: str
    end_x: float
    end_y: float
    label: str
    label_y: float


@dataclass(frozen=True)
class Lines:
    """How a class came along: a line for each step, and the days at either end."""

    lines: tuple[Line, ...]
    first: str
    last: str


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: from where to where on the scale, and how many."""

    x: float
    y: float
    width: float
    height: float
    count: int
    low: str
    high: str
    label: str = ""


@dataclass(frozen=True)
class Histogram:
    """How many have which score; `pass_x` is where passing begins, if it does anywhere."""

    bars: tuple[Bar, ...]
    pass_x: float | None


def lines(days: Sequence[Day], today: date, most: int) -> Lines:
    """Draw how many had come how far by each day, out of `most`."""
    first = days[0].date
    span = max(1, (today - first).days)
    ends = days[-1].counts
    drawn = [
        Line(
            kind=kind,
            points=_steps([(_x(day, first, span), _y(day.counts[nth], most)) for day in days]),
            end_x=RIGHT + WIDTH - 2 * RIGHT,
            end_y=_y(ends[nth], most),
            label=f"{ends[nth]:,} {kind}",
            label_y=0,
        )
        for nth, kind in enumerate(STEPS)
    ]
    return Lines(_named_apart(drawn), _day(first), _day(today))


def histogram(scores: Sequence[tuple[float, int]], points: float, pass_from: float) -> Histogram:
    """Draw how many have which score, in ten bars from 0 to `points`; the last one is closed."""
    counts = [0] * BARS
    for score, count in scores:
        counts[min(BARS - 1, int(score / points * BARS + 1e-9))] += count
    most, width = max(counts), (WIDTH - 2 * LEFT) / BARS
    bars = tuple(
        Bar(
            x=LEFT + nth * width + 1.5,
            y=_y(count, most),
            width=width - 3,
            height=BOTTOM - _y(count, most),
            count=count,
            low=number(points * nth / BARS),
            high=number(points * (nth + 1) / BARS),
        )
        for nth, count in enumerate(counts)
    )
    inside = 0 < pass_from < points
    return Histogram(bars, LEFT + pass_from / points * width * BARS if inside else None)


def _steps(points: Sequence[tuple[float, float]]) -> str:
    """Return a line that rises at once where somebody comes further, and runs on to the end."""
    drawn = [f"{LEFT:g},{BOTTOM:g}"]
    y = float(BOTTOM)
    for x, next_y in points:
        drawn += [f"{x:.1f},{y:.1f}", f"{x:.1f},{next_y:.1f}"]
        y = next_y
    return " ".join([*drawn, f"{WIDTH - RIGHT:g},{y:.1f}"])


def _x(day: Day, first: date, span: int) -> float:
    return LEFT + (day.date - first).days / span * (WIDTH - RIGHT - LEFT)


def _y(count: int, most: int) -> float:
    return BOTTOM - (count / most * (BOTTOM - TOP) if most else 0)


def _named_apart(drawn: Sequence[Line]) -> tuple[Line, ...]:
    """Move names that would lie upon one another, the lowest line's first."""
    named, free = [], float(BOTTOM) + APART
    for line in sorted(drawn, key=lambda each: -each.end_y):
        free = min(line.end_y, free - APART)
        named.append(
            Line(line.kind, line.points, WIDTH - RIGHT, line.end_y, line.label, round(free + 4, 1))
        )
    return tuple(sorted(named, key=lambda line: STEPS.index(line.kind)))


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
