"""Where exactly each node stands in its column: whole rows for boxes, bends between them."""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizzes.drawing.layers import Layered

SWEEPS = 8  # to and fro over the columns
BESIDE_BOX, BESIDE_BEND = 0.45, 0.1  # rows that a bend keeps from its neighbours
HELD = 10**9  # the weight of what shall not move


def rows_of(graph: Layered, columns: list[list[int]]) -> list[float]:
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
    _settle(graph, columns, rows, box_weight=HELD)  # so that only bends move
    down = math.ceil(0.5 - min(rows, default=0))
    return [row + down for row in rows]


def _settle(graph: Layered, columns: list[list[int]], rows: list[float], box_weight: float) -> None:
    """Move each node towards the middle of its neighbours, again and again."""
    gaps = [[_gap(graph, a, b) for a, b in pairwise(column)] for column in columns]
    there = list(zip(columns, gaps, strict=True))
    for _ in range(SWEEPS):
        for column, gap in (*there, *reversed(there)):
            wanted = [_pull(graph, node, rows, box_weight) for node in column]
            for node, row in zip(column, _spread(wanted, gap), strict=True):
                rows[node] = row


def _gap(graph: Layered, a: int, b: int) -> float:
    boxes = graph.is_box(a) + graph.is_box(b)
    return (BESIDE_BEND, BESIDE_BOX, 1)[boxes]


def _pull(graph: Layered, node: int, rows: list[float], box_weight: float) -> tuple[float, float]:
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
