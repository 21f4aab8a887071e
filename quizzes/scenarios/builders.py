"""Every kind of question: from its name, a label and a seed to the frozen scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from quizzes.scenarios.assets import rebuild_all, stale_now
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Builder:
    """Makes a scenario of a label and a seed: the same one on every machine, and as hard."""

    build: Callable[[str, int], Scenario]
    difficulty: Difficulty


BUILDERS: Mapping[str, Builder] = {
    "stale_now": Builder(stale_now.build, stale_now.DIFFICULTY),
    "rebuild_all": Builder(rebuild_all.build, rebuild_all.DIFFICULTY),
}


@lru_cache(maxsize=256)
def build(builder: str, about: str, seed: int) -> Scenario:
    """The scenario of these; builders that ask about the same thing share it by label and seed."""
    return BUILDERS[builder].build(about, seed)
