"""Which must be rebuilt before everything reflects a change? Whatever a sweep has to rebuild."""

from __future__ import annotations

from quizzes.scenarios import reasons, telling
from quizzes.scenarios.incidents import Incident
from quizzes.scenarios.kinds import built_here
from quizzes.scenarios.reasons import listed, verb
from quizzes.scenarios.scenario import Scenario

PROMPT = "Which must be rebuilt before everything reflects this change?"
RULE = (
    "Go from the sources downstream and rebuild whatever is Stale or Missing when you come to it. "
    "A rebuild from the same code and the same inputs as an earlier one gives the same data "
    "version again."
)


def ask(about: Incident) -> Scenario:
    """The question about an incident."""
    return Scenario(
        story=telling.story(about),
        pipeline=about.now.pipeline,
        log=telling.log(about),
        prompt=PROMPT,
        rule=RULE,
        key=about.to_rebuild,
        why={name: _why(about, name) for name in built_here(about.pipeline)},
        notes=telling.notes(about),
    )


def _why(about: Incident, name: str) -> str:
    stale, rebuild = name in about.now.stale(), name in about.to_rebuild
    if stale and rebuild:
        return f"Stale now, so it must be rebuilt: {reasons.why_stale(about, name)}."
    if rebuild:
        return f"Fresh now, but {_follows(about, name)}."
    if stale:
        return f"Stale now, but {_settles(about, name)}."
    parents, built = about.now.pipeline.parents(name), reasons.still_its_code(about, name)
    stay = verb(parents, "stays as it is", "stay as they are")
    return f"Nothing to do: {listed(parents)} {stay}, and {name} was {built}."


def _follows(about: Incident, name: str) -> str:
    """That the sweep gives parents new data versions before it comes to this asset."""
    deps = [cause.dep for cause in about.swept[name].causes if cause.dep]
    then = verb(deps, "then has a new data version", "then have new data versions")
    return f"{listed(deps)} must be rebuilt first and {then}, so {name} must follow"


def _settles(about: Incident, name: str) -> str:
    """That the sweep brings back the data versions that this asset was built from."""
    deps = [cause.dep for cause in about.now.status(name).causes if cause.dep]
    then = verb(
        deps, "is rebuilt it has the data version", "are rebuilt they have the data versions"
    )
    built = reasons.built_at(about, name)
    return (
        f"once {listed(deps)} {then} again that {name} was built from at {built}, "
        f"so {name} is Fresh without a rebuild"
    )
