"""A pipeline's picture: a cell of a grid for each box, a routed path for each edge.

A layered layout, left to right, the same on every run. An asset's column is its longest
path from a source, tightened. An edge over several columns gets a bend in each column that
it passes. The order within columns comes from barycentres and transpositions, begun from
several seeded orders, the best kept. An edge curves only between columns and runs straight
across each column, clear of the boxes above and below: so none passes through a box.
"""

from __future__ import annotations

import math
from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quizzes.orchestrators.pipeline import Pipeline

CELL_WIDTH, CELL_HEIGHT = 184, 76  # px, as in the style sheet
BOX_WIDTH, BOX_HEIGHT = 152, 52  # px, centred in its cell
STARTS, MOST_STARTS = 6, 90  # orders to begin from; the most while edges cross
SWEEPS = 8  # to and fro over the columns, from each of them
BESIDE_BOX, BESIDE_BEND = 0.45, 0.1  # rows that a bend keeps from its neighbours
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
    """Boxes in topological order and edges, on a grid of columns and rows."""

    columns: int
    rows: int
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]

    @property
    def width(self) -> int:
        """In px."""
        return self.columns * CELL_WIDTH

    @property
    def height(self) -> int:
        """In px."""
        return self.rows * CELL_HEIGHT


@lru_cache(maxsize=512)
def draw(pipeline: Pipeline) -> Drawing:
    """Lay the pipeline out; a picture of the same pipeline is kept."""
    ranks = columns_of(pipeline)
    graph = _Layered(ranks, [(dep, name) for name in ranks for dep in pipeline.parents(name)])
    rows = _rows(graph, _ordered(graph))
    boxes = tuple(Box(name, ranks[name] + 1, round(rows[i])) for i, name in enumerate(ranks))
    edges = tuple(
        Edge(graph.names[chain[0]], graph.names[chain[-1]], _path(graph, chain, rows))
        for chain in graph.chains
    )
    height = max((math.ceil(row - 0.5) for row in rows), default=0)
    return Drawing(max(graph.column, default=-1) + 1, height, boxes, edges)


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


class _Layered:
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
        return node < len(self.names)

    def columns(self) -> list[list[int]]:
        columns: list[list[int]] = [[] for _ in range(max(self.column, default=-1) + 1)]
        for node, column in enumerate(self.column):
            columns[column].append(node)
        return columns


# The order within columns


def _ordered(graph: _Layered) -> list[list[int]]:
    """The best order found; of those with equally few crossings the one with shorter edges."""
    best = _untangled(graph, 0)
    for seed in range(1, MOST_STARTS):
        if seed >= STARTS and best[0][0] == 0:
            break
        best = min(best, _untangled(graph, seed), key=lambda found: found[0])
    return best[1]


def _untangled(graph: _Layered, seed: int) -> tuple[tuple[int, int], list[list[int]]]:
    """The (crossings, length) and the columns that the sweeps come to from one seeded order."""
    columns, rng = graph.columns(), Random(seed)  # noqa: S311  # no secret is drawn
    places = [0] * len(graph.column)
    for column in columns:
        if seed:
            rng.shuffle(column)
        _number(column, places)
    best = _faults(graph, columns, places), [list(column) for column in columns]
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            if sweep > 1 or not seed:  # some orders are found only before barycentres pull
                _by_barycentre(column, graph.before if forward else graph.after, places)
        for ties in (True, False) if sweep % 4 < 2 else (False,):
            for column in columns:
                _transpose(graph, column, places, ties=ties)
        if (faults := _faults(graph, columns, places)) < best[0]:
            best = faults, [list(column) for column in columns]
    return best


def _number(column: list[int], places: list[int]) -> None:
    for place, node in enumerate(column):
        places[node] = place


def _faults(graph: _Layered, columns: list[list[int]], places: list[int]) -> tuple[int, int]:
    crossings = length = 0
    for column in columns:
        ends: list[int] = []
        for node in column:
            reached = [places[other] for other in graph.after[node]]
            crossings += sum(len(ends) - bisect(ends, end) for end in reached)
            length += sum(abs(places[node] - end) for end in reached)
            ends = sorted(ends + reached)
    return crossings, length


def _by_barycentre(column: list[int], near: list[list[int]], places: list[int]) -> None:
    def centre(node: int) -> float:
        if not near[node]:
            return places[node]
        return sum(places[other] for other in near[node]) / len(near[node])

    column.sort(key=centre)
    _number(column, places)


