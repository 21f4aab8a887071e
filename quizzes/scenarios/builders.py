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
    statuses,
)
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.runs import clear, run_state, task_states
from quizzes.scenarios.scenario import Scenario
from quizzes.scenarios.tools import smallest_rerun, who_knows


@dataclass(frozen=True)
class Builder:
    """Makes a scenario of a label and a seed: the same one on every machine, and as hard.

    `prompt` is what all of them ask, without a name of any one.
    """

    build: Callable[[str, int], Scenario]
    difficulty: Difficulty
    prompt: str


BUILDERS: Mapping[str, Builder] = {
    "stale_now": Builder(stale_now.build, stale_now.DIFFICULTY, stale_now.PROMPT),
    "rebuild_all": Builder(rebuild_all.build, rebuild_all.DIFFICULTY, rebuild_all.PROMPT),
    "rerun_upstream": Builder(
        rerun_upstream.build, rerun_upstream.DIFFICULTY, rerun_upstream.PROMPT
    ),
    "observations": Builder(observations.build, observations.DIFFICULTY, observations.PROMPT),
    "stale_causes": Builder(stale_causes.build, stale_causes.DIFFICULTY, stale_causes.PROMPT),
    "paint_after_new_code": Builder(
        paint_after_new_code.build, paint_after_new_code.DIFFICULTY, statuses.PROMPT
    ),
    "paint_after_failure": Builder(
        paint_after_failure.build, paint_after_failure.DIFFICULTY, statuses.PROMPT
    ),
    "rebuild_in_order": Builder(
        rebuild_in_order.build, rebuild_in_order.DIFFICULTY, rebuild_in_order.PROMPT
    ),
    "smallest_rerun": Builder(
        smallest_rerun.build, smallest_rerun.DIFFICULTY, smallest_rerun.PROMPT
    ),
    "who_knows": Builder(who_knows.build, who_knows.DIFFICULTY, who_knows.PROMPT),
    "task_states": Builder(task_states.build, task_states.DIFFICULTY, task_states.PROMPT),
    "run_state": Builder(run_state.build, run_state.DIFFICULTY, run_state.PROMPT),
    "clear": Builder(clear.build, clear.DIFFICULTY, clear.PROMPT),
}


@lru_cache(maxsize=32)  # as many as two or three attempts ask; each is large
def build(builder: str, about: str, seed: int) -> Scenario:
    """The scenario of these; builders that ask about the same thing share it by label and seed."""
    return BUILDERS[builder].build(about, seed)
