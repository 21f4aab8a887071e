"""What is the smallest safe re-run? In Airflow all downstream of what failed; in Dagster less."""

from __future__ import annotations

from collections.abc import Collection

from quizzes.orchestrators.misconceptions.about_assets import (
    ABOUT_REBUILD_ALL,
    FAILURE_TAINTS_ALL_BELOW,
    stale_in,
)
from quizzes.orchestrators.misconceptions.about_tools import ABOUT_AIRFLOW_S_RERUN
from quizzes.orchestrators.trigger_rules import State
from quizzes.saying import joined, listed, say
from quizzes.scenarios.assets import rebuild_all, shop, telling
from quizzes.scenarios.assets.kinds import built_here
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import LogLine, Misreading, Option, Place, Scenario, choice
from quizzes.scenarios.tools import failed_runs, failures
from quizzes.scenarios.tools.failed_runs import FailedRun

AIRFLOW, DAGSTER = "airflow", "dagster"
OPTIONS = (
    Option(AIRFLOW, say("clear it in Airflow")),
    Option(DAGSTER, say("rebuild it in Dagster")),
)
STORY = say(
    "A web shop has the same pipeline in Airflow 3.3, where one task makes each asset, and in "
    "Dagster 1.13. What made the morning run fail has been fixed, and nothing has run since; a "
    "task that is cleared runs with the code of now."
)
PROMPT = say("What is the smallest safe re-run in each tool?")
RULE = say(
    "Safe means that everything then reflects the code and the sources of now, as far as the tool "
    "itself can tell. In Airflow you begin with the tasks that failed or ran with wrong code, and "
    "it can tell which tasks come after which; Dagster can tell the code version and the data "
    "versions that each asset was built from."
)
DIFFICULTY = Difficulty(shop.NODES, shop.DEPTH, failures.TO_CLEAR, guessing=0.2)


def build(about: str, seed: int) -> Scenario:
    """The question about the failed run of this label and seed."""
    return ask(failed_runs.draw(about, seed))


def ask(about: FailedRun) -> Scenario:
    """The question about a failed run."""
    return Scenario(
        asks="two_reruns",
        story=STORY,
        pipeline=about.incident.now.pipeline,
        log=_log(about),
        prompt=PROMPT,
        rule=RULE,
        places=tuple(_place(about, name) for name in built_here(about.incident.pipeline)),
        notes=_notes(about),
        badges=_badges(about),
        misreadings=_misreadings(about),
    )


def _place(about: FailedRun, name: str) -> Place:
    sets = {AIRFLOW: about.to_clear, DAGSTER: about.incident.to_rebuild}
    return Place(
        name,
        OPTIONS,
        frozenset(tool for tool, names in sets.items() if name in names),
        say(
            "Airflow: {airflow}. Dagster: {dagster}",
            airflow=_why_cleared(about, name),
            dagster=rebuild_all.why(about.incident, name),
        ),
        many=True,
        path=_path_to(about, name),
    )


def _why_cleared(about: FailedRun, name: str) -> str:
    task = about.task(name)
    if name in about.failed:
        return say("{task} failed, so it runs again", task=task)
    if name in about.to_repeat:
        return say(
            "{task} ran with version {version} of the code, which was wrong, so it runs again",
            task=task,
            version=about.version_used(name),
        )
    if name in about.to_clear:
        return _why_cleared_too(about, name)
    return say("{task} succeeded, and comes after nothing that runs again", task=task)


def _why_cleared_too(about: FailedRun, name: str) -> str:
    """Only where Dagster spares an asset would its data be the same."""
    ahead = about.incident.pipeline.ancestors(name)
    above = listed(about.task(other) for other in about.to_repeat if other in ahead)
    given = {"task": about.task(name), "above": above}
    if name in about.incident.to_rebuild:
        return say("{task} comes after {above}, so it has to run, too", **given)
    return say(
        "{task} comes after {above}, and Airflow cannot tell that its data would be the same",
        **given,
    )


def _path_to(about: FailedRun, name: str) -> tuple[str, ...]:
    """From what makes Dagster rebuild it, or else from what Airflow has to repeat."""
    if name in about.incident.to_rebuild:
        return rebuild_all.path_to(about.incident, name)
    path = [name] if name in about.to_clear else []
    while path and (above := _cleared_parent(about, path[0])):
        path.insert(0, above)
    return tuple(path)


def _cleared_parent(about: FailedRun, name: str) -> str | None:
    parents = about.incident.pipeline.parents(name)
    return next((parent for parent in parents if parent in about.to_clear), None)


def _log(about: FailedRun) -> tuple[LogLine, ...]:
    lines = list(telling.log(about.incident))
    lines[about.at] = LogLine(
        lines[about.at].at,
        say(
            "The morning run failed at {failed} in both tools, because {cause}. What comes after "
            "was not made; everything else was.",
            failed=listed(sorted(about.failed)),
            cause=_cause(about),
        ),
    )
    return tuple(lines)


def _cause(about: FailedRun) -> str:
    wrong = [name for name in about.to_repeat if name not in about.failed]
    if not wrong:
        return about.cause
    return say(
        "it could not read what version {version} of {name} had made",
        version=about.version_used(wrong[0]),
        name=wrong[0],
    )


def _notes(about: FailedRun) -> dict[str, str]:
    return {
        name: joined("; ", [note, _note(about, about.task(name))])
        for name, note in telling.notes(about.incident).items()
    }


def _note(about: FailedRun, task: str) -> str:
    state = about.run.states[task].value
    return say("its Airflow task {task}: {state}", task=task, state=state)


def _badges(about: FailedRun) -> dict[str, str]:
    words = {True: State.FAILED.value, False: say("rolled back")}
    return {name: words[name in about.failed] for name in about.to_repeat}


def _misreadings(about: FailedRun) -> tuple[Misreading, ...]:
    told, clear = about.incident.chronicle, about.to_clear
    key = _sent(clear, about.incident.to_rebuild)
    return (
        *misread(ABOUT_AIRFLOW_S_RERUN, told, lambda names: _sent(names, names), key),
        *misread(ABOUT_REBUILD_ALL, told, lambda names: _sent(clear, names), key),
        *misread(
            [FAILURE_TAINTS_ALL_BELOW], told, lambda table: _sent(clear, stale_in(table)), key
        ),
    )


def _sent(clear: Collection[str], rebuild: Collection[str]) -> frozenset[str]:
    return frozenset(
        choice(name, tool)
        for tool, names in ((AIRFLOW, clear), (DAGSTER, rebuild))
        for name in names
    )
