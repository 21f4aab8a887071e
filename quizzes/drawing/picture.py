"""What a drawing is: boxes on a grid, and edges as SVG paths."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from quizzes.drawing.layers import Layered, columns_of
from quizzes.drawing.ordering import can_be_untangled, ordered
from quizzes.drawing.rows import rows_of
from quizzes.drawing.shapes import Shape, nameless, shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizzes.orchestrators.pipeline import Pipeline

CELL_WIDTH, CELL_HEIGHT = 184, 76  # px where 16 are a rem, as in the style sheet
BOX_WIDTH, BOX_HEIGHT = 152, 52  # px, centred in its cell
ROOMY_CELL_HEIGHT, ROOMY_BOX_HEIGHT = 122, 94  # px, for boxes with a list to choose from
MOST_CELLS = 12  # in a row or a column; the style sheet has a class for each
TREMBLE = 3  # px that a long edge may be off to stay straight


@dataclass(frozen=True)
class Box:
    """An asset's cell of the grid, counted from 1."""

    name: str
    column: int
    row: int


@dataclass(frozen=True)
class Edge:
    """From the right side of one box to the left side of another: SVG path data in px."""

    source: str
    target: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Boxes in topological order and edges, on a grid of columns and rows, `roomy` or not."""

    columns: int
    rows: int
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    roomy: bool = False

    @property
    def width(self) -> int:
        """In px."""
        return self.columns * CELL_WIDTH

    @property
    def height(self) -> int:
        """In px."""
        return self.rows * cell_height(roomy=self.roomy)


def cell_height(*, roomy: bool) -> int:
    """In px."""
    return ROOMY_CELL_HEIGHT if roomy else CELL_HEIGHT


def draw(pipeline: Pipeline, *, roomy: bool = False) -> Drawing:
    """Lay the pipeline out; one of the same shape lies the same."""
    names, laid = pipeline.names, _laid_out(shape_of(pipeline), roomy=roomy)
    return replace(
        laid,
        boxes=tuple(Box(names[int(box.name)], box.column, box.row) for box in laid.boxes),
        edges=tuple(
            Edge(names[int(edge.source)], names[int(edge.target)], edge.path) for edge in laid.edges
        ),
    )


@lru_cache(maxsize=1024)
def _laid_out(shape: Shape, *, roomy: bool) -> Drawing:
    """Lay out what has no names: questions differ in these far more than in their shapes."""
    pipeline = nameless(shape)
    ranks = columns_of(pipeline)
    graph = _layered(pipeline, ranks)
    rows = rows_of(graph, ordered(graph))
    boxes = tuple(Box(name, ranks[name] + 1, round(rows[i])) for i, name in enumerate(ranks))
    edges = tuple(
        Edge(
            graph.names[chain[0]],
            graph.names[chain[-1]],
            _path(graph, chain, [(row - 0.5) * cell_height(roomy=roomy) for row in rows]),
        )
        for chain in graph.chains
    )
    height = max((math.ceil(row - 0.5) for row in rows), default=0)
    return Drawing(max(graph.column, default=-1) + 1, height, boxes, edges, roomy)


def needs_no_crossing(pipeline: Pipeline) -> bool:
    """Whether its picture has none; False also where that is hard to find out."""
    return can_be_untangled(_layered(pipeline, columns_of(pipeline)))


def _layered(pipeline: Pipeline, ranks: dict[str, int]) -> Layered:
    return Layered(ranks, [(dep, name) for name in ranks for dep in pipeline.parents(name)])


def _path(graph: Layered, chain: Sequence[int], middles: Sequence[float]) -> str:
    """Straight across each column, a curve in the space between two; px down to each node."""
    side = (CELL_WIDTH - BOX_WIDTH) // 2
    ys = [round(middles[node], 1) for node in chain]
    for bend in range(2, len(ys) - 1):
        if abs(ys[bend] - ys[bend - 1]) < TREMBLE:
            ys[bend] = ys[bend - 1]
    first = (graph.column[chain[0]] + 1) * CELL_WIDTH
    parts = [f"M{first - side} {ys[0]:g}"]
    for step, (here, there) in enumerate(pairwise(ys)):
        x = first + step * CELL_WIDTH
        parts.append(f"C{x} {here:g} {x} {there:g} {x + side} {there:g}")
        if step < len(ys) - 2:
            parts.append(f"H{x + side + BOX_WIDTH}")
    return " ".join(parts)
