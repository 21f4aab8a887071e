"""Which assets does Dagster mark Stale now? Each is compared with its direct parents only."""

from __future__ import annotations

from quizzes.orchestrators.misconceptions.about_assets import ABOUT_STATUSES
from quizzes.saying import joined, say
from quizzes.scenarios.assets import incidents, reasons, shop, stale_picks
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.scenario import Scenario

PROMPT = say("Which does Dagster mark Stale now?")
RULE = say(
    "An asset is Stale when its code version, or the data version of a direct parent, is not the "
    "one that its last build recorded. A rebuild with the same code and the same inputs keeps "
    "the data version."
)
OTHER_QUESTION = say("It will need work before things settle, which is the other question.")
DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, incidents.STALE, guessing=0.15)


def build(about: str, seed: int) -> Scenario:
    """The question about the incident of this label and seed."""
    return ask(incidents.draw(about, seed))


def ask(about: Incident) -> Scenario:
    """The question about an incident."""
    return stale_picks.ask(about, PROMPT, RULE, ABOUT_STATUSES, _why)


def _why(about: Incident, name: str) -> str:
    said = reasons.why(about, name)
    if name in about.to_rebuild - about.now.stale():
        return joined(" ", [said, OTHER_QUESTION])
    return said
