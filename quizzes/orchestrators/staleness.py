"""The asset view: Dagster's rules for assets without partitions (dagster 1.13.29).

Events are played one after another onto a Ledger, which keeps what Dagster records at
each materialization; a status then compares an asset with its own record and with its
*direct* dependencies, and with nothing else. Source: dagster/_core/definitions/
data_version.py and dagster/_core/execution/plan/execute_step.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import reduce
from hashlib import sha256
from itertools import accumulate

from quizzes.orchestrators.pipeline import Asset, Pipeline

NEVER_OBSERVED = "INITIAL"  # what Dagster writes down for an input that has no event yet


@dataclass(frozen=True)
class Materialize:
    """One run of `assets`; those in `fail` raise, `data_versions` are supplied by the user."""

    assets: tuple[str, ...]
    fail: frozenset[str] = frozenset()
    data_versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SetCodeVersion:
    """New code is deployed; nothing is built by that."""

    asset: str
    code_version: str | None


@dataclass(frozen=True)
class Observe:
    """Somebody looked at an external asset and found this data version."""

    asset: str
    data_version: str


@dataclass(frozen=True)
class AddDep:
    """`asset` reads `dep` from now on."""

    asset: str
    dep: str


@dataclass(frozen=True)
class RemoveDep:
    """`asset` does not read `dep` any more."""

    asset: str
    dep: str


Event = Materialize | SetCodeVersion | Observe | AddDep | RemoveDep


class Status(Enum):
    """What Dagster says of an asset, and nothing else; the values are the words on screen."""

    MISSING = "Missing"
    STALE = "Stale"
    FRESH = "Fresh"


@dataclass(frozen=True)
class Cause:
    """Why an asset is stale: CODE (of itself), DATA or DEPENDENCIES (of one direct `dep`)."""

    category: str
    dep: str | None
    reason: str


@dataclass(frozen=True)
class AssetStatus:
    """A status with its causes, in order of (dep, category); only a stale asset has any."""

    status: Status
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Record:
    """What was recorded at the last materialization or observation; `tick` says when."""

    data_version: str
    tick: int
    code_version: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    user_supplied: bool = False


@dataclass(frozen=True)
class Ledger:
    """The pipeline as now declared, the last record of each asset, and how much was played."""

    pipeline: Pipeline
    records: Mapping[str, Record] = field(default_factory=dict)
    tick: int = 0

    def data_version(self, name: str) -> str:
        """The asset's current data version."""
        record = self.records.get(name)
        return record.data_version if record else NEVER_OBSERVED

    def status(self, name: str) -> AssetStatus:
        """The asset's status now."""
        asset, record = self.pipeline.asset(name), self.records.get(name)
        if asset.external:
            return AssetStatus(Status.FRESH)
        if record is None:
            return AssetStatus(Status.MISSING)
        causes = sorted(_causes(self, asset, record), key=lambda c: (c.dep or "", c.category))
        return AssetStatus(Status.STALE if causes else Status.FRESH, tuple(causes))

    def stale(self) -> frozenset[str]:
        """The names of all assets that are stale now."""
        names = self.pipeline.names
        return frozenset(name for name in names if self.status(name).status is Status.STALE)


def statuses(pipeline: Pipeline, events: Iterable[Event]) -> dict[str, AssetStatus]:
    """Every asset's status after these events, in the order the assets were declared."""
    ledger = play(pipeline, events)
    return {name: ledger.status(name) for name in pipeline.names}


def rebuild_plan(
    pipeline: Pipeline, events: Iterable[Event], targets: Iterable[str]
) -> tuple[str, ...]:
    """What to rebuild, in order, for `targets` and everything upstream of them to be fresh."""
    visited = sweep(play(pipeline, events), targets)
    return tuple(name for name, found in visited.items() if found.status is not Status.FRESH)


