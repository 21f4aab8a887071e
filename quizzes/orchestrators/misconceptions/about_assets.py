"""Dagster's assets, misunderstood: which are stale, for what causes, and what to rebuild.

Most of these tell what happened a little wrongly and ask the right engine: who believes that a
failed run is undone leaves it out, who believes that every run makes other data supplies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from quizzes.orchestrators.misconceptions.misconception import Misconception
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.staleness import (
    NEVER_OBSERVED,
    AssetStatus,
    Cause,
    Event,
    Ledger,
    Materialize,
    Observe,
    Status,
    history,
    statuses,
)

Table = dict[str, AssetStatus]  # by name, in the order the assets were declared


@dataclass(frozen=True)
class Story:
    """A pipeline as first declared, and all that happened to it, in order."""

    pipeline: Pipeline
    events: tuple[Event, ...]

    @cached_property
    def history(self) -> tuple[Ledger, ...]:
        """What Dagster knew before any event, and after each."""
        return history(self.pipeline, self.events)

    @property
    def now(self) -> Ledger:
        """What Dagster knows when the question is asked."""
        return self.history[-1]

    @cached_property
    def table(self) -> Table:
        """What Dagster says of every asset when the question is asked."""
        return {name: self.now.status(name) for name in self.now.pipeline.names}


def stale_in(table: Mapping[str, AssetStatus]) -> frozenset[str]:
    """The names of what a table calls stale."""
    return frozenset(name for name, found in table.items() if found.status is Status.STALE)


def _transitive(story: Story) -> Table:
    below = {name for stale in stale_in(story.table) for name in _below(story, stale)}
    return _with_stale(story, below)


def _newer_means_stale(story: Story) -> Table:
    """New code counts for these too; all else is a comparison of times."""
    ticks = {name: record.tick for name, record in story.now.records.items()}
    table = {}
    for name, found in story.table.items():
        causes = [cause for cause in found.causes if cause.category == "CODE"]
        if name in ticks and not story.now.pipeline.asset(name).external:
            parents = story.now.pipeline.parents(name)
            causes += [_data(dep) for dep in parents if ticks.get(dep, 0) > ticks[name]]
        table[name] = found if found.status is Status.MISSING else AssetStatus.of(causes)
    return table


def _every_run_changes_data(story: Story) -> Table:
    return statuses(
        story.pipeline, [_with_new_data(event, at) for at, event in enumerate(story.events)]
    )


def _every_observation_changes_data(story: Story) -> Table:
    events = [
        replace(event, data_version=f"seen {at}") if isinstance(event, Observe) else event
        for at, event in enumerate(story.events)
    ]
    return statuses(story.pipeline, events)


def _new_code_stales_the_children(story: Story) -> Table:
    """The change itself is taken for done, and its children for what has to follow."""
    table = {}
    for name, found in story.table.items():
        kept = [cause for cause in found.causes if cause.category != "CODE"]
        kept += [
            _data(dep) for dep in story.now.pipeline.parents(name) if _has_new_code(story, dep)
        ]
        table[name] = found if found.status is Status.MISSING else AssetStatus.of(kept)
    return table


def _failure_undoes_the_run(story: Story) -> Table:
    whole = [e for e in story.events if not (isinstance(e, Materialize) and e.fail)]
    return statuses(story.pipeline, whole)


def _failure_taints_all_below(story: Story) -> Table:
    return _with_stale(story, {below for name in _failed(story) for below in _below(story, name)})


def _stale_now(story: Story) -> frozenset[str]:
    return story.now.stale()


def _all_below_the_change(story: Story) -> frozenset[str]:
    changed = _changed(story.history)
    return _built_here(story, changed.union(*(_below(story, name) for name in changed)))


def _all_below_but_the_change(story: Story) -> frozenset[str]:
    return _all_below_the_change(story) - _changed(story.history)


TRANSITIVE = Misconception(
    "staleness_is_transitive",
    "You may have passed staleness on to everything downstream; "
    "Dagster looks at direct parents only.",
    _transitive,
)
NEWER_MEANS_STALE = Misconception(
    "newer_means_stale",
    "You may have compared times; Dagster compares data versions, "
    "and a rerun with the same code and inputs keeps its data version.",
    _newer_means_stale,
)
EVERY_RUN_CHANGES_DATA = Misconception(
    "every_run_changes_data",
    "You may have taken every rerun for a change of the data; "
    "with the same code version and the same inputs the data version stays.",
    _every_run_changes_data,
)
EVERY_OBSERVATION_CHANGES_DATA = Misconception(
    "every_observation_changes_data",
    "You may have taken every observation for a change; "
    "only another data version than the one that was read makes an asset stale.",
    _every_observation_changes_data,
)
NEW_CODE_STALES_THE_CHILDREN = Misconception(
    "new_code_stales_the_children",
    "You may have marked the children of what got new code; "
    "until it is rebuilt, only the asset itself is stale.",
    _new_code_stales_the_children,
)
FAILURE_UNDOES_THE_RUN = Misconception(
    "failure_undoes_the_run",
    "You may have taken back the whole run that failed; what was built before the failure stays.",
    _failure_undoes_the_run,
)
FAILURE_TAINTS_ALL_BELOW = Misconception(
    "failure_taints_all_below",
    "You may have marked everything below the failure; "
    "an asset whose parents kept their data versions is as fresh as before.",
    _failure_taints_all_below,
)

ABOUT_STALE_NOW = (TRANSITIVE, NEWER_MEANS_STALE)
ABOUT_STATUSES = (
    *ABOUT_STALE_NOW,
    EVERY_OBSERVATION_CHANGES_DATA,
    NEW_CODE_STALES_THE_CHILDREN,
    FAILURE_UNDOES_THE_RUN,
    FAILURE_TAINTS_ALL_BELOW,
)
ABOUT_CAUSES = (EVERY_RUN_CHANGES_DATA, *ABOUT_STATUSES)
ABOUT_REBUILD_ALL = (
    Misconception(
        "only_what_is_stale_now",
        "You may have stopped at what is Stale now; "
        "rebuilding that gives new data versions to read further down.",
        _stale_now,
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


def _with_new_data(event: Event, at: int) -> Event:
    if not isinstance(event, Materialize):
        return event
    return replace(event, data_versions={name: f"run {at} of {name}" for name in event.assets})


def _with_stale(story: Story, names: Iterable[str]) -> Table:
    """What Dagster says, but for these: stale, for a parent each, wherever they were built."""
    table = dict(story.table)
    for name in set(names):
        if table[name].status is Status.FRESH and not story.now.pipeline.asset(name).external:
            table[name] = AssetStatus.of(map(_data, story.now.pipeline.parents(name)))
    return table


def _data(dep: str) -> Cause:
    return Cause("DATA", dep, "has a new dependency data version")


def _below(story: Story, name: str) -> frozenset[str]:
    return story.now.pipeline.descendants(name)


def _has_new_code(story: Story, name: str) -> bool:
    return any(cause.category == "CODE" for cause in story.table[name].causes)


def _failed(story: Story) -> frozenset[str]:
    """What failed when it was last to be built."""
    failed: set[str] = set()
    for run in story.events:
        if isinstance(run, Materialize):
            failed = failed.difference(run.assets) | run.fail.intersection(run.assets)
    return frozenset(failed)


def _changed(told: tuple[Ledger, ...]) -> frozenset[str]:
    """What got other code, and the sources that were seen with other data than before."""
    return frozenset(
        asset.name
        for before, now in pairwise(told)
        for asset in now.pipeline.assets
        if asset != before.pipeline.asset(asset.name)
        or (asset.external and _new_data(before, now, asset.name))
    )


def _new_data(before: Ledger, now: Ledger, source: str) -> bool:
    return before.data_version(source) not in (NEVER_OBSERVED, now.data_version(source))


def _built_here(story: Story, names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if not story.pipeline.asset(name).external)
