"""The task view's graph: tasks of one Airflow DAG, and how each of their tries will end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.trigger_rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping


MOST_RETRIES = 1_000
"""Each is played; Airflow would take more."""


class Kind(Enum):
    """What a task can do besides its work: choose among its children, or skip what follows."""

    TASK = "task"
    BRANCH = "branch"
    SHORT_CIRCUIT = "short_circuit"


class Outcome(Enum):
    """How one try ends; FALSE is a short circuit's success with a condition that is false."""

    SUCCESS = "success"
    FAIL = "fail"
    SKIP = "skip"
    FALSE = "false"


@dataclass(frozen=True)
class Task:
    """A task; `attempts` tells how each try of its whole life ends, the last one repeats.

    A branch goes on with the tasks in `follow`. A short circuit that is `only_direct` leaves
    what lies below its children to the trigger rules (ignore_downstream_trigger_rules=False).
    `on_failure_fail_dagrun` is for teardowns: without it the run's state ignores them.
    """

    name: str
    deps: tuple[str, ...] = ()
    trigger_rule: str = "all_success"
    retries: int = 0
    kind: Kind = Kind.TASK
    attempts: tuple[Outcome, ...] = (Outcome.SUCCESS,)
    follow: tuple[str, ...] = ()
    only_direct: bool = False
    setup: bool = False
    teardown: bool = False
    on_failure_fail_dagrun: bool = False
    outlets: tuple[str, ...] = ()

    def outcome(self, number: int) -> Outcome:
        """How its try of that number ends; the first is 1."""
        return self.attempts[min(number, len(self.attempts)) - 1]


@dataclass(frozen=True)
class Dag:
    """Tasks in the order they were declared; never a DAG that Airflow would refuse to load."""

    tasks: tuple[Task, ...]

    def __post_init__(self) -> None:
        for name, times in Counter(task.name for task in self.tasks).items():
            if times > 1:
                raise MalformedPipeline(f"Two tasks are called {name}.")
        for task in self.tasks:
            _refuse(task, self._by_name)
        _ = self.order

    def task(self, name: str) -> Task:
        """The task of that name; KeyError if there is none."""
        return self._by_name[name]

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Every name, parents before children."""
        try:
            return tuple(TopologicalSorter({t.name: t.deps for t in self.tasks}).static_order())
        except CycleError as error:
            circle = " -> ".join(error.args[1])
            raise MalformedPipeline(f"These tasks wait for each other: {circle}.") from error

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Name -> what waits for it directly."""
        return {
            name: tuple(task.name for task in self.tasks if name in task.deps)
            for name in self._by_name
        }

    @cached_property
    def ancestors(self) -> Mapping[str, frozenset[str]]:
        """Name -> everything upstream of it."""
        found: dict[str, frozenset[str]] = {}
        for name in self.order:
            deps = self.task(name).deps
            found[name] = frozenset(deps).union(*(found[dep] for dep in deps))
        return found

    @cached_property
    def descendants(self) -> Mapping[str, frozenset[str]]:
        """Name -> everything downstream of it."""
        return {
            name: frozenset(below for below in self.order if name in self.ancestors[below])
            for name in self.order
        }

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The tasks that the run's state looks at: nothing but teardowns comes after them.

        A teardown counts only with on_failure_fail_dagrun, or if there is nothing else.
        """
        counted = {task.name for task in self.tasks if _counts(task)}
        chosen = [name for name in counted if counted.isdisjoint(self.children[name])]
        chosen = chosen or [name for name in self.order if not self.children[name]]
        return tuple(task.name for task in self.tasks if task.name in chosen)

    def setups_of(self, name: str) -> frozenset[str]:
        """The setups upstream that it works within: their teardown is below it, or nowhere."""
        return frozenset(
            above
            for above in self.ancestors[name]
            if self.task(above).setup
            and (
                not (teardowns := self.teardowns_of(above))
                or not teardowns.isdisjoint(self.descendants[name])
            )
        )

    def teardowns_of(self, setup: str) -> frozenset[str]:
        """The teardowns among the children of a setup."""
        return frozenset(child for child in self.children[setup] if self.task(child).teardown)

    @cached_property
    def setups(self) -> Mapping[str, tuple[str, ...]]:
        """Name -> the setups among its parents."""
        return {t.name: tuple(dep for dep in t.deps if self.task(dep).setup) for t in self.tasks}

    @cached_property
    def indirect_setups(self) -> Mapping[str, tuple[str, ...]]:
        """Name -> the setups that must succeed besides what its trigger rule asks of parents."""
        return {
            task.name: tuple(sorted(self.setups_of(task.name).difference(task.deps)))
            if self._has_setups and not task.teardown
            else ()
            for task in self.tasks
        }

    @cached_property
    def scopes(self) -> Mapping[str, frozenset[str]]:
        """Name -> what a teardown waits for besides its parents: all between its setups and it."""
        return {
            task.name: self._scope(task) if task.teardown else frozenset() for task in self.tasks
        }

    def _scope(self, teardown: Task) -> frozenset[str]:
        above = self.ancestors[teardown.name].difference(teardown.deps)
        setups = self.setups[teardown.name]
        return frozenset(name for name in above if not self.ancestors[name].isdisjoint(setups))

    @cached_property
    def _has_setups(self) -> bool:
        return any(task.setup for task in self.tasks)

    @cached_property
    def _by_name(self) -> Mapping[str, Task]:
        return {task.name: task for task in self.tasks}


def _counts(task: Task) -> bool:
    return not task.teardown or task.on_failure_fail_dagrun


def _refuse(task: Task, known: Mapping[str, Task]) -> None:
    if unknown := [name for name in (*task.deps, *task.follow) if name not in known]:
        raise MalformedPipeline(f"{task.name} names {unknown[0]}, which is no task.")
    if len(set(task.deps)) < len(task.deps):
        raise MalformedPipeline(f"{task.name} names a dependency twice.")
    if task.trigger_rule not in RULES:
        raise MalformedPipeline(f"{task.name} has the trigger rule {task.trigger_rule}: unknown.")
    if not task.attempts or not 0 <= task.retries <= MOST_RETRIES:
        raise MalformedPipeline(f"{task.name} needs an attempt, and 0 to {MOST_RETRIES} retries.")
