"""The gate for teaching graphs: fewest crossings, no edge through a box, always the same."""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations, permutations
from pathlib import Path
from random import Random

import pytest

import lti_tool
from quizzes.drawing import (
    BOX_HEIGHT,
    BOX_WIDTH,
    CELL_HEIGHT,
    CELL_WIDTH,
    MOST_CELLS,
    ROOMY_BOX_HEIGHT,
    ROOMY_CELL_HEIGHT,
    Box,
    Drawing,
    columns_of,
    draw,
)
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios.assets.shop import a_pipeline

Point = tuple[float, float]


def random_pipeline(seed: int) -> Pipeline:
    """Of 5 to 14 assets, each reading up to three of the six before it."""
    rng = Random(seed)
    names = [f"n{number}" for number in range(rng.randint(5, 14))]
    return Pipeline(
        tuple(
            Asset(
                name, tuple(rng.sample(names[max(0, i - 6) : i], min(i, rng.choice((0, 1, 2, 3)))))
            )
            for i, name in enumerate(names)
        )
    )


HEIGHTS = {False: (CELL_HEIGHT, BOX_HEIGHT), True: (ROOMY_CELL_HEIGHT, ROOMY_BOX_HEIGHT)}
GRAPHS = [random_pipeline(seed) for seed in range(120)]
SHOPS = [a_pipeline(Random(seed)) for seed in range(60)]


# What is seen in a drawing


def curves(path: str) -> list[tuple[Point, Point]]:
    """The ends of each curve of a path, which are its steps from column to column."""
    x, y = map(float, re.match(r"M(\S+) (\S+)", path).groups())
    found = []
    for part in re.findall(r"[CH][^CH]+", path[1:]):
        numbers = [float(number) for number in part[1:].split()]
        if part[0] == "C":
            found.append(((x, y), (numbers[4], numbers[5])))
            assert numbers[1] == y
            assert numbers[3] == numbers[5]  # it leaves and arrives level
            x, y = numbers[4:]
        else:
            x = numbers[0]
    return found


def crossings(drawing: Drawing) -> int:
    steps = [step for edge in drawing.edges for step in curves(edge.path)]
    return sum(
        a[0][0] == b[0][0] and (a[0][1] - b[0][1]) * (a[1][1] - b[1][1]) < 0
        for a, b in combinations(steps, 2)
    )


def points(path: str) -> Iterator[Point]:
    """Points along a path, dense enough to meet every box that it enters."""
    end = None
    for (x0, y0), (x1, y1) in curves(path):
        if end:
            yield from ((end[0] + (x0 - end[0]) * t / 40, y0) for t in range(41))
        middle = (x0 + x1) / 2
        for t in (step / 40 for step in range(41)):
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield a * x0 + (b + c) * middle + d * x1, (a + b) * y0 + (c + d) * y1
        end = (x1, y1)


def left_top(box: Box, roomy: bool = False) -> Point:
    cell, height = HEIGHTS[roomy]
    x, y = (box.column - 1) * CELL_WIDTH, (box.row - 1) * cell
    return x + (CELL_WIDTH - BOX_WIDTH) / 2, y + (cell - height) / 2


def inside(point: Point, box: Box, roomy: bool) -> bool:
    (x, y), (left, top) = point, left_top(box, roomy)
    return left < x < left + BOX_WIDTH and top < y < top + HEIGHTS[roomy][1]


# What could be seen at best


def fewest_crossings(pipeline: Pipeline) -> int | None:
    """Over all orders within the columns, bends included; None where these are too many."""
    ranks = columns_of(pipeline)
    columns = [[name for name in ranks if ranks[name] == c] for c in range(max(ranks.values()) + 1)]
    links: list[list[tuple[str, str]]] = [[] for _ in columns]
    for name in pipeline.names:
        for dep in pipeline.parents(name):
            chain = [dep]
            for column in range(ranks[dep] + 1, ranks[name]):
                chain.append(f"{dep} to {name} at {column}")
                columns[column].append(chain[-1])
            for column, link in enumerate(zip(chain, [*chain[1:], name], strict=True), ranks[dep]):
                links[column].append(link)
    if max(map(len, columns)) > 5:
        return None
    best = dict.fromkeys(permutations(columns[0]), 0)
    for column, between in zip(columns[1:], links, strict=False):
        best = step(best, column, between)
    return min(best.values())


def step(
    best: dict[tuple[str, ...], int], column: list[str], links: list[tuple[str, str]]
) -> dict[tuple[str, ...], int]:
    orders = list(permutations(column))
    found = dict.fromkeys(orders, 10**9)
    for left, so_far in best.items():
        place = {node: at for at, node in enumerate(left)}
        cost = {
            (b, d): sum(place[a] > place[c] for a, x in links if x == b for c, y in links if y == d)
            for b, d in permutations(column, 2)
        }
        for right in orders:
            total = so_far + sum(cost[pair] for pair in combinations(right, 2))
            found[right] = min(found[right], total)
    return found


def test_no_order_within_the_columns_has_fewer_crossings():
    possible = {graph: fewest_crossings(graph) for graph in GRAPHS + SHOPS}
    judged = {graph: fewest for graph, fewest in possible.items() if fewest is not None}
    assert len(judged) > 120
    assert sum(fewest > 0 for fewest in judged.values()) > 20  # not only easy ones
    assert {g: crossings(draw(g)) for g in judged} == judged


