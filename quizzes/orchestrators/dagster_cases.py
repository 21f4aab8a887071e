"""Recorded cases of the real Dagster, read strictly and solved by the engine.

A case is what tests/data/dagster_cases.json holds: `id`, `family`, `assets` by name, `events` and,
in the partitioned family, `partitions` (p1 to p3, if it names none). What was recorded beside these
(trace, expected, plan) is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.case_fields import (
    Case,
    field,
    malformed,
    names,
    refuse_unknown,
    text_or_none,
)
from quizzes.orchestrators.events import (
    AddDep,
    Event,
    Materialize,
    Observe,
    RemoveDep,
    SetCodeVersion,
)
from quizzes.orchestrators.ledger import AssetStatus, Cause, Ledger
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import play

FAMILIES = ("unpartitioned", "partitioned")
PARTITIONS = ("p1", "p2", "p3")
EVENT_FIELDS = {
    "materialize": {"assets", "fail", "data_versions"},
    "set_code_version": {"asset", "code_version"},
    "observe": {"asset", "data_version"},
    "add_dep": {"asset", "dep"},
    "remove_dep": {"asset", "dep"},
}


def solve(case: Case) -> dict[str, Any]:
    """Every asset, or asset|partition, with its {status, causes} after the last event."""
    pipeline, events = pipeline_of(case), events_of(case)
    try:
        return table(case, play(pipeline, events))
    except MalformedPipeline as error:
        raise malformed(case, "events", str(error)) from error


def table(case: Case, ledger: Ledger) -> dict[str, Any]:
    """What the engine says now, as a case's `expected` has it."""
    with_partitions = _has_partitions(case)
    found = {}
    for name, partition in ledger.pipeline.cells():
        key = f"{name}|{partition or ''}" if with_partitions else name
        found[key] = _row(ledger.status(name, partition), with_partitions)
    return found


def pipeline_of(case: Case) -> Pipeline:
    """The assets as declared before the first event; MalformedCase says what is wrong."""
    partitions, assets = _partitions(case), field(case, case, "assets", dict)
    try:
        return Pipeline(tuple(_asset(case, name) for name in assets), partitions)
    except MalformedPipeline as error:
        raise malformed(case, "assets", str(error)) from error


def events_of(case: Case) -> tuple[Event, ...]:
    """What happened, in order; MalformedCase says what is wrong."""
    listed = field(case, case, "events", list)
    return tuple(_event(case, each, f"events.{at}.") for at, each in enumerate(listed))


def _partitions(case: Case) -> tuple[str, ...]:
    if not _has_partitions(case):
        return ()
    return names(case, case, "partitions", "", "partitions", default=PARTITIONS)


def _has_partitions(case: Case) -> bool:
    family = field(case, case, "family", str)
    if family not in FAMILIES:
        raise malformed(case, "family", f"{family!r} is none of {', '.join(FAMILIES)}.")
    return family == "partitioned"


def _row(found: AssetStatus, with_partitions: bool) -> dict[str, Any]:
    def told(cause: Cause) -> list[str | None]:
        last = cause.dep_partition if with_partitions else cause.reason
        return [cause.category, cause.dep, last]

    return {"status": found.status.name, "causes": [told(cause) for cause in found.causes]}


def _asset(case: Case, name: str) -> Asset:
    fields, at = field(case, case["assets"], name, dict, "assets."), f"assets.{name}."
    kind = {"partitioned"} if _has_partitions(case) else {"kind"}
    refuse_unknown(case, fields, {"deps", "code_version"} | kind, at)
    deps = names(case, fields, "deps", at, "assets")
    code_version = text_or_none(case, fields, "code_version", at)
    if _has_partitions(case):
        partitioned = field(case, fields, "partitioned", bool, at)
        return Asset(name, deps, code_version, partitioned=partitioned)
    external = field(case, fields, "kind", str, at) == "external"
    if not external and fields["kind"] != "asset":
        raise malformed(case, f"{at}kind", f"{fields['kind']!r} is none of asset, external.")
    if external and (deps or code_version is not None):
        raise malformed(case, f"{at}kind", "what is external has no dependencies and no code.")
    return Asset(name, deps, code_version, external)


def _event(case: Case, fields: Any, at: str) -> Event:
    if not isinstance(fields, dict):
        raise malformed(case, at.rstrip("."), f"must be a mapping, and is {fields!r}.")
    op = field(case, fields, "op", str, at)
    if op not in EVENT_FIELDS:
        raise malformed(case, f"{at}op", f"{op!r} is none of {', '.join(EVENT_FIELDS)}.")
    if op == "materialize" and _has_partitions(case):
        return _run_of_a_partition(case, fields, at)
    refuse_unknown(case, fields, {"op"} | EVENT_FIELDS[op], at)
    if op == "materialize":
        return _run(case, fields, at)
    asset = _asset_named(case, fields, "asset", at, external=op == "observe")
    match op:
        case "set_code_version":
            return SetCodeVersion(asset, text_or_none(case, fields, "code_version", at))
        case "observe":
            return Observe(asset, field(case, fields, "data_version", str, at))
        case "add_dep":
            return AddDep(asset, field(case, fields, "dep", str, at))
    return RemoveDep(asset, field(case, fields, "dep", str, at))


def _run(case: Case, fields: Mapping[str, Any], at: str) -> Materialize:
    assets = names(case, fields, "assets", at, "assets")
    for name in assets:
        _refuse_wrong_asset(case, name, f"{at}assets", external=False)
    fail = names(case, fields, "fail", at, "assets", default=())
    versions = field(case, fields, "data_versions", dict, at, default={})
    for name in versions:
        field(case, versions, name, str, f"{at}data_versions.")
    for part, named in (("fail", fail), ("data_versions", versions)):
        if outside := sorted(set(named).difference(assets)):
            raise malformed(case, at + part, f"{outside[0]} is not in this run.")
    return Materialize(assets, frozenset(fail), versions)


def _run_of_a_partition(case: Case, fields: Mapping[str, Any], at: str) -> Materialize:
    refuse_unknown(case, fields, {"op", "asset", "partition"}, at)
    asset = _asset_named(case, fields, "asset", at, external=False)
    partition = text_or_none(case, fields, "partition", at)
    known = _partitions(case) if case["assets"][asset].get("partitioned") else (None,)
    if partition not in known:
        raise malformed(case, f"{at}partition", f"{asset} is not built in {partition!r}.")
    return Materialize((asset,), partition=partition)


def _asset_named(
    case: Case, fields: Mapping[str, Any], name: str, at: str, *, external: bool
) -> str:
    asset = field(case, fields, name, str, at)
    _refuse_wrong_asset(case, asset, at + name, external=external)
    return asset


def _refuse_wrong_asset(case: Case, asset: str, at: str, *, external: bool) -> None:
    """Only what is external is observed; all else is built here, and has code."""
    if asset not in case["assets"]:
        raise malformed(case, at, f"{asset} is no asset.")
    if (case["assets"][asset].get("kind") == "external") != external:
        what = "is built here" if external else "is external"
        raise malformed(case, at, f"{asset} {what}.")