def sweep(ledger: Ledger, targets: Iterable[str]) -> dict[str, AssetStatus]:
    """Go from the sources down to `targets`, rebuilding whatever is not fresh *at that moment*.

    The answer is what the sweep found each asset to be when it came to it.
    """
    wanted = {name for target in targets for name in (target, *ledger.pipeline.ancestors(target))}
    found = {}
    for name in filter(wanted.__contains__, ledger.pipeline.in_order()):
        found[name] = ledger.status(name)
        if found[name].status is not Status.FRESH:
            ledger = after(ledger, Materialize((name,)))
    return found


def play(pipeline: Pipeline, events: Iterable[Event]) -> Ledger:
    """What Dagster knows after these events."""
    return reduce(after, events, Ledger(pipeline))


def history(pipeline: Pipeline, events: Iterable[Event]) -> tuple[Ledger, ...]:
    """What Dagster knew before any of these events, and after each."""
    return tuple(accumulate(events, after, initial=Ledger(pipeline)))


def after(ledger: Ledger, event: Event) -> Ledger:
    """What Dagster knows after one more event."""
    ledger = replace(ledger, tick=ledger.tick + 1)
    pipeline = ledger.pipeline
    match event:
        case Materialize():
            return _run(ledger, event)
        case Observe(asset, version):
            seen = Record(version, ledger.tick, user_supplied=True)
            return replace(ledger, records={**ledger.records, asset: seen})
        case SetCodeVersion(asset, code_version):
            return replace(ledger, pipeline=pipeline.changed(asset, code_version=code_version))
        case AddDep(asset, dep):
            deps = (*pipeline.parents(asset), dep)
        case RemoveDep(asset, dep):
            deps = tuple(kept for kept in pipeline.parents(asset) if kept != dep)
    return replace(ledger, pipeline=pipeline.changed(asset, deps=deps))


def _run(ledger: Ledger, run: Materialize) -> Ledger:
    """Parents first; a step that depends within the run on a failed or skipped one is skipped."""
    records, unbuilt = dict(ledger.records), set(run.fail)
    now = replace(ledger, records=records)  # a step reads what earlier steps of its run wrote
    for name in filter(set(run.assets).__contains__, ledger.pipeline.in_order()):
        asset = ledger.pipeline.asset(name)
        if name in unbuilt or not unbuilt.isdisjoint(asset.deps):
            unbuilt.add(name)
        else:
            records[name] = _built(now, asset, run.data_versions.get(name))
    return now


def _built(ledger: Ledger, asset: Asset, supplied: str | None) -> Record:
    """A new data version, unless both code and inputs are as before: that is memoisation."""
    inputs = {dep: ledger.data_version(dep) for dep in asset.deps}
    code_version = asset.code_version or f"run {ledger.tick}"
    version = supplied or _hash(code_version, *(inputs[dep] for dep in sorted(inputs)))
    return Record(version, ledger.tick, code_version, inputs, user_supplied=supplied is not None)


def _hash(*parts: str) -> str:
    return sha256("".join(parts).encode()).hexdigest()


def _causes(ledger: Ledger, asset: Asset, record: Record) -> Iterable[Cause]:
    if asset.code_version and asset.code_version != record.code_version:
        yield Cause("CODE", None, "has a new code version")
    for dep in record.inputs.keys() - set(asset.deps):
        yield Cause("DEPENDENCIES", dep, f"removed dependency on {dep}")
    for dep in asset.deps:
        if dep not in record.inputs:
            yield Cause("DEPENDENCIES", dep, f"has a new dependency on {dep}")
        elif record.inputs[dep] != ledger.data_version(dep):
            yield Cause("DATA", dep, f"has a new dependency {_what_changed(ledger, dep)}")


def _what_changed(ledger: Ledger, dep: str) -> str:
    """Without a code version a new data version says only that there was another run."""
    chosen = ledger.pipeline.asset(dep).code_version or ledger.records[dep].user_supplied
    return "data version" if chosen else "materialization"
