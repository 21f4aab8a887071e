"""Which must be rebuilt before everything reflects a change? Whatever a sweep has to rebuild."""

from __future__ import annotations

from quizzes.orchestrators.misconceptions.about_assets import ABOUT_REBUILD_ALL
from quizzes.scenarios.assets import incidents, reasons, shop, telling
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import built_here
from quizzes.scenarios.assets.reasons import listed, verb
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import Scenario, picks

PROMPT = "Which must be rebuilt before everything reflects this change?"
RULE = (
    "Go from the sources downstream and rebuild whatever is Stale or Missing when you come to it. "
    "A rebuild from the same code and the same inputs as an earlier one gives the same data "
    "version again."
)


DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, incidents.TO_REBUILD, guessing=0.2)


def build(about: str, seed: int) -> Scenario:
    """The question about the incident of this label and seed."""
    return ask(incidents.draw(about, seed))


def ask(about: Incident) -> Scenario:
    """The question about an incident."""
    key, names = about.to_rebuild, built_here(about.pipeline)
    return Scenario(
        asks="pick_nodes",
        story=telling.story(about),
        pipeline=about.now.pipeline,
        log=telling.log(about),
        prompt=PROMPT,
        rule=RULE,
        places=picks(
            names,
            key,
            why={name: why(about, name) for name in names},
            paths={name: path_to(about, name) for name in key},
        ),
        notes=telling.notes(about),
        misreadings=misread(ABOUT_REBUILD_ALL, about.chronicle, frozenset, key),
    )


def why(about: Incident, name: str) -> str:
    """Why an asset must be rebuilt, or need not be."""
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


def path_to(about: Incident, name: str) -> tuple[str, ...]:
    """From what is stale now down to this asset, along what a sweep rebuilds."""
    deps = [cause.dep for cause in about.swept[name].causes if cause.dep in about.to_rebuild]
    if not deps:
        return reasons.path_to(about, name)
    return (*path_to(about, deps[0]), name)