def _transpose(graph: _Layered, column: list[int], places: list[int], *, ties: bool) -> None:
    """Swap neighbours wherever that removes a crossing, or with `ties` at least adds none."""
    for above in range(len(column) - 1):
        a, b = column[above], column[above + 1]
        now = _crossings(graph, a, b, places)
        if (now or ties) and _crossings(graph, b, a, places) < now + ties:
            column[above], column[above + 1] = b, a
            places[a], places[b] = above + 1, above


def _crossings(graph: _Layered, upper: int, lower: int, places: list[int]) -> int:
    """Between the edges of two nodes of a column, if one is above the other."""
    return sum(
        places[a] > places[b]
        for near in (graph.before, graph.after)
        for a in near[upper]
        for b in near[lower]
    )


# Rows: whole ones for boxes, the space between for bends


def _rows(graph: _Layered, columns: list[list[int]]) -> list[float]:
    """Each node near its neighbours, in order; boxes on whole rows, counted from 1."""
    rows = [0.0] * len(graph.column)
    for column in columns:
        for place, node in enumerate(column):
            rows[node] = place - (len(column) - 1) / 2
    _settle(graph, columns, rows, box_weight=1)
    for column in columns:
        boxes = [i for i, node in enumerate(column) if graph.is_box(node)]
        gaps = [1 if b - a <= 3 else 2 for a, b in pairwise(boxes)]  # two bends fit into one
        wanted = [(rows[column[i]], 1.0) for i in boxes]
        for i, row in zip(boxes, _spread(wanted, gaps, whole=True), strict=True):
            rows[column[i]] = row
    _settle(graph, columns, rows, box_weight=10**9)  # so that only bends move
    down = math.ceil(0.5 - min(rows, default=0))
    return [row + down for row in rows]


def _settle(
    graph: _Layered, columns: list[list[int]], rows: list[float], box_weight: float
) -> None:
    """Move each node towards the middle of its neighbours, again and again."""
    gaps = [[_gap(graph, a, b) for a, b in pairwise(column)] for column in columns]
    there = list(zip(columns, gaps, strict=True))
    for _ in range(SWEEPS):
        for column, gap in (*there, *reversed(there)):
            wanted = [_pull(graph, node, rows, box_weight) for node in column]
            for node, row in zip(column, _spread(wanted, gap), strict=True):
                rows[node] = row


def _gap(graph: _Layered, a: int, b: int) -> float:
    boxes = graph.is_box(a) + graph.is_box(b)
    return (BESIDE_BEND, BESIDE_BOX, 1)[boxes]


def _pull(graph: _Layered, node: int, rows: list[float], box_weight: float) -> tuple[float, float]:
    """Where a node wants to be and how much; bends pull each other, to be in line."""
    near = [*graph.before[node], *graph.after[node]]
    if graph.is_box(node) and (box_weight > 1 or not near):
        return rows[node], box_weight
    weights = [(1, 2, 50)[2 - graph.is_box(node) - graph.is_box(other)] for other in near]
    heavy = sum(weights)
    return sum(w * rows[other] for w, other in zip(weights, near, strict=True)) / heavy, heavy


def _spread(
    wanted: Sequence[tuple[float, float]], gaps: Sequence[float], *, whole: bool = False
) -> list[float]:
    """The rows nearest to (wanted, weight) that keep these gaps: isotonic regression."""
    offsets = list(accumulate(gaps, initial=0.0))
    blocks: list[tuple[float, float, int]] = []  # row, weight, how many nodes
    for (row, weight), offset in zip(wanted, offsets, strict=False):
        block = (row - offset, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            block = _merged(blocks.pop(), block)
        blocks.append(block)
    level = [row for row, _, count in blocks for _ in range(count)]
    if whole:
        level = [math.floor(row + 0.5 + 1e-6) for row in level]
    return [row + offset for row, offset in zip(level, offsets, strict=False)]


def _merged(
    above: tuple[float, float, int], below: tuple[float, float, int]
) -> tuple[float, float, int]:
    weight = above[1] + below[1]
    row = (above[0] * above[1] + below[0] * below[1]) / weight
    return row, weight, above[2] + below[2]


# Routes


def _path(graph: _Layered, chain: Sequence[int], rows: Sequence[float]) -> str:
    """Straight across each column, a curve in the space between two."""
    side = (CELL_WIDTH - BOX_WIDTH) // 2
    ys = [round((rows[node] - 0.5) * CELL_HEIGHT, 1) for node in chain]
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
