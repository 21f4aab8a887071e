"""What is said of students who answered in the way of a misconception, by its name."""

from __future__ import annotations

from collections.abc import Mapping

from quizzes.orchestrators.misconceptions.about_assets import ABOUT_CAUSES, ABOUT_REBUILD_ALL
from quizzes.orchestrators.misconceptions.about_task_runs import (
    ABOUT_CLEAR,
    ABOUT_RUN,
    ABOUT_STATES,
)
from quizzes.orchestrators.misconceptions.about_tools import ABOUT_AIRFLOW_S_RERUN, ABOUT_KNOWLEDGE

OF_STUDENTS: Mapping[str, str] = {
    each.name: each.of_students
    for beliefs in (
        *(ABOUT_CAUSES, ABOUT_REBUILD_ALL),
        *(ABOUT_STATES, ABOUT_RUN, ABOUT_CLEAR),
        *(ABOUT_KNOWLEDGE, ABOUT_AIRFLOW_S_RERUN),
    )
    for each in beliefs
}


def of_students(name: str) -> str:
    """Say it in the third person; by its name alone where no engine has it any more."""
    return OF_STUDENTS.get(name) or name.replace("_", " ").capitalize() + "."
