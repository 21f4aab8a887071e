"""What Dagster has recorded, and what it says of an asset by that (dagster 1.13.29).

A status compares an asset with its own last record and with its *direct* dependencies, and with
nothing else. An asset with partitions has a record and a status for each of them.
Source: CachingStaleStatusResolver in dagster/_core/definitions/data_version.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256

from quizzes.orchestrators.pipeline import Asset, Pipeline

NEVER_OBSERVED = "INITIAL"  # what Dagster writes down for an input that has no event yet
TOO_MANY = 100  # Dagster compares no single partitions where so many of one parent are read

Cell = tuple[str, str | None]  # an asset and one of its partitions; None where it has none


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
    dep_partition: str | None = None


@dataclass(frozen=True)
class AssetStatus:
    """A status with its causes, in order of (dep, category); only a stale asset has any."""

    status: Status
    causes: tuple[Cause, ...] = ()

    @classmethod
    def of(cls, causes: Iterable[Cause]) -> AssetStatus:
        """The status of what was built: stale for these causes, fresh without any."""
        found = tuple(causes)
        return cls(Status.STALE, tuple(sorted(found, key=_place))) if found else FRESH


MISSING, FRESH = AssetStatus(Status.MISSING), AssetStatus(Status.FRESH)


@dataclass(frozen=True, slots=True)
class Record:
    """What was recorded at the last materialization or observation; `tick` says when.

    `inputs` has the data version that was read of each dependency, `read` the records behind it:
    the dependency's last one, in whatever partition, and those of its partitions if it had any.
    """

    data_version: str
    tick: int
    code_version: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    user_supplied: bool = False
    read: Mapping[Cell, Record | None] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Ledger:
    """The pipeline as now declared, the last records, and how much was played.

    `records` has the last record of each asset, in whatever partition; `by_partition` the last
    of each partition.
    """

    pipeline: Pipeline
    records: Mapping[str, Record] = field(default_factory=dict)
    by_partition: Mapping[Cell, Record] = field(default_factory=dict)
    tick: int = 0

    def record(self, name: str, partition: str | None = None) -> Record | None:
        """What was last recorded of an asset, or of one of its partitions."""
        if partition is None:
            return self.records.get(name)
        return self.by_partition.get((name, partition))

    def data_version(self, name: str, partition: str | None = None) -> str:
        """The current data version of an asset, or of one of its partitions."""
        return _version(self.record(name, partition))

    def status(self, name: str, partition: str | None = None) -> AssetStatus:
        """The status now of an asset, or of one of its partitions."""
        asset, record = self.pipeline.asset(name), self.record(name, partition)
        if asset.external:
            return FRESH
        if record is None:
            return MISSING
        return AssetStatus.of(_causes(self, asset, partition, record))

    def stale(self) -> frozenset[str]:
        """The names of all assets that are stale now."""
        names = self.pipeline.names
        return frozenset(name for name in names if self.status(name).status is Status.STALE)

    def compared(self, partition: str | None, dep: str) -> tuple[Cell, ...]:
        """The partitions of `dep` that this one is compared with."""
        if not self.pipeline.asset(dep).partitioned:
            return ((dep, None),)
        read = self.pipeline.read_partitions(partition, dep)
        return tuple((dep, each) for each in read) if len(read) < TOO_MANY else ()

    def input_version(self, dep: str, compared: Iterable[Cell]) -> str:
        """What is recorded for `dep` when it is read: one data version, of however much."""
        last = self.records.get(dep)
        if last is None or not self.pipeline.asset(dep).partitioned or not compared:
            return _version(last)
        found = (self.by_partition.get(cell) for cell in sorted(compared))
        return hashed(record.data_version for record in found if record)


def hashed(parts: Iterable[str]) -> str:
    """The data version that Dagster makes from these."""
    return sha256("".join(parts).encode()).hexdigest()


def _version(record: Record | None) -> str:
    return record.data_version if record else NEVER_OBSERVED


def _causes(ledger: Ledger, asset: Asset, partition: str | None, record: Record) -> Iterator[Cause]:
    if asset.code_version and asset.code_version != record.code_version:
        yield Cause("CODE", None, "has a new code version")
    for dep in record.inputs.keys() - set(asset.deps):
        yield Cause("DEPENDENCIES", dep, f"removed dependency on {dep}")
    for dep in asset.deps:
        for cell in ledger.compared(partition, dep):
            if dep not in record.inputs:
                yield Cause("DEPENDENCIES", dep, f"has a new dependency on {dep}", cell[1])
            elif cell in record.read and _version(record.read[cell]) != ledger.data_version(*cell):
                yield Cause("DATA", dep, f"has a new dependency {_changed(ledger, cell)}", cell[1])


def _changed(ledger: Ledger, cell: Cell) -> str:
    """Without a code version a new data version says only that there was another run."""
    record = ledger.record(*cell)
    declared = ledger.pipeline.asset(cell[0]).code_version is not None
    return "data version" if declared or (record and record.user_supplied) else "materialization"


def _place(cause: Cause) -> tuple[str, str, str]:
    return cause.dep or "", cause.category, cause.dep_partition or ""
