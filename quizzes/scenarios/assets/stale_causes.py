"""Why is each of these Stale? Its own code, new data of a parent, or other inputs than before."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from quizzes.orchestrators.events import AddDep, Observe, RemoveDep
from quizzes.orchestrators.misconceptions.about_assets import (
    ABOUT_CAUSES,
    EVERY_RUN_CHANGES_DATA,
    NEWER_MEANS_STALE,
    TRANSITIVE,
)
from quizzes.orchestrators.staleness import play
from quizzes.saying import say
from quizzes.scenarios.assets import paths, reasons, shop, telling
from quizzes.scenarios.assets.incidents import Incident, nightly_run, times, with_a_decoy
from quizzes.scenarios.assets.kinds import (
    Step,
    built_here,
    new_code,
    rebuilt_perhaps_with_a_reader,
)
from quizzes.scenarios.difficulty import Difficulty, is_easy_to_read
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import Option, Place, Scenario, choice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from quizzes.orchestrators.ledger import Cause, Ledger
    from quizzes.orchestrators.misconceptions.about_assets import Table
    from quizzes.orchestrators.pipeline import Pipeline

PROMPT = say(
    "For which causes does Dagster call each of these assets Stale? "
    "An asset may have several; one that is Fresh has none."
)
RULE = say(
    "Code: the asset's code version is not the one that its last build used. Data: a direct "
    "parent's data version is not the one that its last build read; a rebuild with the same code "
    "and the same inputs changes no data version. Dependencies: the asset reads something that "
    "its last build did not read, or the other way round."
)
STALE, LABELS, ASKED = (2, 3), (3, 4), 4  # assets and causes: as many for everybody
CHANGES, MOST_LINES = 2, 7
DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, STALE, guessing=0.1)
BELIEFS = (EVERY_RUN_CHANGES_DATA, NEWER_MEANS_STALE, TRANSITIVE)


def build(about: str, seed: int) -> Scenario:
    """The question of this label and seed."""
    return ask(draw(about, seed))


def draw(about: str, seed: int) -> Incident:
    """The incident of this label and seed, the same on every machine."""
    drawn = shop.pipelines(f"stale_causes/{about}/{seed}")
    every = (_a_morning(rng, pipeline) for rng, pipeline in drawn)
    return next(found for found in every if found and _is_good(found))


def ask(about: Incident) -> Scenario:
    """The question about some assets of an incident, most of them stale."""
    names = _asked(about, _believed(about))
    key = _labels(about.chronicle.statuses, names)
    return Scenario(
        asks="label_causes",
        story=telling.story(about),
        pipeline=about.now.pipeline,
        log=telling.log(about),
        prompt=PROMPT,
        rule=RULE,
        places=tuple(_place(about, name) for name in names),
        notes=telling.notes(about),
        misreadings=misread(
            ABOUT_CAUSES, about.chronicle, lambda table: _labels(table, names), key
        ),
    )


def _a_morning(rng: Random, pipeline: Pipeline) -> Incident | None:
    """One asset got other inputs, others new code or new data; every other time it was built.

    None if there is no place for that, or if it makes no good question.
    """
    possible = list(_other_inputs(pipeline))
    inputs = rng.choice(possible) if possible else None
    if inputs is None:
        return None
    changes = [(inputs.asset, (inputs,)), *_changes(rng, pipeline)]
    steps = [nightly_run(pipeline)]
    for name, change in rng.sample(changes, len(changes)):
        steps.append(change)
        if rng.random() < 1 / 2:
            steps.append(rebuilt_perhaps_with_a_reader(rng, pipeline, name))
    if not _is_as_hard(play(pipeline, chain.from_iterable(steps))):
        return None
    steps = with_a_decoy(rng, pipeline, steps)
    return Incident(pipeline, tuple(steps), times(rng, len(steps)))


def _other_inputs(pipeline: Pipeline) -> Iterator[AddDep | RemoveDep]:
    """What an asset may read in addition; and what it may do without, if others read that."""
    for name in built_here(pipeline):
        for dep in filter(pipeline.names.__contains__, shop.BY_NAME[name].may_read):
            if dep not in pipeline.parents(name):
                yield AddDep(name, dep)
            elif len(pipeline.children(dep)) > 1:
                yield RemoveDep(name, dep)


def _changes(rng: Random, pipeline: Pipeline) -> Iterator[tuple[str, Step]]:
    """New code or new data for two, each with the asset that has to be built for it."""
    for name in rng.sample(pipeline.names, CHANGES):
        if pipeline.asset(name).external:
            yield rng.choice(pipeline.children(name)), (Observe(name, "v2"),)
        else:
            yield name, new_code(pipeline, name)


def _is_as_hard(now: Ledger) -> bool:
    """Whether as many are stale, for as many causes, as for others; a decoy changes none of it."""
    causes = [cause for name in now.stale() for cause in now.status(name).causes]
    return (
        STALE[0] <= len(now.stale()) <= STALE[1]
        and LABELS[0] <= len(causes) <= LABELS[1]
        and len({cause.category for cause in causes}) > 1
    )


def _is_good(found: Incident) -> bool:
    """Whether it can be read, and who has one of the beliefs labels it otherwise."""
    if len(found.steps) > MOST_LINES or not is_easy_to_read(found.now.pipeline, shop.DEPTH):
        return False
    tables = _believed(found)
    names = _asked(found, tables)
    answers = {_labels(table, names) for table in tables}
    return _labels(found.chronicle.statuses, names) not in answers and len(answers) > 1


def _believed(about: Incident) -> list[Table]:
    return [belief.answer(about.chronicle) for belief in BELIEFS]


def _asked(about: Incident, believed: list[Table]) -> tuple[str, ...]:
    """What is stale, and what else many believe to be, up to a few."""
    tables = [about.chronicle.statuses, *believed]
    names = built_here(about.now.pipeline)
    ranked = sorted(names, key=lambda name: [bool(table[name].causes) for table in tables])
    return tuple(name for name in names if name in ranked[-ASKED:])


def _labels(table: Table, names: tuple[str, ...]) -> frozenset[str]:
    """What is sent by who finds these causes for these assets."""
    return frozenset(choice(name, _label(cause)) for name in names for cause in table[name].causes)


def _label(cause: Cause) -> str:
    return f"{cause.category}:{cause.dep}" if cause.dep else cause.category


def _place(about: Incident, name: str) -> Place:
    causes = about.chronicle.statuses[name].causes
    return Place(
        name,
        tuple(_options(about, name)),
        frozenset(map(_label, causes)),
        reasons.why(about, name),
        many=True,
        path=paths.path_to(about, name) if causes else (),
    )


def _options(about: Incident, name: str) -> Iterator[Option]:
    """Its code, the data of each parent, and every dependency that changed here or in a parent."""
    parents = about.now.pipeline.parents(name)
    yield Option("CODE", say("its code version"))
    for dep in parents:
        yield Option(f"DATA:{dep}", say("new data of {dep}", dep=dep))
    changed = about.chronicle.dep_changes
    own = [change.dep for _, change in changed.get(name, [])]
    for dep in (*own, *filter(changed.__contains__, parents)):
        words = say("a dependency was added or removed: {dep}", dep=dep)
        yield Option(f"DEPENDENCIES:{dep}", words)
