"""One frozen graph of assets and of the tasks that make them: what both orchestrators look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from quizzes.errors import MalformedPipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Asset:
    """A table, file or model; `task` is the verb that makes it, `external` if made elsewhere."""

    name: str
    deps: tuple[str, ...] = ()
    code_version: str | None = None
    external: bool = False
    task: str = ""
    partitioned: bool = False


@dataclass(frozen=True)
class Pipeline:
    """Assets in the order they were declared; never one that Dagster would refuse to load.

    All that are partitioned share `partitions`.
    """

    assets: tuple[Asset, ...]
    partitions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _refuse_repeated(self.names, "Two assets are called {}.")
        for asset in self.assets:
            refuse_bad_deps(asset, self._by_name)
        self.in_order()

    @cached_property
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
        return self.upstream(self.parents(name))

    def upstream(self, names: Iterable[str]) -> frozenset[str]:
        """These, and everything upstream of them."""
        return reachable(names, self.parents)

    def descendants(self, name: str) -> frozenset[str]:
        """Everything downstream of it, without itself."""
        return reachable(self.children(name), self.children)

    def cells(self) -> Iterator[tuple[str, str | None]]:
        """Every asset with each of its partitions, or with None."""
        return ((name, each) for name in self.names for each in self.own_partitions(name))

    def own_partitions(self, name: str) -> tuple[str | None, ...]:
        """The partitions it is built in; (None,) if it is built whole."""
        return self.partitions if self._by_name[name].partitioned else (None,)

    def read_partitions(self, partition: str | None, dep: str) -> tuple[str | None, ...]:
        """Which partitions of `dep` are read for this one, by Dagster's default mappings.

        The same one, where both have partitions; all, for what is built whole.
        """
        both = partition is not None and self._by_name[dep].partitioned
        return (partition,) if both else self.own_partitions(dep)

    def in_order(self) -> tuple[str, ...]:
        """Every name, parents before children, otherwise as declared."""
        return self._order

    def changed(self, name: str, **changes: object) -> Pipeline:
        """The same pipeline with some fields of one asset changed."""
        changed = replace(self.asset(name), **changes)  # type: ignore[arg-type]  # any field
        return self.with_assets({**self._by_name, name: changed})

    def with_assets(self, by_name: Mapping[str, Asset]) -> Pipeline:
        """The same pipeline with these assets, each under its own name."""
        return replace(self, assets=tuple(by_name.values()))

    @cached_property
    def _by_name(self) -> Mapping[str, Asset]:
        return {asset.name: asset for asset in self.assets}

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        children: dict[str, list[str]] = {name: [] for name in self.names}
        for asset in self.assets:
            for dep in asset.deps:
                children[dep].append(asset.name)
        return {name: tuple(found) for name, found in children.items()}

    @cached_property
    def _order(self) -> tuple[str, ...]:
        declared = {name: place for place, name in enumerate(self.names)}
        if all(declared[dep] < declared[asset.name] for asset in self.assets for dep in asset.deps):
            return self.names  # most are declared in order, and many pipelines are drawn
        sorter = TopologicalSorter({asset.name: asset.deps for asset in self.assets})
        try:
            sorter.prepare()
        except CycleError as error:
            circle = " -> ".join(error.args[1])
            raise MalformedPipeline(f"These assets wait for each other: {circle}.") from error
        order: list[str] = []
        ready: list[int] = []
        while sorter.is_active():
            for name in sorter.get_ready():
                heappush(ready, declared[name])
            order.append(self.names[heappop(ready)])
            sorter.done(order[-1])
        return tuple(order)


def refuse_bad_deps(asset: Asset, known: Container[str]) -> None:
    """Raise MalformedPipeline if it reads something twice, or what is none of the known."""
    _refuse_repeated(asset.deps, f"{asset.name} names its dependency {{}} twice.")
    for dep in asset.deps:
        if dep not in known:
            raise MalformedPipeline(f"{asset.name} depends on {dep}, which is no asset.")


def _refuse_repeated(names: Sequence[str], complaint: str) -> None:
    if len(set(names)) < len(names):
        repeated = next(name for name, times in Counter(names).items() if times > 1)
        raise MalformedPipeline(complaint.format(repeated))


def reachable(names: Iterable[str], step: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """These, and everything that one comes to from them, step by step."""
    found: set[str] = set()
    ahead = list(names)
    while ahead:
        if (here := ahead.pop()) not in found:
            found.add(here)
            ahead.extend(step(here))
    return frozenset(found)
