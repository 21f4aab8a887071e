"""What went on in a pipeline since last night: the events that questions are about.

To the steps of a kind of incident a decoy is added: something ran again, and nothing came of
it. What makes no good question is thrown away, and the next incident is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain, count
from random import Random
from typing import TYPE_CHECKING

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.events import Event, Materialize, Observe
from quizzes.orchestrators.ledger import AssetStatus, Ledger, Status
from quizzes.orchestrators.misconceptions.about_assets import (
    ABOUT_REBUILD_ALL,
    ABOUT_STALE_NOW,
    stale_in,
)
from quizzes.orchestrators.staleness import play, sweep
from quizzes.scenarios.assets.kinds import Kind, Step, built_here, kind_of, sources
from quizzes.scenarios.assets.shop import a_pipeline

if TYPE_CHECKING:
    from quizzes.orchestrators.pipeline import Pipeline

STALE, TO_REBUILD = (2, 3), (2, 4)  # how many are right to pick: equally hard for everybody
NIGHT = "02:00"
FIRST_HOUR = 8


@dataclass(frozen=True)
class Incident:
    """A pipeline as declared last night, and the steps since, each at a time of the day."""

    pipeline: Pipeline
    steps: tuple[Step, ...]
    times: tuple[str, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that happened, in order."""
        return tuple(event for step in self.steps for event in step)

    @cached_property
    def chronicle(self) -> Chronicle:
        """The same without the clock."""
        return Chronicle(self.pipeline, self.events)

    @property
    def history(self) -> tuple[Ledger, ...]:
        """What Dagster knew before any event, and after each."""
        return self.chronicle.history

    @property
    def now(self) -> Ledger:
        """What Dagster knows when the question is asked."""
        return self.chronicle.now

    @cached_property
    def swept(self) -> dict[str, AssetStatus]:
        """What a sweep over everything finds each asset to be when it comes to it."""
        return sweep(self.now, self.pipeline.names)

    @property
    def to_rebuild(self) -> frozenset[str]:
        """Everything that has to be rebuilt before all is fresh."""
        found = self.swept.items()
        return frozenset(name for name, status in found if status.status is not Status.FRESH)


@lru_cache(maxsize=32)
def draw(label: str, seed: int) -> Incident:
    """The incident with this label and seed, the same on every machine."""
    randoms = (Random(f"{label}/{seed}/{draw}") for draw in count())  # noqa: S311  # no secret
    every = (drawn(rng, a_pipeline(rng), kind_of(label)) for rng in randoms)
    return next(found for found in every if found and makes_good_questions(found))


def makes_good_questions(found: Incident) -> bool:
    """Whether both keys say something, differ, and are missed by every misconception."""
    stale, rebuild = found.now.stale(), found.to_rebuild
    return (
        STALE[0] <= len(stale) <= STALE[1]
        and TO_REBUILD[0] <= len(rebuild) <= TO_REBUILD[1]
        and stale != rebuild
        and all(stale_in(wrong.answer(found.chronicle)) != stale for wrong in ABOUT_STALE_NOW)
        and all(wrong.answer(found.chronicle) != rebuild for wrong in ABOUT_REBUILD_ALL)
    )


def drawn(rng: Random, pipeline: Pipeline, kind: Kind) -> Incident | None:
    """An incident of this kind, good to ask about or not; None if the pipeline has no place."""
    morning = kind(rng, pipeline)
    if morning is None:
        return None
    steps = with_a_decoy(rng, pipeline, [nightly_run(pipeline), *morning])
    return Incident(pipeline, tuple(steps), times(rng, len(steps)))


def nightly_run(pipeline: Pipeline) -> Step:
    """Every source is observed, and everything is built."""
    seen = [Observe(name, "v1") for name in sources(pipeline)]
    return (*seen, Materialize(built_here(pipeline)))


def with_a_decoy(rng: Random, pipeline: Pipeline, steps: list[Step]) -> list[Step]:
    """Somewhere after the night an asset is rebuilt, or a source observed, without effect.

    A rebuild of what is fresh has the code and the inputs of the last one, so it is memoised.
    The decoy is one that something reads which is not stale in the end: it could be taken so.
    """
    place = rng.randrange(1, len(steps) + 1)
    then = play(pipeline, chain.from_iterable(steps[:place]))
    stale = play(pipeline, chain.from_iterable(steps)).stale()
    tempting = [
        name
        for name in pipeline.in_order()
        if then.status(name).status is Status.FRESH
        and not stale.issuperset(pipeline.children(name))
    ]
    if not tempting:
        return steps
    name = rng.choice(tempting)
    external = pipeline.asset(name).external
    decoy = Observe(name, then.data_version(name)) if external else Materialize((name,))
    return [*steps[:place], (decoy,), *steps[place:]]


def times(rng: Random, steps: int) -> tuple[str, ...]:
    """The night, and times of the morning for all steps but the first."""
    pauses = (5 * rng.randint(1, 10) for _ in range(steps - 1))
    minutes = list(accumulate(pauses, initial=60 * FIRST_HOUR))[1:]
    return (NIGHT, *(f"{minute // 60:02}:{minute % 60:02}" for minute in minutes))