@pytest.mark.parametrize("roomy", [False, True])
def test_no_edge_passes_through_a_box(roomy):
    for graph in GRAPHS + SHOPS:
        drawing = draw(graph, roomy=roomy)
        for edge in drawing.edges:
            seen = list(points(edge.path))
            assert not [box for box in drawing.boxes for point in seen if inside(point, box, roomy)]


def test_a_roomy_picture_has_the_same_places_in_higher_rows():
    for graph in SHOPS:
        small, roomy = draw(graph), draw(graph, roomy=True)
        assert roomy.boxes == small.boxes
        assert roomy.height / roomy.rows == ROOMY_CELL_HEIGHT
        for edge in roomy.edges:
            target = next(box for box in roomy.boxes if box.name == edge.target)
            assert curves(edge.path)[-1][1][1] == left_top(target, True)[1] + ROOMY_BOX_HEIGHT / 2


def test_an_edge_leaves_on_the_right_of_its_source_and_arrives_on_the_left_of_its_target():
    for graph in GRAPHS + SHOPS:
        drawing = draw(graph)
        boxes = {box.name: left_top(box) for box in drawing.boxes}
        for edge in drawing.edges:
            steps = curves(edge.path)
            (left, top), (left_there, top_there) = boxes[edge.source], boxes[edge.target]
            assert steps[0][0] == (left + BOX_WIDTH, top + BOX_HEIGHT / 2)
            assert steps[-1][1] == (left_there, top_there + BOX_HEIGHT / 2)


def test_every_asset_has_a_cell_of_its_own_and_every_dependency_an_edge():
    for graph in GRAPHS + SHOPS:
        drawing = draw(graph)
        assert [box.name for box in drawing.boxes] == list(graph.in_order())
        assert len({(box.column, box.row) for box in drawing.boxes}) == len(drawing.boxes)
        assert {(edge.source, edge.target) for edge in drawing.edges} == {
            (dep, name) for name in graph.names for dep in graph.parents(name)
        }


def test_everything_lies_within_the_grid():
    for graph in GRAPHS + SHOPS:
        drawing = draw(graph)
        assert {box.column for box in drawing.boxes} == set(range(1, drawing.columns + 1))
        assert min(box.row for box in drawing.boxes) >= 1
        assert max(box.row for box in drawing.boxes) <= drawing.rows
        for edge in drawing.edges:
            assert all(0 < y < drawing.height for _, y in points(edge.path))


def test_edges_go_from_left_to_right():
    for graph in GRAPHS + SHOPS:
        columns = {box.name: box.column for box in draw(graph).boxes}
        assert all(
            columns[dep] < columns[name] for name in graph.names for dep in graph.parents(name)
        )


def test_a_source_stands_next_to_what_reads_it():
    pipeline = Pipeline((Asset("a"), Asset("b", ("a",)), Asset("late"), Asset("c", ("b", "late"))))
    assert columns_of(pipeline) == {"a": 0, "b": 1, "late": 1, "c": 2}


def test_the_shops_pipelines_are_drawn_small_enough_for_a_page():
    assert max(draw(shop).rows for shop in SHOPS) <= 6
    assert max(draw(shop).columns for shop in SHOPS) <= 7


def test_nothing_is_drawn_for_no_assets():
    assert draw(Pipeline(())) == Drawing(0, 0, (), ())
    assert (draw(Pipeline(())).width, draw(Pipeline(())).height) == (0, 0)


def test_one_asset_fills_one_cell():
    drawing = draw(Pipeline((Asset("a"),)))
    assert drawing == Drawing(1, 1, (Box("a", 1, 1),), ())
    assert (drawing.width, drawing.height) == (CELL_WIDTH, CELL_HEIGHT)


SAY = """
from random import Random
from quizzes.drawing import draw
from quizzes.scenarios.assets.shop import a_pipeline
print([draw(a_pipeline(Random(seed))) for seed in range(12)])
"""


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_picture_is_the_same_in_every_process(hash_seed):
    here = [draw(shop) for shop in SHOPS[:12]]
    there = subprocess.run(
        [sys.executable, "-c", SAY],
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == repr(here)


def test_the_style_sheet_has_a_place_for_every_cell_and_the_same_sizes():
    style = (Path(lti_tool.__file__).parent / "static" / "graph.css").read_text()
    for letter in "cr":
        place = r"\.L(\d+) \{ grid-(?:column|row): \1; \}".replace("L", letter)
        places = [int(number) for number in re.findall(place, style)]
        assert places == list(range(1, MOST_CELLS + 1))
    assert f"grid-auto-columns: {rem(CELL_WIDTH)}; grid-auto-rows: {rem(CELL_HEIGHT)}" in style
    assert f"width: {rem(BOX_WIDTH)}; height: {rem(BOX_HEIGHT)}" in style
    assert f".nodes.roomy {{ grid-auto-rows: {rem(ROOMY_CELL_HEIGHT)}; }}" in style
    for kind in (".asked", ".roomy .verdict"):
        assert f"{kind} {{ height: {rem(ROOMY_BOX_HEIGHT)}; }}" in style


def rem(pixels: int) -> str:
    """Write a length as the style sheet does, which grows with the reader's letters."""
    return f"{pixels / 16:g}rem"
