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
from quizzes.saying import joined, listed, say
from quizzes.scenarios.assets.reasons import code


def line_of(event: Event) -> str:
    """A line of the log."""
    match event:
        case Materialize():
            return _run(event)
        case SetCodeVersion(asset, None):
            return say("New code for {asset} was deployed, without a code version.", asset=asset)
        case SetCodeVersion(asset, version):
            return say(
                "New code for {asset} was deployed: version {version}.",
                asset=asset,
                version=str(version),
            )
        case Observe(asset, version):
            return say(
                "{asset} was observed: data version {version}.", asset=asset, version=version
            )
        case AddDep(asset, dep):
            return say("{asset} reads {dep} from now on.", asset=asset, dep=dep)
        case RemoveDep(asset, dep):
            return say("{asset} does not read {dep} any more.", asset=asset, dep=dep)


def _run(run: Materialize) -> str:
    supplied = [
        say("{asset} with data version {version}", asset=name, version=version)
        for name, version in run.data_versions.items()
    ]
    told = [_built(run)]
    if supplied:
        told.append(say("It supplied {supplied}.", supplied=listed(supplied)))
    return joined(" ", told)


def _built(run: Materialize) -> str:
    assets = listed(run.assets)
    if not run.fail:
        return say("A run built {assets}.", assets=assets)
    return say(
        "A run of {assets} failed at {failed}: what depends on it in this run was skipped, the "
        "rest built.",
        assets=assets,
        failed=listed(name for name in run.assets if name in run.fail),
    )


def notes_of(pipeline: Pipeline) -> dict[str, str]:
    """For each asset what it reads and feeds, and its code version."""
    return {name: _note(pipeline, name) for name in pipeline.names}


def _note(pipeline: Pipeline, name: str) -> str:
    asset, children = pipeline.asset(name), pipeline.children(name)
    said: list[str] = [say("a source from outside")] if asset.external else []
    if asset.deps:
        said.append(say("reads {parents}", parents=listed(asset.deps)))
    if children:
        said.append(say("feeds {children}", children=listed(children)))
    if not asset.external:
        said.append(code(asset))
    return joined("; ", said)
