"""A lab in words: what was done, step by step, and what is about to be."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from quizzes.orchestrators.events import AddDep, Materialize, Observe, RemoveDep, SetCodeVersion
from quizzes.saying import listed, say
from quizzes.scenarios.assets.kinds import Step, built_here
from quizzes.scenarios.scenario import LogLine
from quizzes.what_if.actions import Action, Kind

if TYPE_CHECKING:
    from quizzes.orchestrators.pipeline import Pipeline
    from quizzes.what_if.lab import Lab


def log(lab: Lab) -> tuple[LogLine, ...]:
    """A line for each step: of what was before, then of each action."""
    ticks = accumulate(map(len, lab.before), initial=0)
    nights = [
        _before(lab.told.history[tick].pipeline, step)
        for tick, step in zip(ticks, lab.before, strict=False)
    ]
    days = [
        done(action, step, lab.told.now.pipeline)
        for action, step in zip(lab.actions, lab.steps, strict=True)
    ]
    return tuple(map(LogLine, lab.told.times, (*nights, *days)))


def done(action: Action, step: Step, pipeline: Pipeline) -> str:
    """What was done by an action."""
    given = _given(action, pipeline) | {"version": _version(step)}
    told = {
        Kind.RUN: say("Everything was run."),
        Kind.FAIL: say("Everything was run, and {task} failed on every try.", **given),
        Kind.REBUILD: _rebuilt(step),
        Kind.RERUN: say("{task} was run again, and nothing else. It makes {name}.", **given),
        Kind.NEW_DATA: say(
            "{task} was run again, and nothing else. {name} came out with new data.", **given
        ),
        Kind.CLEAR: say("{task} was run again with everything downstream of it.", **given),
        Kind.CODE: say("{name} got new code: version {version}.", **given),
        Kind.ROLL_BACK: say("The code of {name} was rolled back to version {version}.", **given)
        if given["version"]
        else say("The code of {name} was rolled back: it has no version again.", **given),
        Kind.OBSERVE: say("{name} was observed, with new data: version {version}.", **given),
        Kind.OBSERVE_SAME: say(
            "{name} was observed, with the same data: version {version}.", **given
        ),
    }
    return told[action.kind]


def about_to(action: Action, pipeline: Pipeline) -> str:
    """What will be done by an action, as a heading."""
    given = _given(action, pipeline)
    told = {
        Kind.RUN: say("Run everything"),
        Kind.FAIL: say("Run everything, but let {task} fail", **given),
        Kind.REBUILD: say("Rebuild what is not Fresh, in order"),
        Kind.RERUN: say("Run {task} again, and nothing else", **given),
        Kind.NEW_DATA: say("Run {task} again, and {name} gets new data", **given),
        Kind.CLEAR: say("Run {task} again with everything downstream", **given),
        Kind.CODE: say("Give {name} new code", **given),
        Kind.ROLL_BACK: say("Roll back the code of {name}", **given),
        Kind.OBSERVE: say("Observe {name}: it has new data", **given),
        Kind.OBSERVE_SAME: say("Observe {name}: it has the same data", **given),
    }
    return told[action.kind]


def _given(action: Action, pipeline: Pipeline) -> dict[str, str]:
    task = pipeline.asset(action.node).task if action.node else ""
    return {"name": action.node, "task": task}


def _version(step: Step) -> str:
    match step:
        case (SetCodeVersion(_, version),):
            return version or ""
        case (Observe(_, version),):
            return version
    return ""


def _rebuilt(step: Step) -> str:
    names = [name for run in step if isinstance(run, Materialize) for name in run.assets]
    if not names:
        return say("Nothing was Stale or Missing, so nothing was rebuilt.")
    return say("What was not Fresh was rebuilt, in order: {names}.", names=listed(names))


def _before(pipeline: Pipeline, step: Step) -> str:
    """What had happened before the lab began: written by an author, or the night."""
    match step:
        case (*_, Materialize(assets, fail)) if fail:
            names, failed = listed(assets), listed(sorted(fail))
            return say("A run of {names} failed at {failed}.", names=names, failed=failed)
        case (*_, Materialize(assets)) if set(assets) == set(built_here(pipeline)):
            return say("The nightly run built everything.")
        case (*_, Materialize(assets)):
            return say("{names} had a run.", names=listed(assets))
        case (SetCodeVersion(name),):
            return done(Action(Kind.CODE, name), step, pipeline)
        case (Observe(name, version),):
            return say("{name} was observed: version {version}.", name=name, version=version)
        case (AddDep(name) | RemoveDep(name),):
            return say("{name} reads other assets from here on.", name=name)
    return say("Nothing was built yet.")
