"""What has to happen before an asset that is still Fresh has other data to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizzes.orchestrators.events import Materialize
from quizzes.orchestrators.staleness import after
from quizzes.saying import joined, listed, say_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizzes.scenarios.assets.incidents import Incident


def awaited(told: Incident, name: str) -> str:
    """Whose rebuild will make it stale, as a sweep finds out, and what has to come before that."""
    parents = [cause.dep for cause in told.swept[name].causes if cause.dep]
    at_once = [parent for parent in parents if _is_changed_by_a_rebuild(told, parent)]
    later = [parent for parent in parents if parent not in at_once]
    clauses = [_with_the_next_rebuild(at_once)] if at_once else []
    return joined("; ", [*clauses, _after_others(told, later)] if later else clauses)


def _is_changed_by_a_rebuild(told: Incident, name: str) -> bool:
    """Whether it would have other data at once: not if it is Fresh, as long as it has versions."""
    rebuilt = after(told.now, Materialize((name,)))
    return rebuilt.data_version(name) != told.now.data_version(name)


def _with_the_next_rebuild(parents: Sequence[str]) -> str:
    return say_number(
        "{parents} gets new data only with its next rebuild",
        "{parents} get new data only with their next rebuild",
        len(parents),
        parents=listed(parents),
    )


def _after_others(told: Incident, parents: Sequence[str]) -> str:
    """That a rebuild of these alone changes nothing: what they read is built before them."""
    above = told.now.pipeline.upstream(parents)
    return say_number(
        "{parents} is itself Fresh and gets new data once {steps} have been rebuilt, in this order",
        "{parents} are themselves Fresh and get new data once {steps} have been rebuilt, in this "
        "order",
        len(parents),
        parents=listed(parents),
        steps=listed(step for step in told.swept if step in above & told.to_rebuild),
    )
