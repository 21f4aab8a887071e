"""A pipeline with all that happened to it, and who changed what when."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from quizzes.orchestrators.events import AddDep, Event, RemoveDep, SetCodeVersion
from quizzes.orchestrators.ledger import AssetStatus, Ledger
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.staleness import history, play


@dataclass(frozen=True)
class Chronicle:
    """A pipeline as first declared, and the events since; the first of them has number 1."""

    pipeline: Pipeline
    events: tuple[Event, ...]

    @cached_property
    def now(self) -> Ledger:
        """What Dagster knows in the end."""
        return play(self.pipeline, self.events)

    @cached_property
    def history(self) -> tuple[Ledger, ...]:
        """What Dagster knew before any event, and after each."""
        return history(self.pipeline, self.events)

    @cached_property
    def statuses(self) -> dict[str, AssetStatus]:
        """Every asset's status in the end; for pipelines without partitions."""
        return {name: self.now.status(name) for name in self.now.pipeline.names}

    @cached_property
    def code_changes(self) -> dict[str, list[tuple[int, SetCodeVersion]]]:
        """The events that brought other code, with their numbers, by asset."""
        found: dict[str, list[tuple[int, SetCodeVersion]]] = {}
        for at, event in enumerate(self.events, start=1):
            if isinstance(event, SetCodeVersion):
                found.setdefault(event.asset, []).append((at, event))
        return found

    @cached_property
    def dep_changes(self) -> dict[str, list[tuple[int, AddDep | RemoveDep]]]:
        """The events that added or removed a dependency, by the asset that has it."""
        found: dict[str, list[tuple[int, AddDep | RemoveDep]]] = {}
        for at, event in enumerate(self.events, start=1):
            if isinstance(event, AddDep | RemoveDep):
                found.setdefault(event.asset, []).append((at, event))
        return found

    def code_change(self, name: str, until: int) -> tuple[int, SetCodeVersion] | None:
        """What brought the code that an asset had after event `until`; None: it was declared so."""
        changes = self.code_changes.get(name, [])
        before = bisect_right(changes, until, key=lambda change: change[0])
        return changes[before - 1] if before else None

    def code_version(self, name: str, until: int) -> str | None:
        """The code version that an asset had after event `until`."""
        change = self.code_change(name, until)
        return (change[1] if change else self.pipeline.asset(name)).code_version
