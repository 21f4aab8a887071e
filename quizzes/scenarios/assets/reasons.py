"""What questions say to explain an asset: causes, times, and that nothing changed.

All of it is read from what the engine recorded; no sentence knows the kind of incident.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from quizzes.orchestrators.ledger import Cause
from quizzes.orchestrators.wording import own
from quizzes.saying import joined, listed, say, say_number
from quizzes.scenarios.assets.incidents import NIGHT, Incident
from quizzes.scenarios.assets.waiting import awaited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizzes.orchestrators.pipeline import Asset


def built_at(told: Incident, name: str) -> str:
    """When the asset was last built, or the source last observed."""
    return _clock(told)[told.now.records[name].tick]


def code(asset: Asset) -> str:
    """What code an asset declares."""
    if not asset.code_version:
        return say("no code version")
    return say("code version {version}", version=asset.code_version)


def new_since(told: Incident, name: str) -> str:
    """Since when it has had the data version that it has now."""
    ticks = [
        now.tick
        for before, now in pairwise(told.history)
        if before.data_version(name) != now.data_version(name)
    ]
    return _clock(told)[ticks[-1]]


def why(told: Incident, name: str) -> str:
    """Why an asset is Stale, or Fresh."""
    if name in told.now.stale():
        return say("Stale: {why}.", why=why_stale(told, name))
    return say("Fresh: {why}.", why=why_fresh(told, name))


def why_stale(told: Incident, name: str) -> str:
    """What differs from its last build, with the versions or the times."""
    return joined("; ", (_why(told, name, cause) for cause in told.now.status(name).causes))


def _why(told: Incident, name: str, cause: Cause) -> str:
    if cause.dep is None:
        return _other_code(told, name)
    if cause.category == "DEPENDENCIES":
        return _other_inputs(told, name, cause.dep)
    return _other_data(told, name, cause.dep)


def _other_code(told: Incident, name: str) -> str:
    used = told.chronicle.code_version(name, told.now.records[name].tick)
    version = str(told.now.pipeline.asset(name).code_version)
    given = {"owner": own(name), "name": name, "version": version}
    if used is None:
        return say(
            "{owner} code is now version {version}, and its last build had no code version", **given
        )
    return say(
        "{owner} code is now version {version}, and its last build used version {used}",
        used=used,
        **given,
    )


def _other_data(told: Incident, name: str, dep: str) -> str:
    now, given = told.now, {"name": name, "dep": dep}
    if now.pipeline.asset(dep).external:
        return say(
            "{dep} has data version {seen}, and {name} was last built from {used}",
            seen=now.data_version(dep),
            used=now.records[name].inputs[dep],
            **given,
        )
    given |= {"since": new_since(told, dep), "built": built_at(told, name)}
    if now.pipeline.asset(dep).code_version is None:
        return say(
            "{dep} has no code version, so its run at {since} gave it a new data version, and "
            "{name} was last built at {built}",
            **given,
        )
    return say(
        "{dep} has had a new data version since {since}, and {name} was last built at {built}",
        **given,
    )


def _other_inputs(told: Incident, name: str, dep: str) -> str:
    changes = told.chronicle.dep_changes[name]
    since = _clock(told)[max(at for at, change in changes if change.dep == dep)]
    given = {"name": name, "dep": dep, "since": since, "built": built_at(told, name)}
    if dep in told.now.pipeline.parents(name):
        return say(
            "{name} has read {dep} since {since}, but its last build, at {built}, did not", **given
        )
    return say(
        "{name} has not read {dep} since {since}, but its last build, at {built}, did", **given
    )


def why_fresh(told: Incident, name: str) -> str:
    """Why nothing differs from its last build, or not yet."""
    waits = awaited(told, name) if name in told.to_rebuild else ""
    in_vain = [_again(told, parent) for parent in _ran_in_vain(told, name)]
    if back := [_back(told, name, source) for source in came_back(told, name)]:
        return joined("; ", [waits, *back] if waits else back)
    if waits:
        so = _no_new_data(told, name)
        return joined("; ", [*in_vain, say("{waits}, so {so}", waits=waits, so=so)])
    if _ran_again(told, name):
        return say("{again}, so it kept its data version", again=_again(told, name))
    return _untouched(told, name, in_vain)


def _untouched(told: Incident, name: str, in_vain: Sequence[str]) -> str:
    """It was not built since, and had no reason to be."""
    built, parents = still_its_code(told, name), told.now.pipeline.parents(name)
    if in_vain:
        return _nothing_to_read(told, name, in_vain[0])
    if not parents:
        return built
    return say_number(
        "{built}, and {parents} has not changed since",
        "{built}, and {parents} have not changed since",
        len(parents),
        built=built,
        parents=listed(parents),
    )


def _nothing_to_read(told: Incident, name: str, again: str) -> str:
    version = told.now.pipeline.asset(name).code_version
    given = {"again": again, "name": name, "at": built_at(told, name)}
    if version is None:
        return say(
            "{again}, so {name} has no new data to read; it was built at {at}, without a code "
            "version",
            **given,
        )
    return say(
        "{again}, so {name} has no new data to read; it was built at {at} with code version "
        "{version}, which is still its code",
        version=version,
        **given,
    )


def came_back(told: Incident, name: str) -> list[str]:
    """Which sources had other data since its last build, and have the data again that it read."""
    parents, built = told.now.pipeline.parents(name), built_at(told, name)
    return [parent for parent in parents if new_since(told, parent) > built]


def _back(told: Incident, name: str, source: str) -> str:
    return say(
        "{source} has had data version {version} again since {since}, and {name} was last built "
        "from {version}, at {built}",
        source=source,
        version=told.now.data_version(source),
        since=new_since(told, source),
        name=name,
        built=built_at(told, name),
    )


def _ran_in_vain(told: Incident, name: str) -> list[str]:
    """Which parents were rebuilt or observed after it, and kept the data version that it read."""
    built, parents = built_at(told, name), told.now.pipeline.parents(name)
    return [
        parent for parent in parents if built_at(told, parent) > max(new_since(told, parent), built)
    ]


def _ran_again(told: Incident, name: str) -> bool:
    """Whether its last build gave it the data version that it had before."""
    return built_at(told, name) > new_since(told, name)


def _again(told: Incident, name: str) -> str:
    """That an asset was rebuilt, or a source observed, and has its old data version."""
    at, record = built_at(told, name), told.now.records[name]
    if told.now.pipeline.asset(name).external:
        return say(
            "{name} was observed at {at} with the same data version ({version})",
            name=name,
            at=at,
            version=record.data_version,
        )
    return say(
        "{name} was rebuilt at {at} with the same code (version {version}) and inputs",
        name=name,
        at=at,
        version=str(record.code_version),
    )


def still_its_code(told: Incident, name: str) -> str:
    """When and with what code it was last built, where that is still its code, as a clause."""
    at, version = built_at(told, name), told.now.pipeline.asset(name).code_version
    if version is None:
        return say("{name} was built at {at}, without a code version", name=name, at=at)
    return say(
        "{name} was built at {at} with code version {version}, which is still its code",
        name=name,
        at=at,
        version=version,
    )


def _no_new_data(told: Incident, name: str) -> str:
    """That no parent has other data than at its last build, whatever code it has."""
    parents = told.now.pipeline.parents(name)
    since = max(new_since(told, parent) for parent in parents)
    given = {"owner": own(name), "name": name}
    if since == NIGHT:
        return say_number(
            "{owner} parent has no new data yet",
            "{owner} parents have no new data yet",
            len(parents),
            **given,
        )
    return say_number(
        "{owner} parent has no new data since it was built at {at}",
        "{owner} parents have no new data since it was built at {at}",
        len(parents),
        at=built_at(told, name),
        **given,
    )


def _clock(told: Incident) -> list[str]:
    """The time of each tick of the history; nothing happened at tick 0."""
    times = zip(told.times, told.steps, strict=True)
    return ["", *(at for at, step in times for _ in step)]
