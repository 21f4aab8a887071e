"""Whether timing can change how a run ends; if so, it has no one right answer to ask for.

All rules but all_success answer the same in whatever order the same parents end: once they
say something, another parent that ends later does not change it. So only few tasks can be
raced for. For each of these every order is tried in which workers can take up and end what
lies above it, with any number of scheduler passes in between.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace

from quizzes.orchestrators.dags import Dag, Kind, Outcome, Task
from quizzes.orchestrators.task_runs import Run, begin, complete, finish, scheduler_pass, skips
from quizzes.orchestrators.trigger_rules import FAILURES, State

MOST_RUNS = 20_000  # seconds of work; what takes more to prove is not asked


def race_free(run: Run) -> bool:
    """Whether every task of the run ends the same however fast workers and scheduler are.

    False also where Airflow itself gives two answers at once (`disputed`), and where it
    takes too many steps to find out.
    """
    ended, skippable = finish(run), _skippable(run.dag)
    return all(
        _has_one_end(_and_above(run, name), skippable)
        for name in run.dag.order
        if _can_be_raced_for(ended, run.dag.task(name), skippable)
    )


def _can_be_raced_for(ended: Run, task: Task, skippable: frozenset[str]) -> bool:
    """May be skipped from outside its rule, or sees what may be, or sees failed and skipped."""
    if not skippable.isdisjoint((task.name, *task.deps)) or ended.dag.indirect_setups[task.name]:
        return True
    states = {ended.instances[dep].state for dep in task.deps}
    mixed = State.SKIPPED in states and not states.isdisjoint(FAILURES)
    return mixed and task.trigger_rule == "all_success"


def _skippable(dag: Dag) -> frozenset[str]:
    """What a branch or a short circuit may skip while it waits for a worker, or has failed."""
    choosers = [task for task in dag.tasks if task.kind is Kind.BRANCH or _can_be_false(task)]
    return frozenset().union(*(skips(dag, chooser, Outcome.FALSE) for chooser in choosers))


def _can_be_false(task: Task) -> bool:
    return Outcome.FALSE in task.attempts


def _and_above(run: Run, name: str) -> Run:
    """The part of the run that its state depends on: nothing comes back up from below."""
    part = run.dag.ancestors[name] | {name}
    return replace(run, instances={k: one for k, one in run.instances.items() if k in part})


def _has_one_end(run: Run, skippable: frozenset[str]) -> bool:
    seen, ahead = {_position(run)}, [run]
    ends: set[tuple[State, ...]] = set()
    while ahead and len(seen) <= MOST_RUNS and len(ends) < 2:
        here = ahead.pop()
        if here.disputed:
            return False
        following = list(_following(here, skippable))
        if not following:
            ends.add(tuple(one.state for one in here.instances.values()))
        for following_run in following:
            if (position := _position(following_run)) not in seen:
                seen.add(position)
                ahead.append(following_run)
    return not ahead and len(ends) == 1


def _following(run: Run, skippable: frozenset[str]) -> Iterator[Run]:
    """Every step that can come next: a scheduler pass, a task taken up, a try that ends.

    A task that nobody can skip may as well be taken up at once.
    """
    decided = scheduler_pass(run)
    if decided.instances != run.instances:
        scheduled = decided.those((State.SCHEDULED,))
        yield begin(decided, [name for name in scheduled if name not in skippable])
    for name in run.those((State.SCHEDULED,)):
        yield begin(run, [name])
    for name in run.those((State.RUNNING,)):
        yield complete(run, name)


def _position(run: Run) -> Hashable:
    instances = tuple((one.state, one.tries) for one in run.instances.values())
    return instances, frozenset(run.choices.items()), run.disputed
