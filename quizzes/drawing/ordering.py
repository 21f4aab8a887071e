"""Who stands above whom in a column, so that as few edges cross as can be found.

Barycentres and transpositions, begun from several seeded orders, the best kept.
"""

from __future__ import annotations

from bisect import bisect
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizzes.drawing.layers import Layered

STARTS, MOST_STARTS = 6, 40  # orders to begin from; the most while edges cross
SWEEPS = 8  # to and fro over the columns, from each of them

Columns = list[list[int]]


def ordered(graph: Layered) -> Columns:
    """The best order found; of those with equally few crossings the one with shorter edges."""
    best = _untangled(graph, 0)
    for seed in range(1, MOST_STARTS):
        if seed >= STARTS and best[0][0] == 0:
            break
        best = min(best, _untangled(graph, seed), key=lambda found: found[0])
    return best[1]


def can_be_untangled(graph: Layered) -> bool:
    """Whether a few starts find an order without a crossing."""
    return any(_untangled(graph, seed)[0][0] == 0 for seed in range(STARTS))


def _untangled(graph: Layered, seed: int) -> tuple[tuple[int, int], Columns]:
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


def _faults(graph: Layered, columns: Columns, places: list[int]) -> tuple[int, int]:
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


def _transpose(graph: Layered, column: list[int], places: list[int], *, ties: bool) -> None:
    """Swap neighbours wherever that removes a crossing, or with `ties` at least adds none."""
    for above in range(len(column) - 1):
        a, b = column[above], column[above + 1]
        now = _crossings(graph, a, b, places)
        if (now or ties) and _crossings(graph, b, a, places) < now + ties:
            column[above], column[above + 1] = b, a
            places[a], places[b] = above + 1, above


def _crossings(graph: Layered, upper: int, lower: int, places: list[int]) -> int:
    """Between the edges of two nodes of a column, if one is above the other."""
    return sum(
        places[a] > places[b]
        for near in (graph.before, graph.after)
        for a in near[upper]
        for b in near[lower]
    )
