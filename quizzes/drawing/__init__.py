"""A pipeline's picture: a cell of a grid for each box, a routed path for each edge.

A layered layout, left to right, the same on every run. Start at picture.py (what a drawing
is), then shapes.py (what its layout depends on), layers.py (the column of each asset; an edge over
several columns gets a bend in each that it passes), ordering.py (who stands above whom, so that few
edges cross) and rows.py (where exactly). An edge curves only between columns and runs straight
across each column, clear of the boxes above and below: so none passes through a box.
"""

from quizzes.drawing.layers import columns_of
from quizzes.drawing.picture import (
    BOX_HEIGHT,
    BOX_WIDTH,
    CELL_HEIGHT,
    CELL_WIDTH,
    MOST_CELLS,
    ROOMY_BOX_HEIGHT,
    ROOMY_CELL_HEIGHT,
    Box,
    Drawing,
    Edge,
    draw,
    needs_no_crossing,
)
from quizzes.drawing.shapes import Shape, nameless, shape_of

__all__ = [
    "BOX_HEIGHT",
    "BOX_WIDTH",
    "CELL_HEIGHT",
    "CELL_WIDTH",
    "MOST_CELLS",
    "ROOMY_BOX_HEIGHT",
    "ROOMY_CELL_HEIGHT",
    "Box",
    "Drawing",
    "Edge",
    "Shape",
    "columns_of",
    "draw",
    "nameless",
    "needs_no_crossing",
    "shape_of",
]
