"""The asset view: what Dagster would say after these events (dagster 1.13.29).

Events (events.py) are played one after another onto a Ledger (ledger.py), which keeps what Dagster
records at each materialization and compares it. Source: dagster/_core/execution/plan/
execute_step.py and dagster/_core/execution/context/data_version_cache.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from graphlib import TopologicalSorter
from itertools import accumulate

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.events import (
    AddDep,
    Event,
    Materialize,
    Observe,
    RemoveDep,
    SetCodeVersion,
)
from quizzes.orchestrators.ledger import (
    AssetStatus,
    Cell,
    Ledger,
    Record,
    Status,
    hashed,
)
from quizzes.orchestrators.pipeline import Asset, Pipeline, reachable, refuse_bad_deps


def statuses(pipeline: Pipeline, events: Iterable[Event]) -> dict[str, AssetStatus]:
    """Every asset's status after these events, in the order the assets were declared.

    For pipelines without partitions, as rebuild_plan and sweep are.
    """
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
    wanted = ledger.pipeline.upstream(targets)
    draft, found = _Draft(ledger), {}
    for name in filter(wanted.__contains__, ledger.pipeline.in_order()):
        found[name] = draft.ledger.status(name)
        if found[name].status is not Status.FRESH:
            draft.happen(Materialize((name,)))
    return found


def play(pipeline: Pipeline, events: Iterable[Event]) -> Ledger:
    """What Dagster knows after these events."""
    return _played(Ledger(pipeline), events)


def history(pipeline: Pipeline, events: Iterable[Event]) -> tuple[Ledger, ...]:
    """What Dagster knew before any of these events, and after each."""
    return tuple(accumulate(events, after, initial=Ledger(pipeline)))


def after(ledger: Ledger, event: Event) -> Ledger:
    """What Dagster knows after one more event."""
    return _played(ledger, (event,))


def _played(ledger: Ledger, events: Iterable[Event]) -> Ledger:
    draft = _Draft(ledger)
    for event in events:
        draft.happen(event)
    return draft.finished()


class _Draft:
    """A ledger that is being written; copied and checked once, not for every event."""

    def __init__(self, ledger: Ledger) -> None:
        self.assets = {asset.name: asset for asset in ledger.pipeline.assets}
        self.records = dict(ledger.records)
        self.by_partition = dict(ledger.by_partition)
        self.tick = ledger.tick
        self.place = {name: at for at, name in enumerate(ledger.pipeline.in_order())}
        # Always up to date, but for what is declared: that is in `assets`.
        self.ledger = Ledger(ledger.pipeline, self.records, self.by_partition)

    def finished(self) -> Ledger:
        """The ledger, frozen."""
        pipeline = self.ledger.pipeline
        if any(self.assets[asset.name] is not asset for asset in pipeline.assets):
            pipeline = pipeline.with_assets(self.assets)
        return replace(self.ledger, pipeline=pipeline, tick=self.tick)

    def happen(self, event: Event) -> None:
        """Write one more event down."""
        self.tick += 1
        match event:
            case Materialize():
                self._run(event)
            case Observe(asset, version):
                self.records[asset] = Record(version, self.tick, user_supplied=True)
            case SetCodeVersion(asset, code_version):
                self.assets[asset] = replace(self.assets[asset], code_version=code_version)
            case AddDep(asset, dep):
                self._read_from_now_on(asset, dep)
            case RemoveDep(asset, dep):
                self._read_no_more(asset, dep)

    def _read_from_now_on(self, name: str, dep: str) -> None:
        asset = replace(self.assets[name], deps=(*self.assets[name].deps, dep))
        refuse_bad_deps(asset, self.assets)
        self.assets[name] = asset
        if self.place.get(dep, 0) < self.place.get(name, 0):
            return  # all still wait only for what is before them, so that there is no circle
        self.place = {}  # from now on that order is not theirs
        if name in reachable((dep,), lambda each: self.assets[each].deps):
            self.finished()  # refuses the circle, with all who wait

    def _read_no_more(self, name: str, dep: str) -> None:
        asset = self.assets[name]
        if dep not in asset.deps:
            raise MalformedPipeline(f"{name} does not depend on {dep}.")
        kept = tuple(each for each in asset.deps if each != dep)
        self.assets[name] = replace(asset, deps=kept)

    def _run(self, run: Materialize) -> None:
        """Parents first; a step that depends within the run on one that failed is skipped."""
        unbuilt = set(run.fail)
        for name in self._steps(run.assets):
            asset = self.assets[name]
            if name in unbuilt or not unbuilt.isdisjoint(asset.deps):
                unbuilt.add(name)
            else:
                self._build(asset, run)

    def _steps(self, names: tuple[str, ...]) -> Iterable[str]:
        """A run's steps wait for each other only where one reads the other directly."""
        if self.place:
            return sorted(set(names), key=self.place.__getitem__)
        selected = set(names)
        waits = {name: selected.intersection(self.assets[name].deps) for name in names}
        return TopologicalSorter(waits).static_order()

    def _build(self, asset: Asset, run: Materialize) -> None:
        partition = run.partition if asset.partitioned else None
        record = self._record(asset, partition, run.data_versions.get(asset.name))
        self.records[asset.name] = record
        if partition is not None:
            self.by_partition[asset.name, partition] = record

    def _record(self, asset: Asset, partition: str | None, supplied: str | None) -> Record:
        """A new data version, unless both code and inputs are as before: that is memoisation."""
        inputs: dict[str, str] = {}
        read: dict[Cell, Record | None] = {}
        for dep in asset.deps:
            compared = self.ledger.compared(partition, dep)
            inputs[dep] = self.ledger.input_version(dep, compared)
            read[dep, None] = last = self.records.get(dep)
            # Without a last one, partitions that come later are never noticed.
            if last is not None and self.assets[dep].partitioned:
                read |= {cell: self.ledger.record(*cell) for cell in compared}
        code_version = asset.code_version or f"run {self.tick}"
        version = supplied
        if version is None:
            version = hashed((code_version, *(inputs[dep] for dep in sorted(inputs))))
        return Record(version, self.tick, code_version, inputs, supplied is not None, read)
