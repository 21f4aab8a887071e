"""How hard the scenarios of one builder are: declared, so that every learner's is as hard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from quizzes.drawing import Shape, columns_of, nameless, needs_no_crossing, shape_of

if TYPE_CHECKING:
    from quizzes.orchestrators.pipeline import Pipeline
    from quizzes.scenarios.scenario import Scenario

Range = tuple[int, int]  # the least and the most, both included


@dataclass(frozen=True)
class Difficulty:
    """How many nodes a graph has, in how many columns, and at how many places something is right.

    `guessing` bounds how far the scores that a random clicker can expect may lie apart from one
    scenario to another, as a share of the points.
    """

    nodes: Range
    depth: Range
    right: Range
    guessing: float

    def fits(self, scenario: Scenario) -> bool:
        """Whether a scenario is as hard as declared."""
        right = sum(bool(place.right) for place in scenario.places)
        return (
            _within(self.right, right)
            and _within(self.nodes, len(scenario.pipeline.names))
            and is_easy_to_read(scenario.pipeline, self.depth)
        )


def is_easy_to_read(pipeline: Pipeline, depth: Range) -> bool:
    """Whether a graph has so many columns, and no edge of it need cross another."""
    columns, is_tidy = _reads(shape_of(pipeline))
    return _within(depth, columns) and is_tidy


@lru_cache(maxsize=4096)
def _reads(shape: Shape) -> tuple[int, bool]:
    """How many columns, and whether no edge need cross; the same graph is drawn for many."""
    pipeline = nameless(shape)
    return 1 + max(columns_of(pipeline).values(), default=-1), needs_no_crossing(pipeline)


def _within(bounds: Range, number: int) -> bool:
    return bounds[0] <= number <= bounds[1]
