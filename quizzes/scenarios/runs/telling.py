"""A run in words: what each task's work did, and a note on each task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from quizzes.orchestrators.dags import Kind
from quizzes.orchestrators.trigger_rules import State
from quizzes.scenarios.assets.reasons import listed
from quizzes.scenarios.scenario import LogLine

if TYPE_CHECKING:
    from quizzes.orchestrators.dags import Dag
    from quizzes.orchestrators.task_runs import Run
    from quizzes.scenarios.runs.nights import Night

TRIES = "Every task has one retry: it is tried twice before it fails."


def log(night: Night) -> tuple[LogLine, ...]:
    """What became of the tasks that ran, parents first, then which never ran."""
    ran = [
        " ".join(what_it_did(night.run, name) for name in wave if night.run.calls[name])
        for wave in _waves(night.dag)
    ]
    never = [name for name in night.dag.order if not night.run.calls[name]]
    over = f"The run was over; {listed(never)} never ran." if never else "The run was over."
    return dated(night, [*filter(None, ran), over])


def dated(night: Night, texts: Iterable[str]) -> tuple[LogLine, ...]:
    """A line for each, at the times of the night."""
    return tuple(map(LogLine, night.times, texts))


def what_it_did(run: Run, name: str) -> str:
    """What became of a task that ran: "load_orders failed on both tries."."""
    task, instance = run.dag.task(name), run.instances[name]
    if instance.state is State.FAILED:
        return f"{name} failed on both tries."
    if instance.state is State.SKIPPED:
        return f"{name} found nothing to do and skipped itself."
    again = " on its second try" if instance.tries > 1 else ""
    chose = f" and chose {listed(task.follow)}" if task.kind is Kind.BRANCH else ""
    return f"{name} succeeded{again}{chose}."


def notes(dag: Dag, states: Mapping[str, State]) -> dict[str, str]:
    """For each task what it waits for and by which rule, what waits for it, its state if known."""
    return {task.name: "; ".join(_note(dag, task.name, states)) for task in dag.tasks}


def badges(states: Mapping[str, State]) -> dict[str, str]:
    """The states of these tasks, in Airflow's words."""
    return {name: state.value for name, state in states.items()}


def path_to(run: Run, name: str) -> tuple[str, ...]:
    """From the task that began it down to one that could not run for it; else nothing."""
    decision = run.instances[name].decision
    if decision is None or decision.led_to is State.SCHEDULED:
        return ()
    above = decision.due_to[0][0]
    return (*(path_to(run, above) or (above,)), name)


def _note(dag: Dag, name: str, states: Mapping[str, State]) -> Iterable[str]:
    task, children = dag.task(name), dag.children[name]
    yield f"waits for {listed(task.deps)}" if task.deps else "waits for nothing"
    if task.deps:
        yield f"trigger rule {task.trigger_rule}"
    if task.kind is Kind.BRANCH:
        yield "a branch"
    yield (
        f"{listed(children)} wait{'s' * (len(children) == 1)} for it"
        if children
        else ("nothing waits for it")
    )
    if name in states:
        yield f"state {states[name].value}"


def _waves(dag: Dag) -> list[list[str]]:
    """The tasks by how many come one after the other before them."""
    depth: dict[str, int] = {}
    for name in dag.order:
        depth[name] = 1 + max((depth[dep] for dep in dag.task(name).deps), default=-1)
    declared = [task.name for task in dag.tasks]
    return [
        [name for name in declared if depth[name] == wave]
        for wave in range(1 + max(depth.values()))
    ]
