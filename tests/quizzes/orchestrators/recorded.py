"""The recorded answers of the real Dagster, read into the engine's own values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import (
    AddDep,
    AssetStatus,
    Event,
    Materialize,
    Observe,
    RemoveDep,
    SetCodeVersion,
)

CASES = Path(__file__).parents[2] / "data" / "dagster_cases.json"
Cell = str | list[list[str | None]]  # "FRESH", "MISSING", or the causes of what is stale


@dataclass(frozen=True)
class Case:
    """A pipeline, what happened to it, what Dagster said before and after each event."""

    id: str
    pipeline: Pipeline
    events: tuple[Event, ...]
    tables: tuple[dict[str, Cell], ...]
    target: str
    plan: tuple[str, ...]


def cases() -> list[Case]:
    return [_case(each) for each in json.loads(CASES.read_text())["cases"]]


def cell(found: AssetStatus) -> Cell:
    """A status as the recording writes it."""
    return [[c.category, c.dep, c.reason] for c in found.causes] or found.status.name


def _case(each: dict[str, Any]) -> Case:
    assets = (
        Asset(name, tuple(deps), code_version, external=kind == "external")
        for name, (kind, deps, code_version) in each["assets"].items()
    )
    target, plan = each["plan"]
    events = tuple(map(_event, each["events"]))
    return Case(
        each["id"], Pipeline(tuple(assets)), events, _tables(each["trace"]), target, tuple(plan)
    )


def _tables(trace: list[dict[str, Cell]]) -> tuple[dict[str, Cell], ...]:
    """A trace holds one whole table, then what each event changed in it."""
    tables: list[dict[str, Cell]] = [{}]
    for changes in trace:
        tables.append(tables[-1] | changes)
    return tuple(tables[1:])


def _event(each: dict[str, Any]) -> Event:
    match each:
        case {"op": "materialize", "assets": assets}:
            fail, versions = each.get("fail", ()), each.get("data_versions", {})
            return Materialize(tuple(assets), frozenset(fail), versions)
        case {"op": "set_code_version", "asset": asset, "code_version": code_version}:
            return SetCodeVersion(asset, code_version)
        case {"op": "observe", "asset": asset, "data_version": version}:
            return Observe(asset, version)
        case {"op": "add_dep", "asset": asset, "dep": dep}:
            return AddDep(asset, dep)
        case {"op": "remove_dep", "asset": asset, "dep": dep}:
            return RemoveDep(asset, dep)
    raise ValueError(each)
