"""Paint every asset Missing, Stale or Fresh: what the questions that ask for this share.

They differ in what happened in the morning, and in some of their reasons.
"""

from __future__ import annotations

from collections.abc import Callable

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.misconceptions.about_assets import ABOUT_STATUSES, Table
from quizzes.orchestrators.misconceptions.misconception import Misconception
from quizzes.saying import say
from quizzes.scenarios.assets import paths, reasons, shop, telling
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import Kind, built_here
from quizzes.scenarios.assets.newcomers import came_at, drawn
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import Place, Scenario, choice, options

PROMPT = say("What is each asset now: Missing, Stale or Fresh?")
RULE = say(
    "Missing: never built. Stale: its code version, or the data version of a direct parent, is "
    "not the one that its last build recorded. Everything else is Fresh."
)
NOT_FRESH = (2, 3)
PLACES = (shop.NODES[0] - shop.SOURCES, shop.NODES[1] - shop.SOURCES)
DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, PLACES, guessing=0.1)

Belief = Misconception[Chronicle, Table]


def draw(salt: str, kind: Kind, beliefs: tuple[Belief, ...]) -> Incident:
    """The first incident of this kind that nobody with one of these beliefs gets right."""
    every = (drawn(rng, pipeline, kind) for rng, pipeline in shop.pipelines(salt))
    return next(found for found in every if found and _makes_a_good_question(found, beliefs))


def ask(about: Incident, rule: str, why: Callable[[Incident, str], str]) -> Scenario:
    """The question about an incident; `why` gives the reason for each asset's status."""
    names = built_here(about.now.pipeline)
    key = _painted(about, about.chronicle.statuses)
    return Scenario(
        asks="paint_nodes",
        story=telling.story(about),
        pipeline=about.now.pipeline,
        log=telling.log(about),
        prompt=PROMPT,
        rule=rule,
        places=tuple(_place(about, name, why(about, name)) for name in names),
        notes=telling.notes(about),
        misreadings=misread(
            ABOUT_STATUSES, about.chronicle, lambda table: _painted(about, table), key
        ),
    )


def why(about: Incident, name: str) -> str:
    """What its status comes from, by all that was recorded."""
    if name in about.now.records:
        return reasons.why(about, name)
    at = came_at(about, name)
    return say("Missing: it was deployed at {at} and has never been built.", at=at)


def _makes_a_good_question(found: Incident, beliefs: tuple[Belief, ...]) -> bool:
    table = found.chronicle.statuses
    not_fresh = sum(each.status is not Status.FRESH for each in table.values())
    return NOT_FRESH[0] <= not_fresh <= NOT_FRESH[1] and all(
        _painted(found, belief.answer(found.chronicle)) != _painted(found, table)
        for belief in beliefs
    )


def _painted(about: Incident, table: Table) -> frozenset[str]:
    """What is sent by who says this of the assets that are built here."""
    names = built_here(about.now.pipeline)
    return frozenset(choice(name, table[name].status.value) for name in names)


def _place(about: Incident, name: str, reason: str) -> Place:
    status = about.chronicle.statuses[name].status
    path = paths.path_to(about, name) if status is Status.STALE else ()
    words = options(each.value for each in Status)
    return Place(name, words, frozenset([status.value]), reason, path=path)
