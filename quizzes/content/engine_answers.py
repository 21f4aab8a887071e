"""What the engine answers about a pipeline that an author tells of, and why, asset by asset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.explanations import explain
from quizzes.orchestrators.ledger import AssetStatus, Cause, Status
from quizzes.orchestrators.misconceptions.about_assets import (
    ABOUT_REBUILD_ALL,
    ABOUT_STATUSES,
    stale_in,
)
from quizzes.orchestrators.staleness import sweep
from quizzes.saying import joined, say
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import Misreading, Place, choice, options, picks

STATUSES = tuple(status.value for status in Status)


@dataclass(frozen=True)
class Told:
    """A pipeline with what happened to it, and the time of day of each event."""

    chronicle: Chronicle
    times: tuple[str, ...]

    @cached_property
    def found(self) -> dict[str, AssetStatus]:
        """What Dagster says in the end of each asset that is built here."""
        return {name: self.chronicle.statuses[name] for name in self._built_here()}

    @cached_property
    def swept(self) -> dict[str, AssetStatus]:
        """What a sweep finds each of them to be when it comes to it."""
        ledger = self.chronicle.now
        swept = sweep(ledger, ledger.pipeline.names)
        return {name: swept[name] for name in self.found}

    def history(self, name: str) -> str:
        """The events that make the status of an asset what it is, with their times."""
        steps = explain(self.chronicle, name)
        if not steps:
            return say("Nothing ever built it.")
        lines = [joined(" ", [self.times[step.at - 1], *step.what]) for step in steps]
        return joined(" ", [say("So it came about:"), *lines])

    def _built_here(self) -> list[str]:
        pipeline = self.chronicle.now.pipeline
        return [name for name in pipeline.in_order() if not pipeline.asset(name).external]


@dataclass(frozen=True)
class Answers:
    """A word of the engine's for each asset, and the places and misreadings made of them."""

    said: Mapping[str, str]
    places: tuple[Place, ...]
    misreadings: tuple[Misreading, ...]


def stale_now(told: Told) -> Answers:
    """Which are Stale: to be picked."""
    said = _statuses(told)
    key = frozenset(name for name in said if said[name] == Status.STALE.value)
    return Answers(
        said,
        picks(said, key, _why_now(told), _paths(told.found)),
        misread(ABOUT_STATUSES, told.chronicle, stale_in, key),
    )


def rebuild_all(told: Told) -> Answers:
    """Which must be rebuilt before all is fresh: to be picked."""
    key = frozenset(n for n, found in told.swept.items() if found.status is not Status.FRESH)
    return Answers(
        {name: "to be rebuilt" if name in key else "not to be rebuilt" for name in told.found},
        picks(told.found, key, _why_in_a_sweep(told), _paths(told.swept)),
        misread(ABOUT_REBUILD_ALL, told.chronicle, frozenset, key),
    )


def painted(told: Told) -> Answers:
    """The status of each."""
    said, why, paths = _statuses(told), _why_now(told), _paths(told.found)

    def choices(table: Mapping[str, AssetStatus]) -> frozenset[str]:
        return frozenset(choice(name, table[name].status.value) for name in said)

    places = tuple(
        Place(name, options(STATUSES), frozenset([status]), why[name], path=paths.get(name, ()))
        for name, status in said.items()
    )
    key = choices(told.found)
    return Answers(said, places, misread(ABOUT_STATUSES, told.chronicle, choices, key))


def _statuses(told: Told) -> dict[str, str]:
    return {name: found.status.value for name, found in told.found.items()}


def _why_now(told: Told) -> dict[str, str]:
    return {
        name: joined(" ", [_as_it_stands(name, found), told.history(name)])
        for name, found in told.found.items()
    }


def _why_in_a_sweep(told: Told) -> dict[str, str]:
    return {
        name: joined(" ", [_when_it_comes_to_it(name, found), told.history(name)])
        for name, found in told.swept.items()
    }


def _as_it_stands(name: str, found: AssetStatus) -> str:
    if found.status is Status.STALE:
        return say("Stale: {causes}.", causes=_causes(name, found.causes))
    return say("{status}.", status=found.status.value)


def _when_it_comes_to_it(name: str, found: AssetStatus) -> str:
    if found.status is Status.FRESH:
        return say("Not to be rebuilt: with its parents settled it has the code and inputs it had.")
    if found.status is Status.MISSING:
        return say("To be rebuilt: it was never built.")
    return say("To be rebuilt: {causes}.", causes=_causes(name, found.causes))


def _causes(name: str, causes: Iterable[Cause]) -> str:
    return joined("; ", (_cause(name, cause) for cause in causes))


def _cause(name: str, cause: Cause) -> str:
    given = {"name": name, "dep": cause.dep or ""}
    if cause.category == "CODE":
        return say("{name} has other code than at its last build", **given)
    if cause.category == "DATA":
        return say("{dep} has other data than {name} was last built from", **given)
    if cause.reason.startswith("removed"):
        return say("{name} removed dependency on {dep}", **given)
    return say("{name} has a new dependency on {dep}", **given)


def _paths(table: Mapping[str, AssetStatus]) -> dict[str, tuple[str, ...]]:
    """From a parent with other data, where that is the cause."""
    read = {
        name: [cause.dep for cause in found.causes if cause.dep and cause.category == "DATA"]
        for name, found in table.items()
    }
    return {name: (deps[0], name) for name, deps in read.items() if deps}
