"""How hard the scenarios of one builder are: declared, so that every learner's is as hard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from quizzes.drawing import columns_of, needs_no_crossing
from quizzes.orchestrators.pipeline import Asset, Pipeline

if TYPE_CHECKING:
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
    numbers = {asset.name: str(number) for number, asset in enumerate(pipeline.assets)}
    shape = tuple(tuple(numbers[dep] for dep in asset.deps) for asset in pipeline.assets)
    return _within(depth, 1 + max(columns_of(pipeline).values(), default=-1)) and _is_tidy(shape)


@lru_cache(maxsize=4096)
def _is_tidy(shape: tuple[tuple[str, ...], ...]) -> bool:
    """Whatever the nodes are called; the same graph is drawn for many."""
    return needs_no_crossing(Pipeline(tuple(Asset(str(n), deps) for n, deps in enumerate(shape))))


def _within(bounds: Range, number: int) -> bool:
    return bounds[0] <= number <= bounds[1]
