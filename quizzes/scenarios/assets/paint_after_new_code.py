"""New code was deployed and at most a part rebuilt: what is Missing, Stale or Fresh?"""

from __future__ import annotations

from random import Random

from quizzes.orchestrators.misconceptions.about_assets import (
    NEW_CODE_STALES_THE_CHILDREN,
    TRANSITIVE,
)
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.scenarios.assets import statuses
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import Step, new_code, rebuilt, with_readers
from quizzes.scenarios.scenario import Scenario

DIFFICULTY = statuses.DIFFICULTY
BELIEFS = (NEW_CODE_STALES_THE_CHILDREN, TRANSITIVE)


def build(about: str, seed: int) -> Scenario:
    """The question about the incident of this label and seed."""
    return ask(draw(about, seed))


def draw(about: str, seed: int) -> Incident:
    """The incident of this label and seed."""
    return statuses.draw(f"paint_after_new_code/{about}/{seed}", released, BELIEFS)


def ask(about: Incident) -> Scenario:
    """The question about an incident."""
    return statuses.ask(about, statuses.RULE, statuses.why)


def released(rng: Random, pipeline: Pipeline) -> list[Step]:
    """New code for one or two assets, at once or one by one; one run may have built something."""
    changed = rng.sample(with_readers(pipeline), rng.choice((1, 2)))
    releases = [new_code(pipeline, name) for name in changed]
    if rng.random() < 1 / 2:
        releases = [tuple(event for release in releases for event in release)]
    near = [name for each in changed for name in (each, *pipeline.children(each))]
    candidates = [name for name in near if pipeline.children(name)]
    return [*releases, *(rebuilt((name,)) for name in rng.sample(candidates, rng.randrange(2)))]
