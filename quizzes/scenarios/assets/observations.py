"""Who is Stale after observations? Who was built from another data version than the last seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizzes.orchestrators.events import Observe
from quizzes.orchestrators.misconceptions.about_assets import (
    EVERY_OBSERVATION_CHANGES_DATA,
    NEWER_MEANS_STALE,
    TRANSITIVE,
)
from quizzes.saying import say
from quizzes.scenarios.assets import incidents, reasons, shop, stale_picks
from quizzes.scenarios.assets.incidents import Incident, nightly_run, times
from quizzes.scenarios.assets.kinds import (
    Step,
    built_here,
    rebuilt_perhaps_with_a_reader,
    sources,
)
from quizzes.scenarios.difficulty import Difficulty

if TYPE_CHECKING:
    from random import Random

    from quizzes.orchestrators.pipeline import Pipeline
    from quizzes.scenarios.scenario import Scenario

PROMPT = say("Which does Dagster mark Stale after these observations?")
RULE = say(
    "An observation only notes the data version that a source has now. What reads the source is "
    "Stale if its last build read another one, whatever was observed in between. Only a build "
    "gives an asset new data for its own readers."
)
DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, incidents.STALE, guessing=0.2)
BELIEFS = (EVERY_OBSERVATION_CHANGES_DATA, NEWER_MEANS_STALE, TRANSITIVE)
SOURCES = 3
CAME_BACK, CHANGED = ("v2", "v1"), ("v2",)
SEEN = (CAME_BACK, CHANGED, ("v1",))  # what can be observed of a source after the night


def build(about: str, seed: int) -> Scenario:
    """The question of this label and seed."""
    return ask(draw(about, seed))


def draw(about: str, seed: int) -> Incident:
    """The incident of this label and seed, the same on every machine."""
    drawn = shop.pipelines(f"observations/{about}/{seed}", SOURCES)
    every = (_a_morning(rng, pipeline) for rng, pipeline in drawn)
    return next(filter(_is_good, every))


def ask(about: Incident) -> Scenario:
    """The question about an incident; every source shows what was last observed."""
    badges = {
        name: say("data version {version}", version=about.now.data_version(name))
        for name in sources(about.pipeline)
    }
    return replace(stale_picks.ask(about, PROMPT, RULE, BELIEFS), badges=badges)


def _a_morning(rng: Random, pipeline: Pipeline) -> Incident:
    """One source had other data for a while, one has new data; something was built meanwhile."""
    steps = _observations(rng, pipeline)
    steps.insert(rng.randint(1, len(steps)), _a_build(rng, pipeline))
    steps.insert(0, nightly_run(pipeline))
    return Incident(pipeline, tuple(steps), times(rng, len(steps)))


def _observations(rng: Random, pipeline: Pipeline) -> list[Step]:
    """Of all sources, in any order, but each source's own observations in theirs."""
    fates = [CAME_BACK, CHANGED, rng.choice(SEEN)]
    ahead = dict(zip(rng.sample(sources(pipeline), SOURCES), map(list, fates), strict=True))
    turns = [source for source, versions in ahead.items() for _ in versions]
    rng.shuffle(turns)
    return [(Observe(source, ahead[source].pop(0)),) for source in turns]


def _a_build(rng: Random, pipeline: Pipeline) -> Step:
    """Of something that reads a source, perhaps with one of its readers."""
    readers = [name for source in sources(pipeline) for name in pipeline.children(source)]
    return rebuilt_perhaps_with_a_reader(rng, pipeline, rng.choice(readers))


def _is_good(found: Incident) -> bool:
    """Whether, besides, something is Fresh because a source has again what it was built from."""
    fresh = [name for name in built_here(found.pipeline) if name not in found.now.stale()]
    return stale_picks.is_good(found, BELIEFS) and any(
        reasons.came_back(found, name) for name in fresh
    )
