"""Whether a run is green, and the leaf tasks that decide it (airflow/models/dagrun.py)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from quizzes.orchestrators.trigger_rules import FAILURES

if TYPE_CHECKING:
    from quizzes.orchestrators.task_runs import Run


class RunState(Enum):
    """How a run ends."""

    SUCCESS = "success"
    FAILED = "failed"


@dataclass(frozen=True)
class RunResult:
    """A run's state, the leaves it looks at, and those that decided: the failed, else all."""

    state: RunState
    leaves: tuple[str, ...]
    deciding: tuple[str, ...]


def result(run: Run) -> RunResult:
    """How a run ended of which every task is done; it looks at leaves and at nothing else."""
    leaves = run.dag.leaves
    failed = tuple(name for name in leaves if run.instances[name].state in FAILURES)
    if failed:
        return RunResult(RunState.FAILED, leaves, failed)
    return RunResult(RunState.SUCCESS, leaves, leaves)
