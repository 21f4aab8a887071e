"""A scenario: a story, a graph, what happened to it, one question about it, and its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizzes.errors import MalformedQuiz

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizzes.orchestrators.pipeline import Pipeline


@dataclass(frozen=True)
class LogLine:
    """What happened at a time of the day, "09:10"."""

    at: str
    text: str


@dataclass(frozen=True)
class Scenario:
    """All that a question shows, asks, accepts and explains; nothing else is looked up later.

    The pipeline is as declared when the question is asked. `key` holds the assets to pick,
    `why` a reason for every asset that can be picked, `notes` a line for every asset.
    """

    story: str
    pipeline: Pipeline
    log: tuple[LogLine, ...]
    prompt: str
    rule: str
    key: frozenset[str]
    why: Mapping[str, str]
    notes: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.key or not self.key <= set(self.selectable):
            raise MalformedQuiz("The key of a scenario must name assets that can be picked.")
        if set(self.why) != set(self.selectable):
            raise MalformedQuiz("A scenario must say why for every asset that can be picked.")
        if set(self.notes) != set(self.pipeline.names):
            raise MalformedQuiz("A scenario must have a note for every asset.")

    @property
    def selectable(self) -> tuple[str, ...]:
        """The assets that can be picked, parents first; a source is never stale, so never one."""
        pipeline = self.pipeline
        return tuple(name for name in pipeline.in_order() if not pipeline.asset(name).external)
