"""An incident in words: the story, the log, and a note on each asset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quizzes.orchestrators.events import (
    AddDep,
    Materialize,
    Observe,
    RemoveDep,
    SetCodeVersion,
)
from quizzes.orchestrators.ledger import Ledger
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import built_here
from quizzes.scenarios.assets.reasons import built_at, code, listed, own, verb
from quizzes.scenarios.scenario import LogLine

if TYPE_CHECKING:
    from quizzes.orchestrators.pipeline import Pipeline
    from quizzes.scenarios.assets.kinds import Step


def story(told: Incident) -> str:
    """What the learner is to picture."""
    made, sources = len(built_here(told.pipeline)), len(_sources(told.pipeline))
    return (
        f"A web shop keeps {made} assets in Dagster, made from {sources} "
        f"source{'s' * (sources > 1)}. This is what happened since last night; "
        "nothing is rebuilt unless the log says so."
    )


def log(told: Incident) -> tuple[LogLine, ...]:
    """A dated line for each step."""
    before, lines = 0, []
    for at, step in zip(told.times, told.steps, strict=True):
        lines.append(LogLine(at, _line(told.history[before], step)))
        before += len(step)
    return tuple(lines)


def notes(told: Incident) -> dict[str, str]:
    """For each asset what it reads and feeds, its version, and its last build."""
    return {name: "; ".join(_note(told, name)) for name in told.pipeline.names}


def _note(told: Incident, name: str) -> Iterable[str]:
    pipeline = told.now.pipeline
    asset, parents, children = pipeline.asset(name), pipeline.parents(name), pipeline.children(name)
    yield "a source from outside" if asset.external else f"reads {listed(parents)}"
    if children:
        yield f"feeds {listed(children)}"
    if asset.external:
        yield f"data version {told.now.data_version(name)}, last observed {built_at(told, name)}"
    else:
        yield code(asset)
        built = name in told.now.records
        yield f"last built {built_at(told, name)}" if built else "never built"


def _line(before: Ledger, step: Step) -> str:
    """One sentence on what happened to a pipeline as it was before."""
    match step:
        case (AddDep(asset), *_) if asset not in before.records:
            return _newcomer(before.pipeline, asset, step)
        case (AddDep(asset, dep),):
            return _other_input(before.pipeline, asset, f"also read {dep}")
        case (RemoveDep(asset, dep),):
            return _other_input(before.pipeline, asset, f"stop reading {dep}")
        case (Observe(), *_, Materialize()):
            return "The nightly run built everything."
        case (Materialize() as run,):
            return _run(before.pipeline, run)
        case (Observe(source, version),) if version == before.data_version(source):
            return f"{source} was observed: the same data as before (data version {version})."
        case (Observe(source, version),):
            was = before.data_version(source)
            data = "new" if version > was else "other"
            return (
                f"{source} was observed with {data} data (data version {version}, before: {was})."
            )
    return _deployment(before, step)


def _deployment(before: Ledger, step: Step) -> str:
    new = [event for event in step if isinstance(event, SetCodeVersion)]
    if len(new) > 1:
        each = listed(f"{event.asset} (version {event.code_version})" for event in new)
        return f"A release brought new code for {each}."
    asset, version = new[0].asset, new[0].code_version
    if int(version or 0) < int(before.pipeline.asset(asset).code_version or 0):
        return f"{own(asset)} code was rolled back to version {version}."
    return f"A new version of {own(asset)} code ({version}) was deployed."


def _other_input(pipeline: Pipeline, name: str, what: str) -> str:
    version = pipeline.asset(name).code_version
    return f"A deployment made {name} {what}; its code version is still {version}."


def _newcomer(pipeline: Pipeline, name: str, step: Step) -> str:
    reads = listed(event.dep for event in step if isinstance(event, AddDep))
    version = pipeline.asset(name).code_version
    return f"A new asset was deployed: {name} (code version {version}), which reads {reads}."


def _run(pipeline: Pipeline, run: Materialize) -> str:
    first, *others = run.assets
    if not run.fail:
        were = verb(run.assets, "was rebuilt", "were rebuilt, in that order")
        return f"{listed(run.assets)} {were}."
    failed = listed(sorted(run.fail))
    selection = listed(run.assets)
    if set(run.assets) == set(built_here(pipeline)):
        selection = "all assets"
    elif pipeline.descendants(first) == set(others):
        selection = f"{first} and everything downstream of it"
    return (
        f"A run of {selection} failed at {failed}: what depends on it was skipped, the rest built."
    )


def _sources(pipeline: Pipeline) -> list[str]:
    return [asset.name for asset in pipeline.assets if asset.external]
