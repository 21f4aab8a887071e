"""What must be rebuilt, and in which order, for one asset and all upstream of it to be Fresh?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import starmap
from random import Random

from quizzes.orchestrators.misconceptions.about_assets import ABOUT_REBUILD_ALL
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.staleness import rebuild_plan
from quizzes.saying import joined, say
from quizzes.scenarios.assets import incidents, kinds, rebuild_all, shop, telling
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import built_here
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import Misreading, Place, Scenario, choice, options

BADGE = say("target")
PROMPT = say(
    "What must be rebuilt, in which order, so that one asset and everything upstream of it are "
    "Fresh?"
)
STEPS, PAIRS = (3, 4), 2  # so much is to rebuild, and at least so much of that in a certain order
MOST_STEPS = 6  # enough for all upstream of any target, and for what anybody believes
DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, STEPS, guessing=0.2)
KINDS = (kinds.rebuilt_partway, kinds.new_source_data, kinds.half_released, kinds.run_failed)
ONLY_STALE, *ALL_BELOW = ABOUT_REBUILD_ALL


def build(about: str, seed: int) -> Scenario:
    """The question about the incident and the target of this label and seed."""
    return ask(*draw(about, seed))


def draw(about: str, seed: int) -> tuple[Incident, str]:
    """The incident and the target of this label and seed."""
    draws = shop.pipelines(f"rebuild_in_order/{about}/{seed}")
    return next(filter(None, starmap(_drawn, draws)))


def ask(about: Incident, target: str) -> Scenario:
    """The question about an incident, for one asset and everything upstream of it."""
    pipeline = about.now.pipeline
    plan = rebuild_plan(about.pipeline, about.events, [target])
    return Scenario(
        asks="pick_and_order",
        story=telling.story(about),
        pipeline=pipeline,
        log=telling.log(about),
        prompt=_prompt(target),
        rule=_rule(target),
        places=tuple(_place(about, target, plan, name) for name in built_here(pipeline)),
        notes=telling.notes(about),
        badges={target: BADGE},
        misreadings=_misreadings(about, target, plan),
    )


def _prompt(target: str) -> str:
    return say(
        "What must be rebuilt, in which order, so that {target} and everything upstream of it are "
        "Fresh? Number the steps.",
        target=target,
    )


def _rule(target: str) -> str:
    others = say(
        "What {target} does not read, directly or through others, can wait.", target=target
    )
    return joined(" ", [rebuild_all.RULE, others])


def _drawn(rng: Random, pipeline: Pipeline) -> tuple[Incident, str] | None:
    """An incident and a target, if there is a good one."""
    found = incidents.drawn(rng, pipeline, rng.choice(KINDS))
    targets = _good_targets(found) if found else []
    return (found, rng.choice(targets)) if found and targets else None


def _good_targets(about: Incident) -> list[str]:
    return [name for name in built_here(about.pipeline) if _is_good(about, name)]


def _is_good(about: Incident, target: str) -> bool:
    """Whether less than everything is to do, in an order, and every misconception picks others."""
    wanted, chronicle = about.now.pipeline.upstream([target]), about.chronicle
    plan = about.to_rebuild & wanted
    return (
        STEPS[0] <= len(plan) <= STEPS[1]
        and plan != about.to_rebuild
        and len(wanted.intersection(built_here(about.pipeline))) <= MOST_STEPS
        and _pairs(about.now.pipeline, plan) >= PAIRS
        and ONLY_STALE.answer(chronicle) & wanted != plan
        and all(belief.answer(chronicle) != plan for belief in ALL_BELOW)
        and all(len(belief.answer(chronicle)) <= MOST_STEPS for belief in ALL_BELOW)
    )


def _pairs(pipeline: Pipeline, plan: Iterable[str]) -> int:
    """How many steps have to come before another one."""
    return sum(len(pipeline.ancestors(name).intersection(plan)) for name in plan)


def _misreadings(about: Incident, target: str, plan: Iterable[str]) -> tuple[Misreading, ...]:
    """Who stops at what is Stale now thinks of the target; who rebuilds all downstream does not."""
    pipeline, chronicle = about.now.pipeline, about.chronicle
    wanted, number = pipeline.upstream([target]), partial(_numbered, pipeline)
    key = number(plan)
    return (
        *misread([ONLY_STALE], chronicle, lambda stale: number(stale & wanted), key),
        *misread(ALL_BELOW, chronicle, number, key),
    )


def _numbered(pipeline: Pipeline, picked: Iterable[str]) -> frozenset[str]:
    """What is sent by who rebuilds these, parents first."""
    steps = filter(set(picked).__contains__, pipeline.in_order())
    return frozenset(choice(name, str(step)) for step, name in enumerate(steps, start=1))


def _place(about: Incident, target: str, plan: tuple[str, ...], name: str) -> Place:
    numbers = options(str(step) for step in range(1, MOST_STEPS + 1))
    right = frozenset(str(step) for step, each in enumerate(plan, start=1) if each == name)
    path = rebuild_all.path_to(about, name) if right else ()
    return Place(name, numbers, right, _why(about, target, name), path=path)


def _why(about: Incident, target: str, name: str) -> str:
    if name in about.now.pipeline.upstream([target]):
        return rebuild_all.why(about, name)
    why = say("{target} does not read {name}, directly or through others", target=target, name=name)
    if name in about.now.stale():
        return say("Stale now, but it can wait: {why}.", why=why)
    if name in about.to_rebuild:
        return say("It will have to follow, but it can wait: {why}.", why=why)
    return say("Nothing to do: {why}.", why=why)
