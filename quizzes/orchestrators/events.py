"""What can happen to a pipeline in Dagster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Materialize:
    """One run of `assets`; those in `fail` raise, `data_versions` are supplied by the user.

    What has partitions is built in `partition`, all else whole.
    """

    assets: tuple[str, ...]
    fail: frozenset[str] = frozenset()
    data_versions: Mapping[str, str] = field(default_factory=dict)
    partition: str | None = None


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
