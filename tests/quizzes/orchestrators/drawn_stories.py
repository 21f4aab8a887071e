"""Small pipelines and what happened to them, drawn by Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.events import (
    AddDep,
    Event,
    Materialize,
    Observe,
    RemoveDep,
    SetCodeVersion,
)
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import after, play

DAYS = ("p1", "p2")
CODE = st.sampled_from([None, "1", "1", "2"])


@st.composite
def stories(draw: st.DrawFn, *, partitions: bool = True, supplied: bool = True) -> Chronicle:
    """Up to six assets and a dozen events of every kind that Dagster would take."""
    pipeline = draw(pipelines(partitions=partitions))
    ledger, happened = play(pipeline, ()), []
    for event in draw(st.lists(events(pipeline, supplied=supplied), max_size=12)):
        try:
            ledger = after(ledger, event)
        except MalformedPipeline:
            continue
        happened.append(event)
    return Chronicle(pipeline, tuple(happened))


@st.composite
def pipelines(draw: st.DrawFn, *, partitions: bool) -> Pipeline:
    """Parents come before children; the first may be external, the last never is."""
    names = "abcdef"[: draw(st.integers(2, 6))]
    days = DAYS if partitions and draw(st.booleans()) else ()
    return Pipeline(tuple(draw(_assets(names, at, bool(days))) for at in range(len(names))), days)


@st.composite
def _assets(draw: st.DrawFn, names: str, at: int, days: bool) -> Asset:
    deps = draw(st.lists(st.sampled_from(names[:at]), unique=True, max_size=3)) if at else []
    if not deps and at + 1 < len(names) and not days and draw(st.booleans()):
        return Asset(names[at], external=True)
    return Asset(names[at], tuple(deps), draw(CODE), partitioned=days and draw(st.booleans()))


@st.composite
def events(draw: st.DrawFn, pipeline: Pipeline, *, supplied: bool = True) -> Event:
    """One event; whether its change of dependencies is possible is not looked at."""
    here = [asset.name for asset in pipeline.assets if not asset.external]
    sources = [asset.name for asset in pipeline.assets if asset.external]
    kinds = ["run", "run", "run", "code", "add", "remove", *(["observe"] if sources else [])]
    name = draw(st.sampled_from(here))
    match draw(st.sampled_from(kinds)):
        case "run":
            return draw(_runs(here, pipeline.partitions, supplied))
        case "code":
            return SetCodeVersion(name, draw(CODE))
        case "observe":
            return Observe(draw(st.sampled_from(sources)), draw(st.sampled_from(["v1", "v2"])))
        case "add":
            return AddDep(name, draw(st.sampled_from(pipeline.names)))
    return RemoveDep(name, draw(st.sampled_from(pipeline.names)))


@st.composite
def _runs(draw: st.DrawFn, here: list[str], days: tuple[str, ...], supplied: bool) -> Materialize:
    picked = draw(st.lists(st.sampled_from(here), min_size=1, unique=True))
    some = st.lists(st.sampled_from(picked), max_size=1)
    versions = {name: draw(st.sampled_from(["d1", "d2"])) for name in draw(some) if supplied}
    day = draw(st.sampled_from(days)) if days else None
    return Materialize(tuple(picked), frozenset(draw(some)), versions, day)
