"""From the name of a question, an incident and a seed to the frozen scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from quizzes.scenarios import incidents, rebuild_all, stale_now
from quizzes.scenarios.incidents import Incident
from quizzes.scenarios.scenario import Scenario

BUILDERS: Mapping[str, Callable[[Incident], Scenario]] = {
    "stale_now": stale_now.ask,
    "rebuild_all": rebuild_all.ask,
}


def build(builder: str, incident: str, seed: int) -> Scenario:
    """The scenario of these; with one incident and seed two builders ask about the same graph."""
    return BUILDERS[builder](incidents.draw(incident, seed))
