"""Pipelines of any size with what happened to them, and DAGs: the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from quizzes.orchestrators.dags import Outcome, Task
from quizzes.orchestrators.events import (
    AddDep,
    Event,
    Materialize,
    Observe,
    RemoveDep,
    SetCodeVersion,
)
from quizzes.orchestrators.pipeline import Asset

RULES = ("all_success", "all_done", "one_success", "none_failed", "none_failed_min_one_success")


@dataclass(frozen=True)
class Material:
    """What an engine is given: declared assets in any order, and events."""

    assets: tuple[Asset, ...]
    events: tuple[Event, ...]

    @property
    def edges(self) -> int:
        """How many dependencies are declared."""
        return sum(len(asset.deps) for asset in self.assets)


def material(size: int, edges: int, events: int, seed: int = 1) -> Material:
    """As many assets, dependencies and events, after a first run of everything.

    The first tenth of the assets read nothing, and half of these are external; the others may
    read any asset before them, so that some are read by hundreds.
    """
    random = Random(seed)
    names = [f"asset_{number}" for number in range(size)]
    sources = max(2, size // 10)
    deps: dict[str, list[str]] = {name: [] for name in names}
    for name, number in _shares(names[sources:], edges):
        earlier = names[: names.index(name)]
        deps[name] = random.sample(earlier, min(number, len(earlier)))
    external = names[: sources // 2]
    assets = [
        Asset(name, tuple(deps[name]), random.choice((None, "1")), name in external)
        for name in names
    ]
    random.shuffle(assets)
    here = tuple(asset.name for asset in assets if not asset.external)
    happened: list[Event] = [Materialize(here)]
    while len(happened) < events:
        happened.append(_event(random, names, external, deps))
    return Material(tuple(assets), tuple(happened))


def a_dag(size: int, seed: int = 1) -> tuple[Task, ...]:
    """As many tasks with mixed trigger rules; some fail, are skipped or try again."""
    random = Random(seed)
    names = [f"task_{number}" for number in range(size)]
    first_try = (Outcome.SUCCESS, Outcome.FAIL, Outcome.SKIP)
    return tuple(
        Task(
            name,
            tuple(random.sample(names[:place], min(place, 2))),
            random.choice(RULES),
            retries=random.choice((0, 0, 1)),
            attempts=(random.choice(first_try), Outcome.SUCCESS),
        )
        for place, name in enumerate(names)
    )


def _shares(names: list[str], edges: int) -> list[tuple[str, int]]:
    """Every name with its share of the edges; the first have one more where they do not go up."""
    each, more = divmod(edges, len(names))
    return [(name, each + (place < more)) for place, name in enumerate(names)]


def _event(
    random: Random, names: list[str], external: list[str], deps: dict[str, list[str]]
) -> Event:
    """Any event that is possible; `deps` has what each asset reads, and is kept so."""
    asset = random.choice(names[len(external) :])
    match random.randrange(10):
        case 0:
            return SetCodeVersion(asset, random.choice(("1", "2", None)))
        case 1:
            return Observe(random.choice(external), random.choice(("v1", "v2")))
        case 2 if deps[asset]:
            deps[asset].remove(dep := random.choice(deps[asset]))
            return RemoveDep(asset, dep)
        case 3 if absent := set(names[: names.index(asset)]).difference(deps[asset]):
            deps[asset].append(dep := random.choice(sorted(absent)))
            return AddDep(asset, dep)
    run = random.sample(names[len(external) :], min(20, len(names) // 2))
    return Materialize(tuple(run), frozenset(run[:1] if random.random() < 0.15 else ()))
