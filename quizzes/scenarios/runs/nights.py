"""How a run of a nightly job went: what each task's work did, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, count
from random import Random
from typing import TypeVar

from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.races import race_free
from quizzes.orchestrators.task_runs import Run, first_run, fresh
from quizzes.orchestrators.trigger_rules import FAILURES, State

NIGHTS = 12  # how many runs of one job are tried before another is drawn
FIRST_HOUR = 2

Tries = tuple[Outcome, ...]
SUCCEEDS, FAILS, SKIPS = (Outcome.SUCCESS,), (Outcome.FAIL,), (Outcome.SKIP,)
SECOND_TRY = (Outcome.FAIL, Outcome.SUCCESS)
BAD_NIGHT = (FAILS, FAILS, SKIPS, SKIPS, SECOND_TRY, SUCCEEDS)
GOOD_NIGHT = (FAILS, SKIPS, SECOND_TRY, SUCCEEDS, SUCCEEDS, SUCCEEDS)

Drawn = TypeVar("Drawn")


@dataclass(frozen=True)
class Night:
    """A job with the ends of its tasks' tries, and the times of the log, more than enough."""

    dag: Dag
    times: tuple[str, ...]

    @cached_property
    def run(self) -> Run:
        """The run as it ended."""
        return first_run(self.dag)

    @cached_property
    def states(self) -> dict[str, State]:
        """Every task's state then."""
        return self.run.states


def draw(label: str, attempt: Callable[[Random], Drawn | None]) -> Drawn:
    """The first attempt that comes to something, the same on every machine."""
    randoms = (Random(f"{label}/{number}") for number in count())  # noqa: S311  # no secret
    return next(found for rng in randoms if (found := attempt(rng)) is not None)


def nights(rng: Random, job: Dag, first: Sequence[Tries]) -> Iterator[Night]:
    """Some runs of a job in which a task fails, the first of which end in these ways.

    Timing may matter.
    """
    for _ in range(NIGHTS):
        dag = _with_mishaps(rng, job, first)
        if any(task.attempts == FAILS for task in dag.tasks):
            yield Night(dag, _times(rng, len(dag.tasks) + 2))


def is_certain(night: Night) -> bool:
    """Whether timing changes nothing; nor looks so, where all_success sees failed and skipped."""
    torn = any(_is_torn(night, task) for task in night.dag.tasks)
    return not torn and race_free(fresh(night.dag))


def _is_torn(night: Night, task: Task) -> bool:
    above = {night.states[dep] for dep in task.deps}
    mixed = State.SKIPPED in above and not above.isdisjoint(FAILURES)
    return mixed and task.trigger_rule == "all_success"


def _with_mishaps(rng: Random, job: Dag, first: Sequence[Tries]) -> Dag:
    """At most one of the tasks that come later would not succeed."""
    inner = [task.name for task in job.tasks if task.deps]
    unlucky = rng.choice(inner) if rng.random() < 1 / 2 else ""
    ends = ((task, _tries(rng, task, unlucky, first)) for task in job.tasks)
    return Dag(
        tuple(task if tries == SUCCEEDS else replace(task, attempts=tries) for task, tries in ends)
    )


def _tries(rng: Random, task: Task, unlucky: str, first: Sequence[Tries]) -> Tries:
    if task.name == unlucky:
        return rng.choice((FAILS, SKIPS))
    return SUCCEEDS if task.deps or task.kind is Kind.BRANCH else rng.choice(first)


def _times(rng: Random, number: int) -> tuple[str, ...]:
    pauses = (rng.randint(2, 15) for _ in range(number))
    minutes = accumulate(pauses, initial=60 * FIRST_HOUR)
    return tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)
