"""What an action is to Dagster: the events that it consists of."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from quizzes.orchestrators.events import Materialize, Observe, SetCodeVersion
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.staleness import sweep
from quizzes.saying import say
from quizzes.scenarios.assets.kinds import Step, built_here
from quizzes.what_if.actions import Action, CannotHappen, Kind

if TYPE_CHECKING:
    from quizzes.orchestrators.chronicle import Chronicle


def events_of(action: Action, told: Chronicle) -> Step:
    """The events of an action after all that was told; raises CannotHappen if it cannot be."""
    now, node = told.now, action.node
    action.check(now.pipeline)
    match action.kind:
        case Kind.RUN:
            return (Materialize(built_here(now.pipeline)),)
        case Kind.FAIL:
            return (Materialize(built_here(now.pipeline), fail=frozenset([node])),)
        case Kind.REBUILD:
            return tuple(Materialize((name,)) for name in to_rebuild(told))
        case Kind.RERUN:
            return (Materialize((node,)),)
        case Kind.NEW_DATA:
            return (Materialize((node,), data_versions={node: _new(_supplied(told, node), "d1")}),)
        case Kind.CLEAR:
            below = now.pipeline.descendants(node)
            return (Materialize((node, *filter(below.__contains__, now.pipeline.in_order()))),)
        case Kind.CODE:
            version = now.pipeline.asset(node).code_version
            return (SetCodeVersion(node, _new(_declared(told, node), version or "1")),)
        case Kind.ROLL_BACK:
            return (SetCodeVersion(node, _before(told, node)),)
        case Kind.OBSERVE | Kind.OBSERVE_SAME:
            return (Observe(node, _found(told, node, is_new=action.kind is Kind.OBSERVE)),)


def to_rebuild(told: Chronicle) -> tuple[str, ...]:
    """What a sweep over everything rebuilds, in its order."""
    found = sweep(told.now, told.now.pipeline.names)
    return tuple(name for name, each in found.items() if each.status is not Status.FRESH)


def _new(used: Collection[str | None], first: str) -> str:
    """A version that was not used before, counted on from the first: "1", "v2", "monday2"."""
    version = first
    while version in used:
        name, number = re.fullmatch(r"(.*?)(\d*)", version, re.DOTALL).groups()  # type: ignore[union-attr]  # fits anything
        version = f"{name}{int(number or 1) + 1}"
    return version


def _declared(told: Chronicle, name: str) -> set[str | None]:
    changes = told.code_changes.get(name, ())
    return {told.pipeline.asset(name).code_version, *(change.code_version for _, change in changes)}


def _before(told: Chronicle, name: str) -> str | None:
    """The code version that it had before the last change of its code."""
    if not (changes := told.code_changes.get(name)):
        raise CannotHappen(
            say("{name} still has its original code: there is nothing to roll back.", name=name)
        )
    return told.code_version(name, changes[-1][0] - 1)


def _supplied(told: Chronicle, name: str) -> set[str | None]:
    runs = [event for event in told.events if isinstance(event, Materialize)]
    return {run.data_versions[name] for run in runs if name in run.data_versions}


def _found(told: Chronicle, name: str, *, is_new: bool) -> str:
    """The data version that is observed of a source."""
    if not is_new and name not in told.now.records:
        raise CannotHappen(
            say("{name} was never observed: there is no data to find again.", name=name)
        )
    seen = [event for event in told.events if isinstance(event, Observe)]
    used = [event.data_version for event in seen if event.asset == name]
    return _new(used, "v1") if is_new else told.now.data_version(name)
