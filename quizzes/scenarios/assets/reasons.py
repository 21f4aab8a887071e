"""What both questions say to explain an asset: causes, times, and that nothing changed.

All of it is read from what the engine recorded; no sentence knows the kind of incident.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from quizzes.orchestrators.ledger import Cause
from quizzes.scenarios.assets.incidents import NIGHT, Incident

if TYPE_CHECKING:
    from quizzes.orchestrators.pipeline import Asset


def listed(names: Iterable[str]) -> str:
    """Name them as a sentence does: "a, b and c"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def verb(names: Sequence[str], one: str, more: str) -> str:
    """The form of a verb that goes with so many names."""
    return one if len(names) == 1 else more


def own(name: str) -> str:
    """Return the possessive: "payments' ", "churn_model's"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def built_at(told: Incident, name: str) -> str:
    """When the asset was last built, or the source last observed."""
    return _clock(told)[told.now.records[name].tick]


def code(asset: Asset) -> str:
    """What code an asset declares."""
    return f"code version {asset.code_version}" if asset.code_version else "no code version"


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
        return f"Stale: {why_stale(told, name)}."
    return f"Fresh: {why_fresh(told, name)}."


def why_stale(told: Incident, name: str) -> str:
    """What differs from its last build, with the versions or the times."""
    return "; ".join(_why(told, name, cause) for cause in told.now.status(name).causes)


def _why(told: Incident, name: str, cause: Cause) -> str:
    now, record, dep = told.now, told.now.records[name], cause.dep
    if dep is None:
        declared, used = now.pipeline.asset(name).code_version, record.code_version
        return f"{own(name)} code is now version {declared}, and its last build used version {used}"
    if cause.category == "DEPENDENCIES":
        return _other_inputs(told, name, dep)
    if now.pipeline.asset(dep).external:
        seen, used = now.data_version(dep), record.inputs[dep]
        return f"{dep} has data version {seen}, and {name} was last built from {used}"
    since, built = new_since(told, dep), built_at(told, name)
    if now.pipeline.asset(dep).code_version is None:
        ran = f"{dep} has no code version, so its run at {since} gave it a new data version"
        return f"{ran}, and {name} was last built at {built}"
    return f"{dep} has had a new data version since {since}, and {name} was last built at {built}"


def _other_inputs(told: Incident, name: str, dep: str) -> str:
    changes = told.chronicle.dep_changes[name]
    since = _clock(told)[max(at for at, change in changes if change.dep == dep)]
    last = f"since {since}, but its last build, at {built_at(told, name)},"
    if dep in told.now.pipeline.parents(name):
        return f"{name} has read {dep} {last} did not"
    return f"{name} has not read {dep} {last} did"


def why_fresh(told: Incident, name: str) -> str:
    """Why nothing differs from its last build, or not yet."""
    waits = _awaited(told, name) if name in told.to_rebuild else ""
    if back := came_back(told, name):
        return f"{waits}; {back}" if waits else back
    if waits:
        in_vain = [again(told, parent) for parent in _ran_in_vain(told, name)]
        return "; ".join([*in_vain, f"{waits}, so {unchanged(told, name)}"])
    if ran_again(told, name):
        return f"{again(told, name)}, so it kept its data version"
    built = still_its_code(told, name)
    if nothing := without_effect(told, name):
        return f"{nothing}, so {name} has no new data to read; it was {built}"
    parents = told.now.pipeline.parents(name)
    have = verb(parents, "has", "have")
    return f"{name} was {built}, and {listed(parents)} {have} not changed since"


def _awaited(told: Incident, name: str) -> str:
    """Whose rebuild will make it stale, as a sweep finds out."""
    parents = [cause.dep for cause in told.swept[name].causes if cause.dep]
    wait = verb(parents, "gets new data only by its", "get new data only by their")
    return f"{listed(parents)} {wait} next rebuild"


def came_back(told: Incident, name: str) -> str:
    """Which parents had other data since its last build, and have the data again that it read."""
    parents = told.now.pipeline.parents(name)
    built = built_at(told, name)
    return "; ".join(_back(told, name, each) for each in parents if new_since(told, each) > built)


def _back(told: Incident, name: str, parent: str) -> str:
    since, built = new_since(told, parent), built_at(told, name)
    if told.now.pipeline.asset(parent).external:
        version = told.now.data_version(parent)
        back = f"{parent} has had data version {version} again since {since}"
        return f"{back}, and {name} was last built from {version}, at {built}"
    return f"{parent} has had the data version again since {since} that {name} read at {built}"


def path_to(told: Incident, name: str) -> tuple[str, ...]:
    """From where the change came into the pipeline, along new data versions, to a stale asset."""
    causes = told.now.status(name).causes
    deps = [cause.dep for cause in causes if cause.dep and cause.category == "DATA"]
    if not deps:
        return (name,)
    path = [name, deps[0]]
    while above := _changed_by(told, path[-1]):
        path.append(above)
    return tuple(reversed(path))


def _changed_by(told: Incident, name: str) -> str | None:
    """What gave an asset the data version that it has now; None if its own code did."""
    for before, now in pairwise(told.history):
        if before.data_version(name) != now.data_version(name):
            old, new = before.records.get(name), now.records[name]
    changed = [dep for dep in new.inputs if old and old.inputs.get(dep) != new.inputs[dep]]
    return changed[0] if changed else None


def without_effect(told: Incident, name: str) -> str:
    """What happened to a parent without giving it a new data version, if anything did."""
    for parent in _ran_in_vain(told, name):
        return again(told, parent)
    for parent in told.now.pipeline.parents(name):
        if any(cause.category == "CODE" for cause in told.now.status(parent).causes):
            declared = told.now.pipeline.asset(parent).code_version
            return f"{parent} has other code (version {declared}) but has not been rebuilt with it"
    return ""


def _ran_in_vain(told: Incident, name: str) -> list[str]:
    """Which parents were rebuilt or observed after it, and kept the data version that it read."""
    built, parents = built_at(told, name), told.now.pipeline.parents(name)
    return [
        parent for parent in parents if built_at(told, parent) > max(new_since(told, parent), built)
    ]


def ran_again(told: Incident, name: str) -> bool:
    """Whether its last build gave it the data version that it had before."""
    return built_at(told, name) > new_since(told, name)


def again(told: Incident, name: str) -> str:
    """That an asset was rebuilt, or a source observed, and has its old data version."""
    at, record = built_at(told, name), told.now.records[name]
    if told.now.pipeline.asset(name).external:
        return f"{name} was observed at {at} with the same data version ({record.data_version})"
    return (
        f"{name} was rebuilt at {at} with the same code (version {record.code_version}) and inputs"
    )


def still_its_code(told: Incident, name: str) -> str:
    """When and with what code it was last built, where that is still its code."""
    at, asset = built_at(told, name), told.now.pipeline.asset(name)
    if asset.code_version is None:
        return f"built at {at}, without a code version"
    return f"built at {at} with {code(asset)}, which is still its code"


def unchanged(told: Incident, name: str) -> str:
    """That no parent has other data than at its last build."""
    parents = told.now.pipeline.parents(name)
    since = max(new_since(told, parent) for parent in parents)
    yet = "yet" if since == NIGHT else f"since it was built at {built_at(told, name)}"
    return f"{own(name)} {verb(parents, 'parent has', 'parents have')} not changed {yet}"


def _clock(told: Incident) -> list[str]:
    """The time of each tick of the history; nothing happened at tick 0."""
    times = zip(told.times, told.steps, strict=True)
    return ["", *(at for at, step in times for _ in step)]
