"""Dagster's assets, misunderstood: which are stale, for what causes, and what to rebuild.

Most of these tell what happened a little wrongly and ask the right engine: who believes that a
failed run is undone leaves it out, who believes that every run makes other data supplies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.events import Event, Materialize, Observe
from quizzes.orchestrators.ledger import NEVER_OBSERVED, AssetStatus, Cause, Ledger, Status
from quizzes.orchestrators.misconceptions.misconception import Misconception
from quizzes.orchestrators.staleness import statuses
from quizzes.saying import say

Table = dict[str, AssetStatus]  # by name, in the order the assets were declared


def stale_in(table: Mapping[str, AssetStatus]) -> frozenset[str]:
    """The names of what a table calls stale."""
    return frozenset(name for name, found in table.items() if found.status is Status.STALE)


def _transitive(told: Chronicle) -> Table:
    below = {name for stale in stale_in(told.statuses) for name in _below(told, stale)}
    return _with_stale(told, below)


def _newer_means_stale(told: Chronicle) -> Table:
    """New code counts for these too; all else is a comparison of times."""
    ticks = {name: record.tick for name, record in told.now.records.items()}
    table = {}
    for name, found in told.statuses.items():
        causes = [cause for cause in found.causes if cause.category == "CODE"]
        if name in ticks and not told.now.pipeline.asset(name).external:
            parents = told.now.pipeline.parents(name)
            causes += [_data(dep) for dep in parents if ticks.get(dep, 0) > ticks[name]]
        table[name] = found if found.status is Status.MISSING else AssetStatus.of(causes)
    return table


def _every_run_changes_data(told: Chronicle) -> Table:
    return statuses(
        told.pipeline, [_with_new_data(event, at) for at, event in enumerate(told.events)]
    )


def _every_observation_changes_data(told: Chronicle) -> Table:
    events = [
        replace(event, data_version=f"seen {at}") if isinstance(event, Observe) else event
        for at, event in enumerate(told.events)
    ]
    return statuses(told.pipeline, events)


def _new_code_stales_the_children(told: Chronicle) -> Table:
    """The change itself is taken for done, and its children for what has to follow."""
    table = {}
    for name, found in told.statuses.items():
        kept = [cause for cause in found.causes if cause.category != "CODE"]
        kept += [_data(dep) for dep in told.now.pipeline.parents(name) if _has_new_code(told, dep)]
        table[name] = found if found.status is Status.MISSING else AssetStatus.of(kept)
    return table


def _failure_undoes_the_run(told: Chronicle) -> Table:
    whole = [e for e in told.events if not (isinstance(e, Materialize) and e.fail)]
    return statuses(told.pipeline, whole)


def _failure_taints_all_below(told: Chronicle) -> Table:
    return _with_stale(told, {below for name in _failed(told) for below in _below(told, name)})


def _stale_now(told: Chronicle) -> frozenset[str]:
    return told.now.stale()


def _all_below_the_change(told: Chronicle) -> frozenset[str]:
    changed = _changed(told.history)
    return _built_here(told, changed.union(*(_below(told, name) for name in changed)))


def _all_below_but_the_change(told: Chronicle) -> frozenset[str]:
    return _all_below_the_change(told) - _changed(told.history)


TRANSITIVE = Misconception(
    "staleness_is_transitive",
    say(
        "You may have passed staleness on to everything downstream; "
        "Dagster looks at direct parents only."
    ),
    say("Passed staleness on to everything downstream; Dagster looks at direct parents only."),
    _transitive,
)
NEWER_MEANS_STALE = Misconception(
    "newer_means_stale",
    say(
        "You may have compared times; Dagster compares data versions, "
        "and a rerun with the same code and inputs keeps its data version."
    ),
    say(
        "Compared times; "
        "Dagster compares data versions, "
        "and a rerun with the same code and inputs keeps its data version."
    ),
    _newer_means_stale,
)
EVERY_RUN_CHANGES_DATA = Misconception(
    "every_run_changes_data",
    say(
        "You may have taken every rerun for a change of the data; "
        "with the same code version and the same inputs the data version stays."
    ),
    say(
        "Took every rerun for a change of the data; "
        "with the same code version and the same inputs the data version stays."
    ),
    _every_run_changes_data,
)
EVERY_OBSERVATION_CHANGES_DATA = Misconception(
    "every_observation_changes_data",
    say(
        "You may have taken every observation for a change; "
        "a source makes an asset stale only while its data version is not the one that was read."
    ),
    say(
        "Took every observation for a change; "
        "a source makes an asset stale only while its data version is not the one that was read."
    ),
    _every_observation_changes_data,
)
NEW_CODE_STALES_THE_CHILDREN = Misconception(
    "new_code_stales_the_children",
    say(
        "You may have marked the children of what got new code; "
        "until it is rebuilt, only the asset itself is stale."
    ),
    say(
        "Marked the children of what got new code; "
        "until it is rebuilt, only the asset itself is stale."
    ),
    _new_code_stales_the_children,
)
FAILURE_UNDOES_THE_RUN = Misconception(
    "failure_undoes_the_run",
    say(
        "You may have taken back the whole run that failed; "
        "what was built before the failure stays."
    ),
    say("Took back the whole run that failed; what was built before the failure stays."),
    _failure_undoes_the_run,
)
FAILURE_TAINTS_ALL_BELOW = Misconception(
    "failure_taints_all_below",
    say(
        "You may have marked everything below the failure; "
        "an asset whose parents kept their data versions is as fresh as before."
    ),
    say(
        "Marked everything below the failure; "
        "an asset whose parents kept their data versions is as fresh as before."
    ),
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
NOT_BY_WHAT_IS_BELOW = say(  # one sentence: where only a source changed, the two answer alike
    "You may have picked everything downstream of the change; "
    "rebuild whatever is Stale or Missing when you come to it, and nothing else."
)
PICKED_WHAT_IS_BELOW = say(
    "Picked everything downstream of the change; "
    "only what is Stale or Missing when its turn comes is to be rebuilt."
)
ABOUT_REBUILD_ALL = (
    Misconception(
        "only_what_is_stale_now",
        say(
            "You may have stopped at what is Stale now; "
            "rebuilding that gives new data versions to read further down."
        ),
        say(
            "Stopped at what is Stale now; "
            "rebuilding that gives new data versions to read further down."
        ),
        _stale_now,
    ),
    Misconception(
        "all_below_the_change",
        NOT_BY_WHAT_IS_BELOW,
        PICKED_WHAT_IS_BELOW,
        _all_below_the_change,
    ),
    Misconception(
        "all_below_but_the_change",
        NOT_BY_WHAT_IS_BELOW,
        PICKED_WHAT_IS_BELOW,
        _all_below_but_the_change,
    ),
)


def _with_new_data(event: Event, at: int) -> Event:
    if not isinstance(event, Materialize):
        return event
    return replace(event, data_versions={name: f"run {at} of {name}" for name in event.assets})


def _with_stale(told: Chronicle, names: Iterable[str]) -> Table:
    """What Dagster says, but for these: stale, for a parent each, wherever they were built."""
    table = dict(told.statuses)
    for name in set(names):
        if table[name].status is Status.FRESH and not told.now.pipeline.asset(name).external:
            table[name] = AssetStatus.of(map(_data, told.now.pipeline.parents(name)))
    return table


def _data(dep: str) -> Cause:
    return Cause("DATA", dep, "has a new dependency data version")


def _below(told: Chronicle, name: str) -> frozenset[str]:
    return told.now.pipeline.descendants(name)


def _has_new_code(told: Chronicle, name: str) -> bool:
    return any(cause.category == "CODE" for cause in told.statuses[name].causes)


def _failed(told: Chronicle) -> frozenset[str]:
    """What failed when it was last to be built."""
    failed: set[str] = set()
    for run in told.events:
        if isinstance(run, Materialize):
            failed = failed.difference(run.assets) | run.fail.intersection(run.assets)
    return frozenset(failed)


def _changed(history: tuple[Ledger, ...]) -> frozenset[str]:
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


def _built_here(told: Chronicle, names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if not told.pipeline.asset(name).external)
