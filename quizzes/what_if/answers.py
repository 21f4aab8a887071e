"""What each tool answers: how things stand, why, and what the last action changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizzes.orchestrators.ledger import NEVER_OBSERVED, Status
from quizzes.orchestrators.reasons import why_task
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.trigger_rules import FAILURES
from quizzes.saying import joined, listed, say, say_number
from quizzes.scenarios.assets import reasons
from quizzes.what_if.actions import Kind

if TYPE_CHECKING:
    from quizzes.orchestrators.ledger import Cause, Ledger
    from quizzes.orchestrators.task_runs import Run
    from quizzes.what_if.lab import Lab

NO_CODE_VERSION = say(
    "Nothing happens in Airflow: it keeps no code version of an asset. No task ran."
)
NO_DATA_VERSION = say(
    "Nothing happens in Airflow: it keeps no data version of an asset. No task ran."
)
NOTHING_HAPPENS = {
    Kind.CODE: NO_CODE_VERSION,
    Kind.ROLL_BACK: NO_CODE_VERSION,
    Kind.OBSERVE: NO_DATA_VERSION,
    Kind.OBSERVE_SAME: NO_DATA_VERSION,
    Kind.REBUILD: say("Airflow has no equivalent: it does not know what is Stale. No task ran."),
}


def from_airflow(lab: Lab) -> str:
    """What the last action was to Airflow."""
    action, view = lab.actions[-1], lab.now.tasks
    if action.kind in NOTHING_HAPPENS:
        return NOTHING_HAPPENS[action.kind]
    if view.run is None:
        return say("Airflow has no run yet in which to clear a task. No task ran.")
    ended = _ended(view.run, view.number)
    if action.kind in (Kind.RUN, Kind.FAIL):
        return ended
    ran = view.ran_since(lab.last.tasks)
    if not ran:
        task = lab.told.now.pipeline.asset(action.node).task
        return joined(" ", [say("{task} was cleared, but could not run.", task=task), ended])
    return joined(" ", [say("Ran again in run {run}: {tasks}.", **_in(view.number, ran)), ended])


def _in(number: int, tasks: tuple[str, ...]) -> dict[str, str | int]:
    return {"run": number, "tasks": listed(tasks)}


def _ended(run: Run, number: int) -> str:
    """Whether a run is green, and which tasks are not."""
    named = {
        state: [name for name, each in run.states.items() if each is state] for state in FAILURES
    }
    if result(run).state is RunState.SUCCESS:
        return say("Run {run} is a success: every task in it is green.", run=number)
    said = [say("Run {run} has failed.", run=number)]
    said += [
        say("In state {state}: {tasks}.", state=state.value, tasks=listed(names))
        for state, names in named.items()
        if names
    ]
    return joined(" ", said)


def from_dagster(lab: Lab) -> str:
    """What is Stale now, and what is Missing."""
    ledger = lab.now.ledger
    stale = [name for name in ledger.pipeline.in_order() if name in ledger.stale()]
    if not stale:
        return say("Dagster marks nothing Stale.")
    return say_number(
        "Dagster marks {number} asset Stale: {names}.",
        "Dagster marks {number} assets Stale: {names}.",
        len(stale),
        names=listed(stale),
    )


def changed(lab: Lab) -> tuple[str, ...]:
    """The assets that have another status than before the last action, parents first."""
    before, now = lab.last.ledger, lab.now.ledger
    names = now.pipeline.in_order()
    return tuple(name for name in names if before.status(name).status != now.status(name).status)


def why_task_is(lab: Lab, name: str) -> str:
    """Why the task that makes an asset is in its state."""
    run, task = lab.now.tasks.run, lab.told.now.pipeline.asset(name).task
    return why_task(run, task).words if run else say("The DAG has not run yet.")


def why_asset_is(lab: Lab, name: str) -> str:
    """Why an asset is Missing, Stale or Fresh."""
    ledger = lab.now.ledger
    found, asset = ledger.status(name), ledger.pipeline.asset(name)
    if asset.external:
        return _of_a_source(ledger, name)
    if found.status is Status.MISSING:
        return say("Missing: it has never been built.")
    if _has_unknown_parents(ledger, name):
        return joined(" ", [say("Fresh."), *map(_of_a_cause, found.causes)][bool(found.causes) :])
    if found.status is Status.FRESH and (back := _came_back(lab, name)):
        return back
    return reasons.why(lab.told, name)


def _of_a_source(ledger: Ledger, name: str) -> str:
    if name not in ledger.records:
        return say("Made elsewhere, and never observed. Dagster always counts it as Fresh.")
    version = ledger.data_version(name)
    return say(
        "Made elsewhere; last observed with data version {version}. Dagster always counts it as "
        "Fresh.",
        version=version,
    )


def _has_unknown_parents(ledger: Ledger, name: str) -> bool:
    """Whether it was built from something, or reads something, of which nothing was recorded."""
    parents, inputs = ledger.pipeline.parents(name), ledger.records[name].inputs.values()
    return NEVER_OBSERVED in inputs or not ledger.records.keys() >= set(parents)


def _of_a_cause(cause: Cause) -> str:
    """In Dagster's own words."""
    given = {"reason": cause.reason, "dep": cause.dep or ""}
    if cause.dep is None:
        return say("Stale: it {reason}.", **given)
    return say("Stale: it {reason}, from {dep}.", **given)


def _came_back(lab: Lab, name: str) -> str:
    """That parents built here had other data for a while; their versions are hashes, not words."""
    told, pipeline = lab.told, lab.told.now.pipeline
    built = reasons.built_at(told, name)
    back = [
        parent
        for parent in pipeline.parents(name)
        if reasons.new_since(told, parent) > built and not pipeline.asset(parent).external
    ]
    if not back:
        return ""
    return say(
        "Fresh: {parents} came back to the data that {name} was built from at {at}.",
        parents=listed(back),
        name=name,
        at=built,
    )
