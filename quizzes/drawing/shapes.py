"""A pipeline without its names: all that its layout depends on, and the same for many."""

from __future__ import annotations

from typing import TypeAlias

from quizzes.orchestrators.pipeline import Asset, Pipeline

Shape: TypeAlias = tuple[tuple[int, ...], ...]
"""The places of what each asset reads, in the order of the assets."""


def shape_of(pipeline: Pipeline) -> Shape:
    """The pipeline's shape."""
    places = {name: place for place, name in enumerate(pipeline.names)}
    return tuple(tuple(places[dep] for dep in asset.deps) for asset in pipeline.assets)


def nameless(shape: Shape) -> Pipeline:
    """A pipeline of that shape, whose assets are called "0", "1" and so on."""
    every = enumerate(shape)
    return Pipeline(tuple(Asset(str(place), tuple(map(str, deps))) for place, deps in every))
