"""The same questions, answered wrongly in each known way.

A scenario in which one of these gets the right answer teaches nothing, and is rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.staleness import NEVER_OBSERVED, Ledger

History = Sequence[Ledger]  # from before the first event to now
Belief = Callable[[History], frozenset[str]]


@dataclass(frozen=True)
class Misconception:
    """A wrong rule: its name, a sentence for the learner, and what it picks after a history."""

    name: str
    sentence: str
    picks: Belief


def _with_everything_below(history: History) -> frozenset[str]:
    stale = history[-1].stale()
    return stale.union(*map(history[-1].pipeline.descendants, stale))


def _older_than_a_parent(history: History) -> frozenset[str]:
    now = history[-1]
    ticks = {name: record.tick for name, record in now.records.items()}
    older = (
        name
        for name in ticks
        if any(ticks[dep] > ticks[name] for dep in now.pipeline.parents(name) if dep in ticks)
    )
    return _new_code(now).union(older)


def _all_below_the_change(history: History) -> frozenset[str]:
    changed, pipeline = _changed(history), history[-1].pipeline
    return _built_here(pipeline, changed.union(*map(pipeline.descendants, changed)))


def _all_below_but_the_change(history: History) -> frozenset[str]:
    return _all_below_the_change(history) - _changed(history)


ABOUT_STALE_NOW = (
    Misconception(
        "staleness_is_transitive",
        "You may have passed staleness on to everything downstream; "
        "Dagster looks at direct parents only.",
        _with_everything_below,
    ),
    Misconception(
        "newer_means_stale",
        "You may have compared times; Dagster compares data versions, "
        "and a rerun with the same code and inputs keeps its data version.",
        _older_than_a_parent,
    ),
)
ABOUT_REBUILD_ALL = (
    Misconception(
        "only_what_is_stale_now",
        "You may have stopped at what is Stale now; "
        "rebuilding that gives new data versions to read further down.",
        lambda history: history[-1].stale(),
    ),
    Misconception(
        "all_below_the_change",
        "You may have picked the change and everything downstream; some of that is up to date.",
        _all_below_the_change,
    ),
    Misconception(
        "all_below_but_the_change",
        "You may have picked everything downstream of the change, and not what changed itself.",
        _all_below_but_the_change,
    ),
)


def _new_code(ledger: Ledger) -> frozenset[str]:
    causes = {name: ledger.status(name).causes for name in ledger.pipeline.names}
    return frozenset(name for name in causes if any(c.category == "CODE" for c in causes[name]))


def _changed(history: History) -> frozenset[str]:
    """What got other code, and the sources that were seen with other data than before."""
    return frozenset(
        asset.name
        for before, now in pairwise(history)
        for asset in now.pipeline.assets
        if asset != before.pipeline.asset(asset.name)
        or (asset.external and _new_data(before, now, asset.name))
    )


def _new_data(before: Ledger, now: Ledger, source: str) -> bool:
    return before.data_version(source) not in (NEVER_OBSERVED, now.data_version(source))


def _built_here(pipeline: Pipeline, names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if not pipeline.asset(name).external)
