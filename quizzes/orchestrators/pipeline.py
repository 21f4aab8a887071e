"""One frozen graph of assets and of the tasks that make them: what both orchestrators look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from quizzes.errors import MalformedPipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True)
class Asset:
    """A table, file or model; `task` is the verb that makes it, `external` if made elsewhere."""

    name: str
    deps: tuple[str, ...] = ()
    code_version: str | None = None
    external: bool = False
    task: str = ""


@dataclass(frozen=True)
class Pipeline:
    """Assets in the order they were declared; never one that Dagster would refuse to load."""

    assets: tuple[Asset, ...]

    def __post_init__(self) -> None:
        _refuse_repeated(self.names, "Two assets are called {}.")
        for asset in self.assets:
            _refuse_repeated(asset.deps, f"{asset.name} names its dependency {{}} twice.")
            if unknown := [dep for dep in asset.deps if dep not in self._by_name]:
                raise MalformedPipeline(f"{asset.name} depends on {unknown[0]}, which is no asset.")
        self.in_order()

    @property
    def names(self) -> tuple[str, ...]:
        """Every asset's name, as declared."""
        return tuple(asset.name for asset in self.assets)

    def asset(self, name: str) -> Asset:
        """The asset of that name; KeyError if there is none."""
        return self._by_name[name]

    def parents(self, name: str) -> tuple[str, ...]:
        """What it reads directly."""
        return self._by_name[name].deps

    def children(self, name: str) -> tuple[str, ...]:
        """What reads it directly."""
        return self._children[name]

    def ancestors(self, name: str) -> frozenset[str]:
        """Everything upstream of it, without itself."""
        return _reachable(name, self.parents)

    def descendants(self, name: str) -> frozenset[str]:
        """Everything downstream of it, without itself."""
        return _reachable(name, self.children)

    def in_order(self) -> tuple[str, ...]:
        """Every name, parents before children, otherwise as declared."""
        return self._order

    def changed(self, name: str, **changes: object) -> Pipeline:
        """The same pipeline with some fields of one asset changed."""
        at = self.names.index(name)
        changed = replace(self.assets[at], **changes)  # type: ignore[arg-type]  # any field
        return Pipeline((*self.assets[:at], changed, *self.assets[at + 1 :]))

    @cached_property
    def _by_name(self) -> Mapping[str, Asset]:
        return {asset.name: asset for asset in self.assets}

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        return {
            name: tuple(asset.name for asset in self.assets if name in asset.deps)
            for name in self.names
        }

    @cached_property
    def _order(self) -> tuple[str, ...]:
        declared = {name: place for place, name in enumerate(self.names)}
        sorter = TopologicalSorter({asset.name: asset.deps for asset in self.assets})
        try:
            sorter.prepare()
        except CycleError as error:
            circle = " -> ".join(error.args[1])
            raise MalformedPipeline(f"These assets wait for each other: {circle}.") from error
        order: list[str] = []
        ready: list[str] = []
        while sorter.is_active():
            ready = sorted([*ready, *sorter.get_ready()], key=declared.__getitem__)
            order.append(ready.pop(0))
            sorter.done(order[-1])
        return tuple(order)


def _refuse_repeated(names: Iterable[str], complaint: str) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise MalformedPipeline(complaint.format(name))


def _reachable(name: str, step: Callable[[str], tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    ahead = list(step(name))
    while ahead:
        if (here := ahead.pop()) not in found:
            found.add(here)
            ahead.extend(step(here))
    return frozenset(found)
