"""Measure everything: python -m tests.bench."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.bench import classes, deliveries, engines, scenarios
from tests.bench.figures import Figure

Subject = Callable[[], list[Figure]]
SUBJECTS: Sequence[Subject] = (
    *(engines.figures, scenarios.figures, deliveries.figures, classes.figures),
)


def main(subjects: Sequence[Subject] = SUBJECTS) -> int:
    """Measure and print; returns 1 where a figure is over its limit."""
    figures = [figure for subject in subjects for figure in alone(subject)]
    print(f"Python {platform.python_version()}, {platform.machine()}\n")  # noqa: T201
    print("| what | measured | under | |\n|---|---:|---:|---|")  # noqa: T201
    for figure in figures:
        print(figure)  # noqa: T201
    return 0 if all(figure.holds for figure in figures) else 1


def alone(subject: Subject) -> list[Figure]:
    """What a subject measures in a new process, where nothing else holds memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(subject).result()


if __name__ == "__main__":
    sys.exit(main())
