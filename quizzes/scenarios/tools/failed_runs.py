"""The same morning in both tools: a run of everything failed, and what made it fail is mended.

What Dagster has recorded of it is an incident as in assets/; what Airflow has, a run of a DAG
with one task for each asset.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random

from quizzes.orchestrators.clearing import Clear, cleared
from quizzes.orchestrators.dags import Dag, Outcome, Task
from quizzes.orchestrators.events import Materialize, SetCodeVersion
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.task_runs import Run, first_run
from quizzes.saying import say
from quizzes.scenarios.assets.incidents import Incident, nightly_run, times
from quizzes.scenarios.assets.kinds import Kind, Step, built_here, kind_of
from quizzes.scenarios.assets.shop import pipelines
from quizzes.scenarios.tools.failures import KINDS

TO_REBUILD = (2, 3)  # how many assets Dagster rebuilds: equally hard for everybody
CAUSES = (
    say("a worker ran out of memory"),
    say("the warehouse was out of disk space"),
    say("a network connection broke"),
    say("the database had too many connections"),
)


@dataclass(frozen=True)
class FailedRun:
    """What happened since last night, and why the morning run failed."""

    incident: Incident
    cause: str

    @cached_property
    def at(self) -> int:
        """Which of the steps is the run that failed."""
        return next(at for at, step in enumerate(self.incident.steps) if _failed_in(step))

    @property
    def failed(self) -> frozenset[str]:
        """The assets at which it failed."""
        return _failed_in(self.incident.steps[self.at])

    @cached_property
    def run(self) -> Run:
        """The run as it ended in Airflow."""
        return first_run(dag_of(self.incident.pipeline, self.failed))

    def task(self, name: str) -> str:
        """The Airflow task that makes an asset."""
        return self.incident.pipeline.asset(name).task

    def version_used(self, name: str) -> str:
        """The version of the code that an asset was last made with."""
        return str(self.incident.now.records[name].code_version)

    @cached_property
    def to_repeat(self) -> tuple[str, ...]:
        """Assets whose task failed in the run, or ran with code that is not theirs any more."""
        since = (event for step in self.incident.steps[self.at :] for event in step)
        wrong = {event.asset for event in since if isinstance(event, SetCodeVersion)}
        return tuple(n for n in self.incident.pipeline.in_order() if n in wrong | self.failed)

    @cached_property
    def to_clear(self) -> frozenset[str]:
        """Assets whose tasks run again when these are cleared with everything downstream."""
        asked = [
            Clear(self.task(name), downstream=True, only_failed=False) for name in self.to_repeat
        ]
        again = {task for each in asked for task in cleared(self.run, each)}
        return frozenset(n for n in built_here(self.incident.pipeline) if self.task(n) in again)


def dag_of(pipeline: Pipeline, failed: frozenset[str]) -> Dag:
    """The DAG in which one task makes each asset; the tasks of `failed` fail at their first try."""
    tried = {True: (Outcome.FAIL, Outcome.SUCCESS), False: (Outcome.SUCCESS,)}
    return Dag(
        tuple(
            Task(
                pipeline.asset(name).task,
                tuple(pipeline.asset(dep).task for dep in pipeline.parents(name)),
                attempts=tried[name in failed],
            )
            for name in pipeline.names
        )
    )


def draw(label: str, seed: int) -> FailedRun:
    """The failed run with this label and seed, the same on every machine."""
    drawn = pipelines(f"failed run/{label}/{seed}")
    every = (_drawn(rng, pipeline, kind_of(label, KINDS)) for rng, pipeline in drawn)
    return next(found for found in every if found and makes_a_good_question(found))


def makes_a_good_question(found: FailedRun) -> bool:
    """Whether there is something to do in both tools, and less of it in Dagster."""
    rebuild = found.incident.to_rebuild
    return TO_REBUILD[0] <= len(rebuild) <= TO_REBUILD[1] and rebuild < found.to_clear


def _drawn(rng: Random, pipeline: Pipeline, kind: Kind) -> FailedRun | None:
    morning = kind(rng, pipeline)
    if morning is None:
        return None
    steps = (nightly_run(pipeline), *morning)
    return FailedRun(Incident(pipeline, steps, times(rng, len(steps))), rng.choice(CAUSES))


def _failed_in(step: Step) -> frozenset[str]:
    return frozenset(
        name for event in step if isinstance(event, Materialize) for name in event.fail
    )
