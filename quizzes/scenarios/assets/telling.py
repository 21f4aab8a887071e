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
from quizzes.orchestrators.wording import own
from quizzes.saying import joined, listed, say, say_number
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import built_here, sources
from quizzes.scenarios.assets.reasons import built_at, code
from quizzes.scenarios.scenario import LogLine

if TYPE_CHECKING:
    from quizzes.orchestrators.pipeline import Pipeline
    from quizzes.scenarios.assets.kinds import Step


def story(told: Incident) -> str:
    """What the learner is to picture."""
    return say_number(
        "A web shop keeps {number} asset in Dagster, made from {sources} sources. This is what "
        "happened since last night; nothing is rebuilt unless the log says so.",
        "A web shop keeps {number} assets in Dagster, made from {sources} sources. This is what "
        "happened since last night; nothing is rebuilt unless the log says so.",
        len(built_here(told.pipeline)),
        sources=len(sources(told.pipeline)),
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
    return {name: joined("; ", _note(told, name)) for name in told.pipeline.names}


def _note(told: Incident, name: str) -> Iterable[str]:
    pipeline = told.now.pipeline
    asset, parents, children = pipeline.asset(name), pipeline.parents(name), pipeline.children(name)
    if asset.external:
        yield say("a source from outside")
    else:
        yield say("reads {parents}", parents=listed(parents))
    if children:
        yield say("feeds {children}", children=listed(children))
    if asset.external:
        version, at = told.now.data_version(name), built_at(told, name)
        yield say("data version {version}, last observed {at}", version=version, at=at)
        return
    yield code(asset)
    if name in told.now.records:
        yield say("last built {at}", at=built_at(told, name))
    else:
        yield say("never built")


def _line(before: Ledger, step: Step) -> str:
    """One sentence on what happened to a pipeline as it was before."""
    match step:
        case (AddDep(asset), *_) if asset not in before.records:
            return _newcomer(before.pipeline, asset, step)
        case (AddDep() | RemoveDep() as change,):
            return _other_input(before.pipeline, change)
        case (Observe(), *_, Materialize()):
            return say("The nightly run built everything.")
        case (Materialize() as run,) if run.fail:
            return _failed_run(before.pipeline, run)
        case (Materialize(assets),):
            return say_number(
                "{names} was rebuilt.",
                "{names} were rebuilt, in that order.",
                len(assets),
                names=listed(assets),
            )
        case (Observe() as seen,):
            return _observation(before, seen)
    return _deployment(before, step)


def _observation(before: Ledger, seen: Observe) -> str:
    was = before.data_version(seen.asset)
    given = {"source": seen.asset, "version": seen.data_version, "was": was}
    if seen.data_version == was:
        return say(
            "{source} was observed: the same data as before (data version {version}).", **given
        )
    if seen.data_version > was:
        return say(
            "{source} was observed with new data (data version {version}, before: {was}).", **given
        )
    return say(
        "{source} was observed with other data (data version {version}, before: {was}).", **given
    )


def _deployment(before: Ledger, step: Step) -> str:
    new = {
        event.asset: str(event.code_version) for event in step if isinstance(event, SetCodeVersion)
    }
    if len(new) > 1:
        each = [
            say("{name} (version {version})", name=name, version=version)
            for name, version in new.items()
        ]
        return say("A release brought new code for {names}.", names=listed(each))
    [(name, version)] = new.items()
    given = {"owner": own(name), "name": name, "version": version}
    if int(version) < int(before.pipeline.asset(name).code_version or 0):
        return say("{owner} code was rolled back to version {version}.", **given)
    return say("A new version of {owner} code ({version}) was deployed.", **given)


def _other_input(pipeline: Pipeline, change: AddDep | RemoveDep) -> str:
    version = str(pipeline.asset(change.asset).code_version)
    given = {"name": change.asset, "dep": change.dep, "version": version}
    if isinstance(change, AddDep):
        return say(
            "A deployment made {name} also read {dep}; its code version is still {version}.",
            **given,
        )
    return say(
        "A deployment made {name} stop reading {dep}; its code version is still {version}.", **given
    )


def _newcomer(pipeline: Pipeline, name: str, step: Step) -> str:
    return say(
        "A new asset was deployed: {name} (code version {version}), which reads {parents}.",
        name=name,
        version=str(pipeline.asset(name).code_version),
        parents=listed(event.dep for event in step if isinstance(event, AddDep)),
    )


def _failed_run(pipeline: Pipeline, run: Materialize) -> str:
    first, *others = run.assets
    given = {"names": listed(run.assets), "first": first, "failed": listed(sorted(run.fail))}
    if set(run.assets) == set(built_here(pipeline)):
        return say(
            "A run of all assets failed at {failed}: what depends on it was skipped, the rest "
            "built.",
            **given,
        )
    if pipeline.descendants(first) == set(others):
        return say(
            "A run of {first} and everything downstream of it failed at {failed}: what depends on "
            "it was skipped, the rest built.",
            **given,
        )
    return say(
        "A run of {names} failed at {failed}: what depends on it was skipped, the rest built.",
        **given,
    )
