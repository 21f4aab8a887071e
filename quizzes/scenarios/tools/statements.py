"""What one could want to know of a pipeline, in many words, and how a tool knows it.

`{table}` and `{reader}` stand for two assets, the second made from the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quizzes.orchestrators.knowledge import KNOWN_TO, Fact, Tool

BOXES: Mapping[str, tuple[frozenset[Tool], str]] = {
    "airflow": (frozenset({Tool.AIRFLOW}), "Only Airflow"),
    "dagster": (frozenset({Tool.DAGSTER}), "Only Dagster"),
    "both": (frozenset(Tool), "Both"),
    "neither": (frozenset(), "Neither"),
}
"""Value -> the tools that know, and the words on screen."""

WORDS: Mapping[Fact, tuple[str, ...]] = {
    Fact.TRIGGER_RULE: (
        "That the step that makes {reader} is to run even if {table} could not be made before it.",
        "That the step that makes {reader} may start when one of the steps before it was skipped, "
        "as long as none failed.",
        "That the step that makes {reader} starts as soon as one of the steps before it has "
        "succeeded, whatever becomes of the others.",
        "That the step that makes {reader} starts once all steps before it are done, those that "
        "failed included.",
    ),
    Fact.OUTCOME: (
        "That the step that makes {table} failed at its first try last night, and succeeded at "
        "the second.",
        "How long the last run of the step that makes {table} took.",
        "That {reader} was not made last night because the step that makes {table} failed.",
        "That the step that makes {table} is running at this moment.",
    ),
    Fact.LINEAGE: (
        "That {reader} is declared to be made from {table}.",
        "Which step makes {table}.",
        "What would be affected by a change to {table}, as far as it was declared.",
        "Whether anything at all is declared to read {table}.",
    ),
    Fact.LAST_UPDATE: (
        "When {table} was last updated.",
        "Which run last updated {table}.",
        "That {table} was updated twice last night.",
        "That {table} was not updated last night, because the step that makes it failed.",
    ),
    Fact.TRIGGERS: (
        "That {reader} is to be made as soon as {table} is updated.",
        "What starts when {table} is updated.",
        "That the last run that made {reader} was started by an update of {table}.",
    ),
    Fact.PARTITIONS: (
        "For which day an update of {table} was, where {table} has a partition for each day.",
        "That last Monday's partition of {table} was made again today.",
        "Which of the daily partitions of {table} the last run was to make.",
    ),
    Fact.CODE_VERSION: (
        "Which version of its own code {table} was last made with, whatever else was released.",
        "That of all code only that of {table} has a new version since it was last made.",
        "Whether {table} was last made with the version of its code that is declared now.",
    ),
    Fact.DATA_VERSION: (
        "That {table} was made again at noon from the same code and the same inputs as last night.",
        "Whether either the code or an input of {table} was another at its last update than at "
        "the one before.",
        "That {table} was made twice tonight, and the second time from nothing new.",
    ),
    Fact.STALENESS: (
        "That {reader} is out of date, because {table} was made from other inputs since.",
        "That {reader} is up to date although {table} was made again after it, from the same code "
        "and inputs.",
        "Which tables must be made again next, now that {table} was made with new code.",
        "Whether {reader} was made from {table} as it was declared and made last.",
        "What is out of date after last night's run failed at {table}.",
    ),
    Fact.CONTENT: (
        "Whether the numbers in {table} are right.",
        "That somebody changed rows of {table} by hand after it was made.",
        "That {table} has lost half of its rows since yesterday.",
        "Whether two runs wrote the very same bytes to {table}.",
        "That a column of {table} is empty in every row.",
        "That somebody dropped {table} from the warehouse overnight.",
        "That the step that makes {table} succeeded last night, but wrote nothing.",
    ),
}

HOW: Mapping[Fact, str] = {
    Fact.TRIGGER_RULE: "in Airflow 3.3 each task has a trigger rule; a run of Dagster 1.13 "
    "leaves out whatever waits for a step that failed",
    Fact.OUTCOME: "Airflow 3.3 keeps the state and the tries of every task in a run, Dagster 1.13 "
    "the events of every step",
    Fact.LINEAGE: "Airflow 3.3 reads it in the inlets and outlets of tasks, Dagster 1.13 in the "
    "deps of assets",
    Fact.LAST_UPDATE: "when the step succeeds, Airflow 3.3 writes an asset event and Dagster 1.13 "
    "a materialization, each with its time and its run",
    Fact.TRIGGERS: "in Airflow 3.3 a DAG can be scheduled on assets, and in Dagster 1.13 an asset "
    "can have an automation condition",
    Fact.PARTITIONS: "an asset event of Airflow 3.3 can have a partition key, and so can a "
    "materialization of Dagster 1.13",
    Fact.CODE_VERSION: "Dagster 1.13 keeps the code version of {table} with each "
    "materialization; Airflow 3.3 has versions of whole DAGs, and none of what makes one asset",
    Fact.DATA_VERSION: "Dagster 1.13 hashes code version and inputs to a data version; an asset "
    "event of Airflow 3.3 says that a task succeeded, and no more",
    Fact.STALENESS: "Dagster 1.13 compares the versions that an asset was made from with those of "
    "now; Airflow 3.3 keeps nothing to compare",
    Fact.CONTENT: "a data version of Dagster 1.13 is a hash of code and inputs, an asset event of "
    "Airflow 3.3 says that a task succeeded; nobody looks into {table}",
}


@dataclass(frozen=True)
class Statement:
    """Something to know of `{table}` and `{reader}`; the number tells nothing of who knows it."""

    number: int
    fact: Fact
    template: str

    @property
    def name(self) -> str:
        """A name of its own."""
        return f"statement_{self.number}"

    @property
    def box(self) -> str:
        """Who knows it."""
        return box_of(KNOWN_TO[self.fact])

    def words(self, names: Mapping[str, str]) -> str:
        """The statement about these assets."""
        return self.template.format_map(names)

    def why(self, names: Mapping[str, str]) -> str:
        """Who knows it, and how."""
        return f"{BOXES[self.box][1]}: {HOW[self.fact].format_map(names)}."


def box_of(tools: frozenset[Tool]) -> str:
    """The box for what these tools know."""
    return next(value for value, (known_to, _) in BOXES.items() if known_to == tools)


BANK = tuple(
    Statement(number, fact, template)
    for number, (fact, template) in enumerate(
        ((fact, template) for fact, templates in WORDS.items() for template in templates), start=1
    )
)
