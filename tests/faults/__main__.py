"""Every fault in earnest: python -m tests.faults docs/faults.md [--scores 10000] [--moments 200].

Hours are not needed: half an hour or so on two quiet cores. What was seen is written as a page.
"""

from __future__ import annotations

import argparse
import platform as machine
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from quizzes.db import utcnow
from tests.certification.an_openedx import open_edx
from tests.certification.many_scores import in_order, send_from_four_workers
from tests.faults.copies import copy_often
from tests.faults.kills import PHASES, Killing, kill_often, redelivery
from tests.faults.moods import MOODS, endure
from tests.support.moody import moody
from tests.support.platform import Platform, serving
from tests.support.postgres import PostgreSQL, postgresql
from tests.support.tables import prepare

TROUBLE = 20.0
PATIENCE = 900.0
ROUNDS = (20, 40, 60, 80, 100)
LEAST_IN_EACH_PHASE = 20
HEAD = """# Faults, and what came of them

`make faults` writes this page. Each fault is real: platforms that misbehave are servers of their
own, processes are killed by SIGKILL, databases are SQLite and PostgreSQL. What the platform has in
the end is compared with what everybody earned. `tests/faults/` does all of it in a short form in
`make test`.
"""
numbers = count(1)


class Databases:
    """New databases of both kinds, with tables."""

    def __init__(self, folder: Path, server: PostgreSQL) -> None:
        self._folder, self._server = folder, server

    def new(self, kind: str) -> str:
        """Return the address of a new one."""
        name = f"faults_{next(numbers)}"
        if kind == "SQLite":
            return prepare(f"sqlite:///{self._folder / name}.db")
        return prepare(self._server.create(name))


def main() -> int:
    """Run everything and write the page; 1 where something is not as it must be."""
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("page", type=Path)
    command.add_argument("--scores", type=int, default=10_000)
    command.add_argument("--moments", type=int, default=200)
    given = command.parse_args()
    lines, is_well = [HEAD], True
    with folder() as place, postgresql() as server:
        databases = Databases(place, server)
        parts = (
            moods(databases, place, given.scores),
            kills(databases, given.moments),
            copies(databases, given.moments),
            openedx(max(10, given.scores // 100)),
        )
        for part in parts:
            for line, holds in part:
                print(line, flush=True)  # noqa: T201
                lines.append(line)
                is_well &= holds
    said = f"\nOn {utcnow():%Y-%m-%d}, Python {machine.python_version()}, {machine.machine()}."
    given.page.write_text("\n".join([*lines, said, ""]))
    return 0 if is_well else 1


Line = tuple[str, bool]


def moods(databases: Databases, place: Path, scores: int) -> Iterator[Line]:
    """A platform in each mood, for some seconds; both kinds of database take turns."""
    yield f"## A platform that misbehaves, while a class of {scores:,} earns twice\n", True
    yield (
        "| the platform is | database | arrived | newest | older on top | requests | s after |",
        True,
    )
    yield "|---|---|---:|---:|---:|---:|---:|", True
    for number, mood in enumerate(MOODS):
        kind = ("SQLite", "PostgreSQL")[number % 2]
        with moody(place) as platform:
            platform.feels(is_careless=number % 3 == 0)
            seen = endure(
                databases.new(kind), platform, mood, scores, seconds=PATIENCE, trouble=TROUBLE
            )
        row = f"{seen.arrived:,} | {seen.newest:,} | {seen.older_on_top} | {seen.requests:,}"
        yield f"| {mood} | {kind} | {row} | {seen.seconds:.0f} s |", seen.is_well


def kills(databases: Databases, moments: int) -> Iterator[Line]:
    """A tool killed at as many moments on each database."""
    yield "\n## Web and worker killed by SIGKILL at random moments\n", True
    names = " | ".join(PHASES)
    yield (
        f"| database | moments | {names} | scores earned | arrived | lost | redelivered in |",
        True,
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|", True
    least = min(LEAST_IN_EACH_PHASE, moments // 10)

    def enough(seen: Killing) -> bool:
        return seen.moments >= moments and min(seen.kills[phase] for phase in PHASES) >= least

    for kind in ("SQLite", "PostgreSQL"):
        with folder() as place, serving(Platform()) as platform:
            seen = kill_often(databases.new(kind), place, platform, enough)
        with folder() as place, serving(Platform()) as platform:
            took = redelivery(databases.new(kind), place, platform)
        phases = " | ".join(str(seen.kills[phase]) for phase in PHASES)
        row = f"{seen.earned} | {seen.arrived} | {len(seen.lost)} | {took:.0f} s"
        yield f"| {kind} | {seen.moments} | {phases} | {row} |", seen.is_well and took < 30


def copies(databases: Databases, moments: int) -> Iterator[Line]:
    """An SQLite file copied at as many moments."""
    with folder() as place, serving(Platform()) as platform:
        file = Path(databases.new("SQLite").removeprefix("sqlite:///"))
        seen = copy_often(file, place, platform, moments)
    yield "\n## The SQLite file copied at random moments under load\n", True
    yield (
        f"{seen.moments} copies: {seen.torn} that did not open or were inconsistent, "
        f"{seen.lacking} that lacked something answered; {seen.answered} answers by the last one.",
        seen.is_well,
    )


def openedx(students: int) -> Iterator[Line]:
    """Open edX's own code."""
    with folder() as place, open_edx(place, "--students", str(students)) as lms:
        send_from_four_workers(lms, students, ROUNDS, place)
        right, twice = in_order(lms, students, ROUNDS)
    yield "\n## Open edX's platform, four workers at once\n", True
    yield (
        f"{students * len(ROUNDS)} scores of {students} students: {right} students have all of "
        f"theirs in order; {twice} of these have one twice in a row, whose answer came too late.",
        right == students,
    )


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="lineage-lab-faults-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
