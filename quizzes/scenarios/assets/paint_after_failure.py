"""A run failed midway: what is Missing, Stale or Fresh?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from quizzes.orchestrators.events import Materialize, Observe
from quizzes.orchestrators.misconceptions.about_assets import (
    FAILURE_TAINTS_ALL_BELOW,
    FAILURE_UNDOES_THE_RUN,
)
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.saying import joined, listed, say, say_number
from quizzes.scenarios.assets import reasons, statuses
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import Step, built_here, new_code, with_readers
from quizzes.scenarios.scenario import Scenario

RULE = joined(
    " ",
    [
        statuses.RULE,
        say(
            "A failed run takes nothing back: what it built stays built, and what failed or was "
            "skipped keeps its last build."
        ),
    ],
)
DIFFICULTY = statuses.DIFFICULTY
BELIEFS = (FAILURE_UNDOES_THE_RUN, FAILURE_TAINTS_ALL_BELOW)
BADGE = say("last run failed")


def build(about: str, seed: int) -> Scenario:
    """The question about the incident of this label and seed."""
    return ask(draw(about, seed))


def draw(about: str, seed: int) -> Incident:
    """The incident of this label and seed."""
    return statuses.draw(f"paint_after_failure/{about}/{seed}", failed_midway, BELIEFS)


def ask(about: Incident) -> Scenario:
    """The question about an incident, with a badge on what failed."""
    scenario = statuses.ask(about, RULE, _why)
    _, run = _failed_run(about)
    badges = {name: BADGE for name in about.now.pipeline.names if name in run.fail}
    notes = {
        name: joined("; ", [note, badges[name]]) if name in badges else note
        for name, note in scenario.notes.items()
    }
    return replace(scenario, badges=badges, notes=notes)


def failed_midway(rng: Random, pipeline: Pipeline) -> list[Step] | None:
    """Something changed, then a run of all or of what is downstream failed; more code may come."""
    read = with_readers(pipeline)
    root, later = rng.sample(read, 2)
    below = [name for name in built_here(pipeline) if name in pipeline.descendants(root)]
    selected = rng.choice((built_here(pipeline), (root, *below)))
    midway = [name for name in selected if name in read and name != root]
    if not midway:
        return None
    run = Materialize(selected, fail=frozenset([rng.choice(midway)]))
    return [_change(rng, pipeline, root), (run,), *rng.choice(([], [new_code(pipeline, later)]))]


def _change(rng: Random, pipeline: Pipeline, name: str) -> Step:
    """New code for an asset, or new data in a source that it reads."""
    sources = [dep for dep in pipeline.parents(name) if pipeline.asset(dep).external]
    if sources and rng.random() < 1 / 2:
        return (Observe(sources[0], "v2"),)
    return new_code(pipeline, name)


def _why(about: Incident, name: str) -> str:
    """By its fate in the failed run, if nothing came of it since."""
    (tick, run), record = _failed_run(about), about.now.records.get(name)
    stale, built = name in about.now.stale(), record.tick if record else 0
    if name not in run.assets or built > tick or (built == tick and stale):
        return statuses.why(about, name)
    if not record:
        return say("Missing: {fate}, and it has never been built.", fate=_fate(run, name))
    if built < tick:
        return _why_kept(about, name, _fate(run, name))
    return say(
        "Fresh: the run that failed at {failed} built it at {at}, and that stays; {as_read}.",
        failed=listed(sorted(run.fail)),
        at=reasons.built_at(about, name),
        as_read=_as_read(about, name),
    )


def _why_kept(about: Incident, name: str, fate: str) -> str:
    at = reasons.built_at(about, name)
    kept = say("{fate}, so its build of {at} still counts", fate=fate, at=at)
    if name in about.now.stale():
        return say("Stale: {kept}; {why}.", kept=kept, why=reasons.why_stale(about, name))
    return say(
        "Fresh: {kept}: it used code version {version}, still its code, and {as_read}.",
        kept=kept,
        version=str(about.now.pipeline.asset(name).code_version),
        as_read=_as_read(about, name),
    )


def _fate(run: Materialize, name: str) -> str:
    return say("the run failed at it") if name in run.fail else say("the run skipped it")


def _as_read(about: Incident, name: str) -> str:
    parents = about.now.pipeline.parents(name)
    return say_number(
        "{parents} still has the data version that it read",
        "{parents} still have the data versions that it read",
        len(parents),
        parents=listed(parents),
    )


def _failed_run(about: Incident) -> tuple[int, Materialize]:
    """The number of the event, and the run."""
    return next(
        (tick, event)
        for tick, event in enumerate(about.events, start=1)
        if isinstance(event, Materialize) and event.fail
    )
