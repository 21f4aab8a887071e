"""What either tool is taken to know, and is not or is."""

from __future__ import annotations

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.knowledge import KNOWN_TO, Fact, Tool
from quizzes.orchestrators.misconceptions.misconception import Misconception
from quizzes.orchestrators.staleness import rebuild_plan
from quizzes.saying import say


def _airflow_is_blind(fact: Fact) -> frozenset[Tool]:
    if fact in (Fact.TRIGGER_RULE, Fact.OUTCOME):
        return KNOWN_TO[fact]
    return KNOWN_TO[fact] - {Tool.AIRFLOW}


def _dagster_inspects_bytes(fact: Fact) -> frozenset[Tool]:
    if fact is Fact.CONTENT:
        return KNOWN_TO[fact] | {Tool.DAGSTER}
    return KNOWN_TO[fact]


def _airflow_knows_what_is_stale(told: Chronicle) -> frozenset[str]:
    return frozenset(rebuild_plan(told.pipeline, told.events, told.pipeline.names))


ABOUT_KNOWLEDGE = (
    Misconception(
        "airflow_is_blind",
        say(
            "You may have taken Airflow for blind to data; "
            "it knows declared inlets and outlets, and when they were updated."
        ),
        say(
            "Took Airflow for blind to data; "
            "it knows declared inlets and outlets, and when they were updated."
        ),
        _airflow_is_blind,
    ),
    Misconception(
        "dagster_inspects_bytes",
        say(
            "You may have thought that Dagster looks into the data; "
            "its data versions come from code versions and inputs."
        ),
        say(
            "Thought that Dagster looks into the data; "
            "its data versions come from code versions and inputs."
        ),
        _dagster_inspects_bytes,
    ),
)
ABOUT_AIRFLOW_S_RERUN = (
    Misconception(
        "airflow_knows_what_is_stale",
        say(
            "You may have let Airflow pick what is stale; "
            "it repeats the tasks that you clear, whatever became of their data."
        ),
        say(
            "Let Airflow pick what is stale; "
            "it repeats the tasks that somebody clears, whatever became of their data."
        ),
        _airflow_knows_what_is_stale,
    ),
)
