"""Labs for tests: one pipeline by hand, and random ones with what somebody does to them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from quizzes.orchestrators.events import Event
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.what_if.actions import MOST_ACTIONS, TO_ALL, TO_SOURCES, Action, CannotHappen, Kind
from quizzes.what_if.lab import Lab
from tests.quizzes.orchestrators.drawn_stories import stories

SHOP = Pipeline(
    (
        Asset("raw", external=True),
        Asset("stg", ("raw",), "1", task="clean"),
        Asset("mart", ("stg",), "1", task="build"),
        Asset("report", ("mart",), "1", task="write"),
    )
)


def a_lab(*codes: str, pipeline: Pipeline = SHOP, events: tuple[Event, ...] = ()) -> Lab:
    """A lab in which this was done."""
    lab = Lab.begin(pipeline, events)
    for code in codes:
        lab = lab.do(Action.read(code))
    return lab


@st.composite
def actions(draw: st.DrawFn, pipeline: Pipeline) -> Action:
    """Anything that there is, on what it is for."""
    sources = [asset.name for asset in pipeline.assets if asset.external]
    here = [asset.name for asset in pipeline.assets if not asset.external]
    kind = draw(st.sampled_from([kind for kind in Kind if sources or kind not in TO_SOURCES]))
    if kind in TO_ALL:
        return Action(kind)
    return Action(kind, draw(st.sampled_from(sources if kind in TO_SOURCES else here)))


@st.composite
def labs(draw: st.DrawFn) -> Lab:
    """Any pipeline, whatever happened to it, and a dozen actions of those that are possible."""
    told = draw(stories(partitions=False))
    pipeline = told.pipeline.with_assets(
        {
            asset.name: replace(asset, task="" if asset.external else f"make_{asset.name}")
            for asset in told.pipeline.assets
        }
    )
    lab = Lab.begin(pipeline, told.events)
    for action in draw(st.lists(actions(pipeline), max_size=min(12, MOST_ACTIONS))):
        try:
            lab = lab.do(action)
        except CannotHappen:
            continue
    return lab
