"""The task view: one run of an Airflow DAG, pass by pass (apache-airflow 3.3.2).

A scheduler pass looks at how everything stood when it began, gives each waiting task what its
trigger rule says, and schedules what may run; then these tasks run and end. `finish` does
that in lock-step: all that one pass scheduled ends before the next pass. races.py plays the
same steps in every other order. Source: airflow/models/dagrun.py (the pass),
ti_deps/deps/ (the decisions), models/taskinstance.py (tries), sdk/bases/skipmixin.py and
providers/standard/operators/python.py (branches and short circuits).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NamedTuple

from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.trigger_rules import (
    FAIL_FOR_FAILURE,
    FAILURES,
    FINISHED,
    RULES,
    RUN,
    SKIP_FOR_SKIPPED,
    WAIT,
    Parents,
    State,
    Verdict,
)

WAITING = (State.NONE, State.UP_FOR_RETRY)
UNTOUCHABLE = (State.RUNNING, State.SUCCESS, State.FAILED)  # by a branch or a short circuit


class Ground(Enum):
    """What decided about a task: its trigger rule, setups further up, or a task that skips."""

    RULE = "rule"
    SETUP = "setup"
    CHOICE = "choice"


@dataclass(frozen=True)
class Decision:
    """The last decision about a task: its ground, where it led, the tasks it was due to."""

    ground: Ground
    led_to: State
    due_to: tuple[tuple[str, State], ...] = ()


AT_ONCE = Decision(Ground.RULE, State.SCHEDULED)  # nothing to wait for


class TaskInstance(NamedTuple):
    """A task in a run: its state, the tries made in its whole life, how many it may make."""

    state: State
    tries: int
    limit: int
    decision: Decision | None = None


@dataclass(frozen=True)
class AssetEvent:
    """A task that declares the asset as its outlet succeeded, whatever it did to the data."""

    asset: str
    task: str
    attempt: int


@dataclass(frozen=True)
class Run:
    """A run as it stands: its tasks, parents before children.

    `choices` keeps what a branch or short circuit skipped, until it runs again. `disputed`
    are tasks for which Airflow has two answers at once: an old choice says skipped, the
    trigger rule says upstream_failed, and what it asks last (a set's order) wins.
    """

    dag: Dag
    instances: Mapping[str, TaskInstance]
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    events: tuple[AssetEvent, ...] = ()
    disputed: frozenset[str] = frozenset()

    @property
    def states(self) -> dict[str, State]:
        """Every task's state, as declared."""
        return {task.name: self.instances[task.name].state for task in self.dag.tasks}

    @property
    def calls(self) -> dict[str, int]:
        """How often every task was tried in its whole life, as declared."""
        return {task.name: self.instances[task.name].tries for task in self.dag.tasks}

    def those(self, states: tuple[State, ...]) -> tuple[str, ...]:
        """The tasks in one of these states, parents before children."""
        return tuple([name for name, one in self.instances.items() if one.state in states])


def fresh(dag: Dag) -> Run:
    """A run of which nothing has happened yet."""
    tasks = map(dag.task, dag.order)
    return Run(dag, {t.name: TaskInstance(State.NONE, 0, t.retries + 1) for t in tasks})


def first_run(dag: Dag) -> Run:
    """The run as it ends, in lock-step."""
    return finish(fresh(dag))


def finish(run: Run) -> Run:
    """The run as it ends from here, in lock-step."""
    while run.those(WAITING):
        run = scheduler_pass(run)
        ready = run.those((State.SCHEDULED,))
        run = begin(run, ready)
        for name in ready:
            run = complete(run, name)
    return run


def scheduler_pass(run: Run) -> Run:
    """Decide about every waiting task, all by the states from before the pass."""
    changed, disputed = dict(run.instances), run.disputed
    for name in run.those(WAITING):
        task = run.dag.task(name)
        decision = _by_rule(run, task)
        if run.choices and (choice := _by_choice(run, task)):
            if decision and decision.led_to is State.UPSTREAM_FAILED:
                disputed |= {name}
            else:
                decision = choice
        if decision:
            _, tries, limit, _ = changed[name]
            changed[name] = TaskInstance(decision.led_to, tries, limit, decision)
    return replace(run, instances=changed, disputed=disputed)


def begin(run: Run, names: Iterable[str]) -> Run:
    """Workers take scheduled tasks up; what these chose in an earlier try is forgotten."""
    instances, choices = dict(run.instances), dict(run.choices)
    for name in names:
        instances[name] = instances[name]._replace(state=State.RUNNING)
        choices.pop(name, None)
    return replace(run, instances=instances, choices=choices)


def complete(run: Run, name: str) -> Run:
    """A running task's try ends: its state, what it skips, the events of its outlets."""
    task, instance = run.dag.task(name), run.instances[name]
    tries = instance.tries + 1
    outcome = task.outcome(tries)
    state = _after_try(outcome, tries, instance.limit)
    instances = {**run.instances, name: instance._replace(state=state, tries=tries)}
    if state is not State.SUCCESS:
        return replace(run, instances=instances)
    events = tuple(AssetEvent(asset, name, tries) for asset in task.outlets)
    skipped = skips(run.dag, task, outcome)
    choice = Decision(Ground.CHOICE, State.SKIPPED, ((name, State.SUCCESS),))
    for target in skipped & instances.keys():
        if instances[target].state not in (*UNTOUCHABLE, State.SKIPPED):
            instances[target] = instances[target]._replace(state=State.SKIPPED, decision=choice)
    choices = {**run.choices, name: skipped} if skipped else run.choices
    return replace(run, instances=instances, choices=choices, events=run.events + events)


def skips(dag: Dag, task: Task, outcome: Outcome) -> frozenset[str]:
    """What a task skips when it succeeds so.

    A branch: its children, but for those it follows and what lies below these. A short
    circuit: everything below it whatever the trigger rules, or only its children; no teardown.
    """
    if task.kind is Kind.BRANCH:
        followed = set(task.follow).union(*(dag.descendants[name] for name in task.follow))
        return frozenset(dag.children[task.name]) - followed
    if outcome is Outcome.FALSE:
        below = dag.children[task.name] if task.only_direct else dag.descendants[task.name]
        return frozenset(name for name in below if not dag.task(name).teardown)
    return frozenset()


def _after_try(outcome: Outcome, tries: int, limit: int) -> State:
    if outcome is Outcome.SKIP:
        return State.SKIPPED
    if outcome is Outcome.FAIL:
        return State.UP_FOR_RETRY if tries < limit else State.FAILED
    return State.SUCCESS


def _by_choice(run: Run, task: Task) -> Decision | None:
    """A direct parent that is done once chose to skip this task (NotPreviouslySkippedDep)."""
    for dep in task.deps:
        state = run.instances[dep].state
        if task.name in run.choices.get(dep, ()) and state in FINISHED:
            return Decision(Ground.CHOICE, State.SKIPPED, ((dep, state),))
    return None


def _by_rule(run: Run, task: Task) -> Decision | None:
    """What setups further up and the trigger rule say; None while there is nothing to say."""
    if not task.deps or task.trigger_rule == "always":
        return AT_ONCE
    setups = run.dag.indirect_setups[task.name]
    of_setups = _of_setups(run, setups) if setups else RUN
    if of_setups is FAIL_FOR_FAILURE or of_setups is SKIP_FOR_SKIPPED:
        return _decision(run, Ground.SETUP, of_setups, setups)
    verdict = _by_parents(run, task)
    if verdict is WAIT:
        return None
    if verdict.state is State.SCHEDULED and (of_setups is WAIT or not _scope_is_done(run, task)):
        return None
    return _decision(run, Ground.RULE, verdict, task.deps)


def _by_parents(run: Run, task: Task) -> Verdict:
    instances = run.instances
    states = tuple([instances[dep].state for dep in task.deps])
    if states.count(State.NONE) == len(states):
        return WAIT  # as every rule would say
    parents = Parents.of(states, tuple([instances[dep].state for dep in run.dag.setups[task.name]]))
    return RULES[task.trigger_rule].decide(parents)


def _of_setups(run: Run, setups: tuple[str, ...]) -> Verdict:
    """Every setup that the task works within must succeed; the first that does not settles it."""
    states = [run.instances[name].state for name in setups]
    if any(state in FAILURES for state in states):
        return FAIL_FOR_FAILURE
    if State.SKIPPED in states:
        return SKIP_FOR_SKIPPED
    return RUN if all(state is State.SUCCESS for state in states) else WAIT


def _scope_is_done(run: Run, task: Task) -> bool:
    """A teardown waits for everything between its setups and itself."""
    return all(run.instances[name].state in FINISHED for name in run.dag.scopes[task.name])


def _decision(run: Run, ground: Ground, verdict: Verdict, asked: tuple[str, ...]) -> Decision:
    states = ((name, run.instances[name].state) for name in asked)
    due_to = tuple((name, state) for name, state in states if state in verdict.because)
    return Decision(ground, verdict.state, due_to)
