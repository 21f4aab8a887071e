"""Which are Stale after re-runs? Where there is no code version, every run gives new data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizzes.orchestrators.misconceptions.about_assets import (
    EVERY_RUN_CHANGES_DATA,
    NEWER_MEANS_STALE,
    TRANSITIVE,
)
from quizzes.saying import say
from quizzes.scenarios.assets import incidents, reasons, shop, stale_picks
from quizzes.scenarios.assets.incidents import Incident, nightly_run, times
from quizzes.scenarios.assets.kinds import (
    built_here,
    rebuilt_perhaps_with_a_reader,
    with_readers,
)
from quizzes.scenarios.difficulty import Difficulty

if TYPE_CHECKING:
    from random import Random

    from quizzes.orchestrators.pipeline import Pipeline
    from quizzes.scenarios.scenario import Scenario

PROMPT = say("Which does Dagster mark Stale after these rebuilds?")
RULE = say(
    "A rebuild with the same code version and the same inputs keeps the data version, and nothing "
    "becomes Stale by it. Where an asset has no code version, the run's id takes its place: every "
    "run gives it a new data version, and what reads it directly is Stale until that is rebuilt."
)
DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, incidents.STALE, guessing=0.17)
BELIEFS = (EVERY_RUN_CHANGES_DATA, NEWER_MEANS_STALE, TRANSITIVE)
RUNS, MORE_WITHOUT = 3, 2


def build(about: str, seed: int) -> Scenario:
    """The question of this label and seed."""
    return ask(draw(about, seed))


def draw(about: str, seed: int) -> Incident:
    """The incident of this label and seed, the same on every machine."""
    drawn = shop.pipelines(f"rerun_upstream/{about}/{seed}")
    every = (_a_morning(rng, pipeline) for rng, pipeline in drawn)
    return next(found for found in every if stale_picks.is_good(found, BELIEFS))


def ask(about: Incident) -> Scenario:
    """The question about an incident; every asset shows its code version."""
    assets = map(about.pipeline.asset, built_here(about.pipeline))
    badges = {asset.name: reasons.code(asset) for asset in assets}
    return replace(stale_picks.ask(about, PROMPT, RULE, BELIEFS), badges=badges)


def _a_morning(rng: Random, every_version: Pipeline) -> Incident:
    """Some assets that others read ran again, perhaps with a reader; one has no code version."""
    read = with_readers(every_version)
    again = rng.sample(read, min(RUNS, len(read)))
    without = {rng.choice(again), *rng.sample(built_here(every_version), MORE_WITHOUT)}
    pipeline = every_version.with_assets(
        {
            asset.name: replace(asset, code_version=None) if asset.name in without else asset
            for asset in every_version.assets
        }
    )
    runs = [rebuilt_perhaps_with_a_reader(rng, pipeline, name) for name in again]
    steps = (nightly_run(pipeline), *runs)
    return Incident(pipeline, steps, times(rng, len(steps)))
