"""Incidents in which an asset may be new: deployed in the morning, and not there in the night."""

from __future__ import annotations

from random import Random

from quizzes.orchestrators.events import AddDep, Materialize
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.scenarios.assets.incidents import Incident, nightly_run, times, with_a_decoy
from quizzes.scenarios.assets.kinds import Kind, Step, built_here


def drawn(rng: Random, pipeline: Pipeline, kind: Kind) -> Incident | None:
    """An incident of this kind, in every other one with a new asset that nothing reads."""
    morning = kind(rng, pipeline)
    if morning is None:
        return None
    declared, before = pipeline, [nightly_run(pipeline)]
    if rng.random() < 1 / 2:
        new = rng.choice([name for name in built_here(pipeline) if not pipeline.children(name)])
        before = [_night_without(pipeline, new), _deployment(pipeline, new)]
        declared = pipeline.changed(new, deps=(), code_version="1")
    steps = with_a_decoy(rng, declared, [*before, *morning])
    return Incident(declared, tuple(steps), times(rng, len(steps)))


def came_at(told: Incident, name: str) -> str:
    """When a new asset was deployed."""
    return next(
        at
        for at, step in zip(told.times, told.steps, strict=True)
        if any(isinstance(event, AddDep) and event.asset == name for event in step)
    )


def _night_without(pipeline: Pipeline, new: str) -> Step:
    *observed, _ = nightly_run(pipeline)
    return (*observed, Materialize(tuple(name for name in built_here(pipeline) if name != new)))


def _deployment(pipeline: Pipeline, new: str) -> Step:
    return tuple(AddDep(new, dep) for dep in pipeline.parents(new))
