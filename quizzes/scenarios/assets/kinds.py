"""The kinds of incident: what somebody did in the morning after a nightly run.

Each is a function from (rng, pipeline) to steps, or to None if the pipeline has no place for
it. Whether a question comes of it, incidents.py decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import permutations
from random import Random

from quizzes.orchestrators.events import Event, Materialize, Observe, SetCodeVersion
from quizzes.orchestrators.pipeline import Pipeline

Step = tuple[Event, ...]  # what one line of the log tells
Kind = Callable[[Random, Pipeline], list[Step] | None]


def rebuilt_partway(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """New code, the asset rebuilt, and one of the assets that read it; the others wait."""
    if not (forks := _forks(pipeline, built_here(pipeline))):
        return None
    changed, _, done = rng.choice(forks)
    runs = rng.choice(([(changed,), (done,)], [(changed, done)]))
    return [new_code(pipeline, changed), *map(rebuilt, runs)]


def new_source_data(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """A source has new data; what reads it was rebuilt, perhaps with a part of what follows."""
    source = rng.choice(sources(pipeline))
    if not (forks := _forks(pipeline, pipeline.children(source))):
        return None
    reader, _, done = rng.choice(forks)
    runs = rng.choice(([(reader,)], [(reader,), (done,)], [(reader, done)]))
    return [(Observe(source, "v2"),), *map(rebuilt, runs)]


def half_released(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """A release brings new code for two assets; only one of them was rebuilt."""
    read = with_readers(pipeline)
    apart = [(a, b) for a, b in permutations(read, 2) if not _related(pipeline, a, b)]
    if not apart:
        return None
    waiting, done = rng.choice(apart)
    release = new_code(pipeline, waiting) + new_code(pipeline, done)
    return [release, rebuilt((done,))]


def rolled_back(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """New code, rebuilt, perhaps with an asset that reads it; then the old code came back."""
    changed = rng.choice(with_readers(pipeline))
    runs = [(changed,), *([(rng.choice(pipeline.children(changed)),)] * rng.randrange(2))]
    before = SetCodeVersion(changed, pipeline.asset(changed).code_version)
    return [new_code(pipeline, changed), *map(rebuilt, runs), (before,)]


def run_failed(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """New code, and a run of the asset and all downstream that failed at one of its readers."""
    if not (forks := _forks(pipeline, built_here(pipeline))):
        return None
    changed, waiting, _ = rng.choice(forks)
    below = [name for name in pipeline.in_order() if name in pipeline.descendants(changed)]
    return [
        new_code(pipeline, changed),
        (Materialize((changed, *below), fail=frozenset([waiting])),),
    ]


KINDS: dict[str, Kind] = {
    kind.__name__: kind
    for kind in (rebuilt_partway, new_source_data, half_released, rolled_back, run_failed)
}


def kind_of(label: str, kinds: Mapping[str, Kind] = KINDS) -> Kind:
    """The kind of that name; any other word stands for one of them, "A" and "B" for two."""
    return kinds.get(label) or list(kinds.values())[sum(map(ord, label)) % len(kinds)]


def sources(pipeline: Pipeline) -> list[str]:
    """The assets that come from outside."""
    return [asset.name for asset in pipeline.assets if asset.external]


def built_here(pipeline: Pipeline) -> tuple[str, ...]:
    """All assets but the sources, parents first."""
    return tuple(name for name in pipeline.in_order() if not pipeline.asset(name).external)


def with_readers(pipeline: Pipeline) -> list[str]:
    """Those of them that something reads, parents first."""
    return [name for name in built_here(pipeline) if pipeline.children(name)]


def _forks(pipeline: Pipeline, names: Iterable[str]) -> list[tuple[str, str, str]]:
    """Each of these assets with two of its readers: one is read in turn, but not by the other."""
    return [
        (name, waiting, done)
        for name in names
        for waiting, done in permutations(pipeline.children(name), 2)
        if pipeline.children(waiting) and done not in pipeline.descendants(waiting)
    ]


def _related(pipeline: Pipeline, a: str, b: str) -> bool:
    return a in pipeline.ancestors(b) or b in pipeline.ancestors(a)


def new_code(pipeline: Pipeline, name: str) -> Step:
    """Its code gets the next version."""
    return (SetCodeVersion(name, str(int(pipeline.asset(name).code_version or 0) + 1)),)


def rebuilt(names: tuple[str, ...]) -> Step:
    """One run of these, which succeeds."""
    return (Materialize(names),)


def rebuilt_perhaps_with_a_reader(rng: Random, pipeline: Pipeline, name: str) -> Step:
    """One run of an asset, and every other time of something that reads it."""
    readers = pipeline.children(name)
    return rebuilt((name, *rng.sample(readers, min(len(readers), rng.randrange(2)))))
