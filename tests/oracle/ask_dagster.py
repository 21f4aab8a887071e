"""Ask the real Dagster: python ask_dagster.py CASES.json ANSWERS.json.

Runs in the environment of requirements/oracle.txt, where Dagster is and our code is not. Each case
is played with real definitions on an instance of its own, which keeps nothing.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster
from dagster._core.definitions.assets.graph.base_asset_graph import BaseAssetGraph
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleCause
from dagster._core.definitions.observe import observe
from dagster._core.loader import LoadingContextForTest

Case = Mapping[str, Any]
Table = dict[str, Any]


def answer(case: Case) -> Table:
    """The status table after the last event, as `expected` in a recorded case."""
    assets = {name: dict(asset) for name, asset in case["assets"].items()}
    with dagster.DagsterInstance.ephemeral() as instance:
        for event in case["events"]:
            happen(event, assets, case.get("partitions"), instance)
        return dict(table(assets, case.get("partitions"), instance))


def happen(
    event: Mapping[str, Any],
    assets: dict[str, Any],
    partitions: list[str] | None,
    instance: dagster.DagsterInstance,
) -> None:
    """Let Dagster do one event; a change of code or of dependencies is a change of definitions."""
    changed = assets.get(event.get("asset", ""), {})
    match event["op"]:
        case "materialize":
            run(event, assets, partitions, instance)
        case "observe":
            seen = definitions(assets, observed={event["asset"]: event["data_version"]})
            observe([seen[event["asset"]]], instance=instance)
        case "set_code_version":
            changed["code_version"] = event["code_version"]
        case "add_dep":
            changed["deps"] = [*changed["deps"], event["dep"]]
        case "remove_dep":
            changed["deps"] = [dep for dep in changed["deps"] if dep != event["dep"]]


def run(
    event: Mapping[str, Any],
    assets: Mapping[str, Any],
    partitions: list[str] | None,
    instance: dagster.DagsterInstance,
) -> None:
    """One run of the event's selection, of one partition where its asset has partitions."""
    built = definitions(
        assets, partitions, fail=event.get("fail", ()), versions=event.get("data_versions", {})
    )
    dagster.materialize(
        list(built.values()),
        selection=event["assets"] if "assets" in event else [event["asset"]],
        partition_key=event.get("partition"),
        instance=instance,
        raise_on_error=False,
    )


def definitions(
    assets: Mapping[str, Any],
    partitions: list[str] | None = None,
    *,
    fail: Any = (),
    versions: Mapping[str, str] = {},
    observed: Mapping[str, str] = {},
) -> dict[str, Any]:
    """Dagster's own definitions of a case's assets, which do what is told here when run."""
    return {
        name: source(name, observed.get(name, ""))
        if asset.get("kind") == "external"
        else built(name, asset, partitions, name in fail, versions.get(name))
        for name, asset in assets.items()
    }


def source(name: str, version: str) -> Any:
    """An external asset in which `version` is found."""

    @dagster.observable_source_asset(name=name)
    def look() -> dagster.DataVersion:
        return dagster.DataVersion(version)

    return look


def built(
    name: str, asset: Case, partitions: list[str] | None, fails: bool, version: str | None
) -> Any:
    """An asset whose step fails, or succeeds with a data version of the user's or Dagster's."""
    partitioned = partitions and asset["partitioned"]

    @dagster.asset(
        name=name,
        deps=asset["deps"],
        code_version=asset["code_version"],
        partitions_def=dagster.StaticPartitionsDefinition(partitions) if partitioned else None,
    )
    def step() -> dagster.MaterializeResult[Any]:
        if fails:
            raise RuntimeError("This step fails.")
        return dagster.MaterializeResult(
            data_version=dagster.DataVersion(version) if version is not None else None
        )

    return step


def table(
    assets: Mapping[str, Any], partitions: list[str] | None, instance: dagster.DagsterInstance
) -> Iterator[tuple[str, Table]]:
    """Every asset (or asset|partition) with its status and its causes."""
    everything = list(definitions(assets, partitions).values())
    graph: BaseAssetGraph[Any] = dagster.Definitions(assets=everything).resolve_asset_graph()
    resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
    for name, asset in assets.items():
        for partition in (partitions or ()) if asset.get("partitioned") else (None,):
            key = dagster.AssetKey(name)
            causes = resolver.get_stale_causes(key, partition)
            cells = (cell(cause, partitions is not None) for cause in causes)
            yield (
                name if partitions is None else f"{name}|{partition or ''}",
                {
                    "status": resolver.get_status(key, partition).value,
                    "causes": sorted(cells, key=lambda c: (c[1] or "", c[0], c[2] or "")),
                },
            )


def cell(cause: StaleCause, partitioned: bool) -> list[str | None]:
    """A cause as the recordings write it: the reason, or the dependency's partition."""
    dep = cause.dependency
    last = (dep and dep.partition_key) if partitioned else cause.reason
    return [cause.category.value, dep and dep.asset_key.to_user_string(), last]


def main(cases: Path, answers: Path) -> None:
    """Answer all the cases of a file."""
    logging.disable(logging.CRITICAL)  # steps that are meant to fail say so at length
    warnings.simplefilter("ignore")  # observable sources are in beta, Dagster says each time
    found = {case["id"]: answer(case) for case in json.loads(cases.read_text())}
    answers.write_text(json.dumps({"version": dagster.__version__, "answers": found}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
