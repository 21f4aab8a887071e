"""The kinds of failure: what happened in the morning, up to the end of the run that failed.

Each is a function from (rng, pipeline) to steps, or to None if the pipeline has no place for
it. Whether a question comes of it, failed_runs.py decides.
"""

from __future__ import annotations

from random import Random

from quizzes.orchestrators.events import Materialize, Observe, SetCodeVersion
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.scenarios.assets.kinds import Kind, Step, built_here, new_code, sources

TO_CLEAR = (4, 5)  # how many tasks run again in Airflow: equally hard for everybody


def failed_once(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """A source had new data, and the run failed at what does not read it, above what does."""
    moved = rng.choice(sources(pipeline))
    return _failed_at(rng, pipeline, moved, [(name,) for name in _beside(pipeline, moved)])


def failed_twice(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """The same, and the run failed at what reads the new data, too."""
    moved = rng.choice(sources(pipeline))
    pairs: list[tuple[str, ...]] = [
        (name, other)
        for name in _beside(pipeline, moved)
        for other in built_here(pipeline)
        if other in pipeline.descendants(moved) - pipeline.descendants(name)
    ]
    return _failed_at(rng, pipeline, moved, pairs)


def rolled_back(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """New code was wrong: the run failed at one that reads it, and the old code came back."""
    read = [name for name in built_here(pipeline) if len(pipeline.children(name)) > 1]
    fitting = [name for name in read if _fits(pipeline, (name,))]
    if not fitting:
        return None
    changed = rng.choice(fitting)
    failed = rng.choice(pipeline.children(changed))
    before = SetCodeVersion(changed, pipeline.asset(changed).code_version)
    return [new_code(pipeline, changed), _run(pipeline, (failed,)), (before,)]


KINDS: dict[str, Kind] = {kind.__name__: kind for kind in (failed_once, failed_twice, rolled_back)}


def _beside(pipeline: Pipeline, source: str) -> list[str]:
    """What does not read a source, however indirectly, and is read by something that does."""
    reads = pipeline.descendants(source)
    return [
        name
        for name in built_here(pipeline)
        if name not in reads and not reads.isdisjoint(pipeline.descendants(name))
    ]


def _failed_at(
    rng: Random, pipeline: Pipeline, moved: str, every: list[tuple[str, ...]]
) -> list[Step] | None:
    """Both sources were observed, one with new data; the run failed at one of `every`."""
    fitting = [failed for failed in every if _fits(pipeline, failed)]
    if not fitting:
        return None
    seen = [Observe(name, "v2" if name == moved else "v1") for name in sources(pipeline)]
    looked: list[Step] = [(event,) for event in rng.sample(seen, len(seen))]
    return [*looked, _run(pipeline, rng.choice(fitting))]


def _fits(pipeline: Pipeline, names: tuple[str, ...]) -> bool:
    """Whether so much is to be cleared for these that every question is as hard."""
    below = frozenset(names).union(*map(pipeline.descendants, names))
    return TO_CLEAR[0] <= len(below) <= TO_CLEAR[1]


def _run(pipeline: Pipeline, failed: tuple[str, ...]) -> Step:
    return (Materialize(built_here(pipeline), fail=frozenset(failed)),)
