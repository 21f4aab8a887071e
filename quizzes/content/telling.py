"""An event and an asset in words, where an author has written none."""

from __future__ import annotations

from quizzes.orchestrators.events import (
    AddDep,
    Event,
    Materialize,
    Observe,
    RemoveDep,
    SetCodeVersion,
)
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.scenarios.assets.reasons import listed


def line_of(event: Event) -> str:
    """A line of the log."""
    match event:
        case Materialize():
            return _run(event)
        case SetCodeVersion(asset, None):
            return f"New code for {asset} was deployed, without a code version."
        case SetCodeVersion(asset, version):
            return f"New code for {asset} was deployed: version {version}."
        case Observe(asset, version):
            return f"{asset} was observed: data version {version}."
        case AddDep(asset, dep):
            return f"{asset} reads {dep} from now on."
        case RemoveDep(asset, dep):
            return f"{asset} does not read {dep} any more."


def _run(run: Materialize) -> str:
    given = [f"{name} with data version {version}" for name, version in run.data_versions.items()]
    supplied = f" It supplied {listed(given)}." if given else ""
    if not run.fail:
        return f"A run built {listed(run.assets)}.{supplied}"
    failed = listed(name for name in run.assets if name in run.fail)
    return (
        f"A run of {listed(run.assets)} failed at {failed}: what depends on it in this run was "
        f"skipped, the rest built.{supplied}"
    )


def notes_of(pipeline: Pipeline) -> dict[str, str]:
    """For each asset what it reads and feeds, and its code version."""
    return {name: _note(pipeline, name) for name in pipeline.names}


def _note(pipeline: Pipeline, name: str) -> str:
    asset, children = pipeline.asset(name), pipeline.children(name)
    said = ["a source from outside"] if asset.external else []
    if asset.deps:
        said.append(f"reads {listed(asset.deps)}")
    if children:
        said.append(f"feeds {listed(children)}")
    if not asset.external:
        code = asset.code_version
        said.append(f"code version {code}" if code else "no code version")
    return "; ".join(said)
