"""New cases for Dagster, at random, in the form of the recorded ones."""

from __future__ import annotations

from random import Random
from typing import Any

Case = dict[str, Any]
NAMES = "abcdefg"
PARTITIONS = ["p1", "p2", "p3"]
# How often the recorded cases have each event, in percent.
EVENTS = {"materialize": 55, "set_code_version": 16, "remove_dep": 12, "add_dep": 9, "observe": 8}


def a_case(seed: str, number: int) -> Case:
    """Every sixth has partitions, as among the recorded; the same numbers give the same case."""
    random = Random(f"dagster {seed} {number}")
    if number % 6 == 5:
        return {"id": f"p{seed}-{number}", "family": "partitioned", **with_partitions(random)}
    return {"id": f"u{seed}-{number}", "family": "unpartitioned", **without_partitions(random)}


def without_partitions(random: Random) -> Case:
    """Three to seven assets, some external, and what happened to them."""
    names = NAMES[: random.randint(3, 7)]
    assets = {name: an_asset(random, names[:place]) for place, name in enumerate(names)}
    if all(asset["kind"] == "external" for asset in assets.values()):
        assets[names[-1]] = {"kind": "asset", "deps": [names[0]], "code_version": "1"}
    now = {name: list(asset["deps"]) for name, asset in assets.items()}
    here = [name for name in names if assets[name]["kind"] == "asset"]
    events = [{"op": "materialize", "assets": here}] if random.random() < 0.6 else []
    wanted = random.randint(2, 7)
    while len(events) < wanted:
        op = random.choices(list(EVENTS), EVENTS.values())[0]
        if event := an_event(random, op, names, here, now):
            events.append(event)
    return {"assets": assets, "events": events}


def an_asset(random: Random, earlier: str) -> Case:
    deps = sorted(random.sample(earlier, random.randint(0, min(3, len(earlier)))))
    if not deps and random.random() < 0.45:
        return {"kind": "external", "deps": [], "code_version": None}
    return {"kind": "asset", "deps": deps, "code_version": random.choice([None, "1", "2"])}


def an_event(
    random: Random, op: str, names: str, here: list[str], now: dict[str, list[str]]
) -> Case | None:
    """An event that is possible, or None; `now` has each asset's dependencies and is kept so."""
    asset = random.choice(here)
    absent = [name for name in names[: names.index(asset)] if name not in now[asset]]
    external = [name for name in names if name not in here]
    match op:
        case "materialize":
            return a_run(random, here)
        case "set_code_version":
            return {"op": op, "asset": asset, "code_version": random.choice(["1", "2", "3", None])}
        case "observe" if external:
            version = random.choice(["v1", "v2"])
            return {"op": op, "asset": random.choice(external), "data_version": version}
        case "add_dep" if absent:
            now[asset].append(dep := random.choice(absent))
            return {"op": op, "asset": asset, "dep": dep}
        case "remove_dep" if now[asset]:
            now[asset].remove(dep := random.choice(now[asset]))
            return {"op": op, "asset": asset, "dep": dep}
    return None


def a_run(random: Random, here: list[str]) -> Case:
    """A run of some assets, in which one may fail and one may have a data version of the user's."""
    picked = sorted(random.sample(here, random.randint(1, len(here))))
    event: Case = {"op": "materialize", "assets": picked}
    if random.random() < 0.15:
        event["fail"] = [random.choice(picked)]
    if random.random() < 0.2:
        event["data_versions"] = {random.choice(picked): random.choice(["d1", "d2"])}
    return event


def with_partitions(random: Random) -> Case:
    """Two to four assets, some in three partitions, each run of one asset and one partition."""
    names = NAMES[: random.randint(2, 4)]
    assets = {}
    for place, name in enumerate(names):
        assets[name] = {
            "deps": sorted(random.sample(names[:place], random.randint(0, min(2, place)))),
            "code_version": random.choice([None, "1", "1"]),
            "partitioned": random.random() < 0.67,
        }
    events = [a_partition_event(random, assets) for _ in range(random.randint(4, 8))]
    return {"partitions": PARTITIONS, "assets": assets, "events": events}


def a_partition_event(random: Random, assets: dict[str, Case]) -> Case:
    name = random.choice(list(assets))
    if random.random() < 0.2:
        return {"op": "set_code_version", "asset": name, "code_version": random.choice(["1", "2"])}
    partition = random.choice(PARTITIONS) if assets[name]["partitioned"] else None
    return {"op": "materialize", "asset": name, "partition": partition}
