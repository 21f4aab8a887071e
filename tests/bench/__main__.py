"""Measure everything: python -m tests.bench docs/benchmarks.md."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from tests.bench import (
    classes,
    deliveries,
    engines,
    enrolled,
    page,
    pages,
    profile,
    saves,
    scenarios,
)
from tests.bench.figures import Figure, table
from tests.bench.page import Section
from tests.bench.peers import __main__ as peers

Subject = Callable[[], list[Figure]]
SUBJECTS: Sequence[Subject] = (
    *(engines.figures, scenarios.figures, saves.figures, pages.figures),
    *(enrolled.figures, deliveries.figures, classes.figures),
)
TITLE = "How long our answers take"
HOW = """\
Each subject is measured in a new process of its own. A duration is the median of some runs, by
the clock on the wall; memory is the most that the process held, Python included. The engines'
pipelines are random, and the same each time (`tests/bench/pipelines.py`): after a run of
everything, runs of twenty assets of which some fail, other code, observations, dependencies added
and removed; they are timed from the declarations and events on. A scenario is built from 200
seeds that the process has not seen; what 19 of 20 stay under is shown. Scores go from workers on
PostgreSQL to a platform that thinks over each (`tests/bench/deliveries.py`), beside pylti1p3's
`put_grade`. Answers are saved by eight threads of one process (`tests/bench/saves.py`), each with
all that the tool does over an answer in its transaction. Pages are whole requests."""


def main(at: Path | None) -> int:
    """Measure, show and write everything; returns 1 where a limit does not hold."""
    return page.publish([peers.section(), alone(profile.section), answers()], at)


def answers(subjects: Sequence[Subject] = SUBJECTS) -> Section:
    """Measure each subject, and hold its figures against their limits."""
    figures = [figure for subject in subjects for figure in alone(subject)]
    return Section(TITLE, f"{table(figures)}\n\n{HOW}", all(each.holds for each in figures))


Found = TypeVar("Found")


def alone(subject: Callable[[], Found]) -> Found:
    """What a subject measures in a new process, where nothing else holds memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(subject).result()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else None))
