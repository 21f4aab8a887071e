"""Which must be rebuilt before everything reflects a change? Whatever a sweep has to rebuild."""

from __future__ import annotations

from quizzes.orchestrators.misconceptions.about_assets import ABOUT_REBUILD_ALL
from quizzes.saying import listed, say, say_number
from quizzes.scenarios.assets import incidents, paths, reasons, shop, telling
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import built_here
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import Scenario, picks

PROMPT = say("Which must be rebuilt before everything reflects this change?")
RULE = say(
    "Go from the sources downstream and rebuild whatever is Stale or Missing when you come to it. "
    "A rebuild from the same code and the same inputs as an earlier one gives the same data "
    "version again."
)
DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, incidents.TO_REBUILD, guessing=0.25)


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
        why_stale = reasons.why_stale(about, name)
        return say("Stale now, so it must be rebuilt: {why}.", why=why_stale)
    if rebuild:
        return _follows(about, name)
    if stale:
        return _settles(about, name)
    parents = about.now.pipeline.parents(name)
    return say_number(
        "Nothing to do: {parents} stays as it is, and {built}.",
        "Nothing to do: {parents} stay as they are, and {built}.",
        len(parents),
        parents=listed(parents),
        built=reasons.still_its_code(about, name),
    )


def _follows(about: Incident, name: str) -> str:
    """That the sweep gives parents new data versions before it comes to this asset."""
    deps = [cause.dep for cause in about.swept[name].causes if cause.dep]
    return say_number(
        "Fresh now, but {parents} must be rebuilt first and then has a new data version, so {name} "
        "must follow.",
        "Fresh now, but {parents} must be rebuilt first and then have new data versions, so {name} "
        "must follow.",
        len(deps),
        parents=listed(deps),
        name=name,
    )


def _settles(about: Incident, name: str) -> str:
    """That the sweep brings back the data versions that this asset was built from."""
    deps = [cause.dep for cause in about.now.status(name).causes if cause.dep]
    return say_number(
        "Stale now, but once {parents} is rebuilt it has the data version again that {name} was "
        "built from at {built}, so {name} is Fresh without a rebuild.",
        "Stale now, but once {parents} are rebuilt they have the data versions again that {name} "
        "was built from at {built}, so {name} is Fresh without a rebuild.",
        len(deps),
        parents=listed(deps),
        name=name,
        built=reasons.built_at(about, name),
    )


def path_to(about: Incident, name: str) -> tuple[str, ...]:
    """From what is stale now down to this asset, along what a sweep rebuilds."""
    deps = [cause.dep for cause in about.swept[name].causes if cause.dep in about.to_rebuild]
    if not deps:
        return paths.path_to(about, name)
    return (*path_to(about, deps[0]), name)
