"""What could be done next, so that nobody sits before a lab and wonders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizzes.saying import say
from quizzes.scenarios.assets.kinds import built_here, sources
from quizzes.what_if.actions import Action, Kind

if TYPE_CHECKING:
    from quizzes.orchestrators.ledger import Ledger
    from quizzes.orchestrators.pipeline import Pipeline
    from quizzes.what_if.lab import Lab

Suggestion = tuple[Action, str]


def suggestions(lab: Lab) -> tuple[Suggestion, ...]:
    """Two or three things to do: how to go on where something is Stale, else how to begin."""
    ledger = lab.now.ledger
    return _to_go_on(ledger) if ledger.stale() else _to_begin(ledger.pipeline)


def _to_begin(pipeline: Pipeline) -> tuple[Suggestion, ...]:
    return (*_with_an_asset(pipeline), *_with_a_source(pipeline))


def _with_a_source(pipeline: Pipeline) -> tuple[Suggestion, ...]:
    return tuple(
        (Action(Kind.OBSERVE, name), say("Observe new data in {name}.", name=name))
        for name in sources(pipeline)[:1]
    )


def _with_an_asset(pipeline: Pipeline) -> tuple[Suggestion, ...]:
    """With the first of those that have most below them, if any is built here."""
    below = {name: len(pipeline.descendants(name)) for name in built_here(pipeline)}
    if not below:
        return ()
    name = max(below, key=below.__getitem__)
    task = pipeline.asset(name).task
    return (
        (
            Action(Kind.CODE, name),
            say("Give {name} new code. How far down does Stale reach?", name=name),
        ),
        (
            Action(Kind.RERUN, name),
            say("Run {task} again with nothing changed. What goes Stale?", task=task),
        ),
        (
            Action(Kind.FAIL, name),
            say("Let {task} fail. What turns red in Airflow, and what goes Stale?", task=task),
        ),
    )


def _to_go_on(ledger: Ledger) -> tuple[Suggestion, ...]:
    first = next(name for name in ledger.pipeline.in_order() if name in ledger.stale())
    return (
        (
            Action(Kind.RERUN, first),
            say("Rebuild only {name}. Where does Stale move to?", name=first),
        ),
        (
            Action(Kind.REBUILD),
            say("Rebuild what is not Fresh, one asset after another."),
        ),
        (
            Action(Kind.RUN),
            say("Run everything, as Airflow would."),
        ),
    )
