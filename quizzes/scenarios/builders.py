"""Every kind of question: from its name, a label and a seed to the frozen scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from quizzes.scenarios.assets import (
    observations,
    paint_after_failure,
    paint_after_new_code,
    rebuild_all,
    rebuild_in_order,
    rerun_upstream,
    stale_causes,
    stale_now,
)
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.runs import clear, run_state, task_states
from quizzes.scenarios.scenario import Scenario
from quizzes.scenarios.tools import smallest_rerun, who_knows


@dataclass(frozen=True)
class Builder:
    """Makes a scenario of a label and a seed: the same one on every machine, and as hard."""

    build: Callable[[str, int], Scenario]
    difficulty: Difficulty


BUILDERS: Mapping[str, Builder] = {
    "stale_now": Builder(stale_now.build, stale_now.DIFFICULTY),
    "rebuild_all": Builder(rebuild_all.build, rebuild_all.DIFFICULTY),
    "rerun_upstream": Builder(rerun_upstream.build, rerun_upstream.DIFFICULTY),
    "observations": Builder(observations.build, observations.DIFFICULTY),
    "stale_causes": Builder(stale_causes.build, stale_causes.DIFFICULTY),
    "paint_after_new_code": Builder(paint_after_new_code.build, paint_after_new_code.DIFFICULTY),
    "paint_after_failure": Builder(paint_after_failure.build, paint_after_failure.DIFFICULTY),
    "rebuild_in_order": Builder(rebuild_in_order.build, rebuild_in_order.DIFFICULTY),
    "smallest_rerun": Builder(smallest_rerun.build, smallest_rerun.DIFFICULTY),
    "who_knows": Builder(who_knows.build, who_knows.DIFFICULTY),
    "task_states": Builder(task_states.build, task_states.DIFFICULTY),
    "run_state": Builder(run_state.build, run_state.DIFFICULTY),
    "clear": Builder(clear.build, clear.DIFFICULTY),
}


@lru_cache(maxsize=32)  # as many as two or three attempts ask; each is large
def build(builder: str, about: str, seed: int) -> Scenario:
    """The scenario of these; builders that ask about the same thing share it by label and seed."""
    return BUILDERS[builder].build(about, seed)
