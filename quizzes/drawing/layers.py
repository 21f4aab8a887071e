"""In which column each asset stands, and what runs between the columns."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizzes.orchestrators.pipeline import Pipeline


def columns_of(pipeline: Pipeline) -> dict[str, int]:
    """The column of each asset, from 0: longest path, then moved right where edges get shorter."""
    ranks: dict[str, int] = {}
    for name in pipeline.in_order():
        ranks[name] = max((ranks[dep] + 1 for dep in pipeline.parents(name)), default=0)
    for name in reversed(pipeline.in_order()):
        children = pipeline.children(name)
        if len(children) > len(pipeline.parents(name)):
            ranks[name] = min(ranks[child] for child in children) - 1
    return ranks


class Layered:
    """Nodes as numbers (first the boxes, then the bends) and links between adjacent columns."""

    def __init__(self, ranks: dict[str, int], edges: Iterable[tuple[str, str]]) -> None:
        self.names = list(ranks)
        self.column = list(ranks.values())
        numbers = {name: number for number, name in enumerate(ranks)}
        self.chains = [self._chain(numbers[a], numbers[b]) for a, b in edges]
        self.before: list[list[int]] = [[] for _ in self.column]
        self.after: list[list[int]] = [[] for _ in self.column]
        for chain in self.chains:
            for a, b in pairwise(chain):
                self.after[a].append(b)
                self.before[b].append(a)

    def _chain(self, source: int, target: int) -> list[int]:
        first = len(self.column)
        self.column.extend(range(self.column[source] + 1, self.column[target]))
        return [source, *range(first, len(self.column)), target]

    def is_box(self, node: int) -> bool:
        """Whether it is an asset, and not a bend of an edge."""
        return node < len(self.names)

    def columns(self) -> list[list[int]]:
        """The nodes of each column, in no order yet."""
        columns: list[list[int]] = [[] for _ in range(max(self.column, default=-1) + 1)]
        for node, column in enumerate(self.column):
            columns[column].append(node)
        return columns
