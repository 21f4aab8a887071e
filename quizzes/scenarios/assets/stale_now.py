"""Which assets does Dagster mark Stale now? Each is compared with its direct parents only."""

from __future__ import annotations

from quizzes.orchestrators.misconceptions.about_assets import ABOUT_STATUSES, stale_in
from quizzes.scenarios.assets import incidents, reasons, shop, telling
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import built_here
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import Scenario, picks

PROMPT = "Which does Dagster mark Stale now?"
RULE = (
    "An asset is Stale when its code version, or the data version of a direct parent, is not the "
    "one that its last build recorded. A rebuild with the same code and the same inputs keeps "
    "the data version."
)
OTHER_QUESTION = "It will need work before things settle, which is the other question."


DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, incidents.STALE, guessing=0.15)


def build(about: str, seed: int) -> Scenario:
    """The question about the incident of this label and seed."""
    return ask(incidents.draw(about, seed))


def ask(about: Incident) -> Scenario:
    """The question about an incident."""
    key, names = about.now.stale(), built_here(about.pipeline)
    return Scenario(
        asks="pick_nodes",
        story=telling.story(about),
        pipeline=about.now.pipeline,
        log=telling.log(about),
        prompt=PROMPT,
        rule=RULE,
        places=picks(
            names,
            key,
            why={name: _why(about, name) for name in names},
            paths={name: reasons.path_to(about, name) for name in key},
        ),
        notes=telling.notes(about),
        misreadings=misread(ABOUT_STATUSES, about.chronicle, stale_in, key),
    )


def _why(about: Incident, name: str) -> str:
    said = reasons.why(about, name)
    if name in about.to_rebuild - about.now.stale():
        return f"{said} {OTHER_QUESTION}"
    return said
