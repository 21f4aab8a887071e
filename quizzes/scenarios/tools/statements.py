"""What one could want to know of a pipeline, in many words, and how a tool knows it.

`{table}` and `{reader}` stand for two assets, the second made from the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from quizzes import saying
from quizzes.orchestrators.knowledge import KNOWN_TO, Fact, Tool
from quizzes.saying import Said

say = partial(saying.say, table="{table}", reader="{reader}")
"""Something about two assets that are not known yet."""

BOXES: Mapping[str, tuple[frozenset[Tool], str]] = {
    "airflow": (frozenset({Tool.AIRFLOW}), saying.say("Only Airflow")),
    "dagster": (frozenset({Tool.DAGSTER}), saying.say("Only Dagster")),
    "both": (frozenset(Tool), saying.say("Both")),
    "neither": (frozenset(), saying.say("Neither")),
}
"""Value -> the tools that know, and the words on screen."""

WORDS: Mapping[Fact, tuple[Said, ...]] = {
    Fact.TRIGGER_RULE: (
        say(
            "That the step that makes {reader} is to run even if the one that makes {table} failed "
            "in the same run."
        ),
        say(
            "That the step that makes {reader} may start when a step before it in the same run was "
            "skipped, as long as none failed."
        ),
        say(
            "That the step that makes {reader} starts as soon as one of the steps before it in the "
            "same run has succeeded, whatever becomes of the others."
        ),
        say(
            "That the step that makes {reader} starts once all steps before it in the same run are "
            "done, those that failed included."
        ),
    ),
    Fact.OUTCOME: (
        say(
            "That the step that makes {table} failed at its first try last night, and succeeded at "
            "the second."
        ),
        say("How long the last run of the step that makes {table} took."),
        say("That {reader} was not made last night because the step that makes {table} failed."),
        say("That the step that makes {table} is running at this moment."),
    ),
    Fact.LINEAGE: (
        say("That {reader} is declared to be made from {table}."),
        say("Which step makes {table}."),
        say("What would be affected by a change to {table}, as far as it was declared."),
        say("Whether anything at all is declared to read {table}."),
    ),
    Fact.LAST_UPDATE: (
        say("When {table} was last updated."),
        say("Which run last updated {table}."),
        say("That {table} was updated twice last night."),
        say("That {table} was not updated last night, because the step that makes it failed."),
    ),
    Fact.TRIGGERS: (
        say("That {reader} is to be made as soon as {table} is updated."),
        say("What starts when {table} is updated."),
        say("That the last run that made {reader} was started by an update of {table}."),
    ),
    Fact.PARTITIONS: (
        say("For which day an update of {table} was, where {table} has a partition for each day."),
        say("That last Monday's partition of {table} was made again today."),
        say("Which of the daily partitions of {table} the last run was to make."),
    ),
    Fact.CODE_VERSION: (
        say(
            "Which version of its own code {table} was last made with, whatever else was released."
        ),
        say(
            "That the code of {table} has a new version since it was last made, and that of what "
            "it is made from has none."
        ),
        say("Whether {table} was last made with the version of its code that is declared now."),
    ),
    Fact.DATA_VERSION: (
        say(
            "That {table} was made again at noon from the same code and the same inputs as last "
            "night."
        ),
        say(
            "Whether {table} was last updated with other code or from other inputs than the time "
            "before."
        ),
        say("That {table} was made twice tonight, and the second time from nothing new."),
    ),
    Fact.STALENESS: (
        say("That {reader} is out of date, because {table} has since been made from other inputs."),
        say(
            "That {reader} is up to date although {table} was made again after it, from the same "
            "code and inputs."
        ),
        say("Which tables must be made again next, now that {table} has been made with new code."),
        say(
            "Whether {reader} was made from what {table} is now, however often {table} was made "
            "again in between."
        ),
        say("What is out of date now that last night's run has failed at {table}."),
    ),
    Fact.CONTENT: (
        say("Whether the numbers in {table} are right."),
        say("That somebody changed rows of {table} by hand after it was made."),
        say("That {table} has lost half of its rows since yesterday."),
        say("Whether two runs wrote the very same bytes to {table}."),
        say("That a column of {table} is empty in every row."),
        say("That somebody dropped {table} from the warehouse overnight."),
        say("That the step that makes {table} succeeded last night, but wrote nothing."),
    ),
}

HOW: Mapping[Fact, Said] = {
    Fact.TRIGGER_RULE: say(
        "in Airflow 3.3 each task has a trigger rule; a run of Dagster 1.13 "
        "leaves out whatever waits for a step that failed or was skipped"
    ),
    Fact.OUTCOME: say(
        "Airflow 3.3 keeps the state and the tries of every task in a run, Dagster 1.13 "
        "the events of every step"
    ),
    Fact.LINEAGE: say(
        "Airflow 3.3 reads it in the inlets and outlets of tasks, Dagster 1.13 in the "
        "deps of assets"
    ),
    Fact.LAST_UPDATE: say(
        "when the step succeeds, Airflow 3.3 writes an asset event and Dagster 1.13 "
        "a materialization, each with its time and its run"
    ),
    Fact.TRIGGERS: say(
        "in Airflow 3.3 a DAG can be scheduled on assets, and in Dagster 1.13 an asset "
        "can have an automation condition"
    ),
    Fact.PARTITIONS: say(
        "an asset event of Airflow 3.3 can have a partition key, and so can a "
        "materialization of Dagster 1.13"
    ),
    Fact.CODE_VERSION: say(
        "Dagster 1.13 keeps the code version of {table} with each "
        "materialization; Airflow 3.3 has versions of whole DAGs, and none of what makes one asset"
    ),
    Fact.DATA_VERSION: say(
        "Dagster 1.13 hashes code version and inputs to a data version; an asset "
        "event of Airflow 3.3 says that a task succeeded, and no more"
    ),
    Fact.STALENESS: say(
        "Dagster 1.13 compares the versions that an asset was made from with those of "
        "now; Airflow 3.3 keeps nothing to compare"
    ),
    Fact.CONTENT: say(
        "a data version of Dagster 1.13 is a hash of code and inputs, an asset event of "
        "Airflow 3.3 says that a task succeeded; nobody looks into {table}"
    ),
}


@dataclass(frozen=True)
class Statement:
    """Something to know of `{table}` and `{reader}`; the number tells nothing of who knows it."""

    number: int
    fact: Fact
    template: Said

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
        return Said(self.template.message, names)

    def why(self, names: Mapping[str, str]) -> str:
        """Who knows it, and how."""
        how = Said(HOW[self.fact].message, names)
        return saying.say("{who}: {how}.", who=BOXES[self.box][1], how=how)


def box_of(tools: frozenset[Tool]) -> str:
    """The box for what these tools know."""
    return next(value for value, (known_to, _) in BOXES.items() if known_to == tools)


BANK = tuple(
    Statement(number, fact, template)
    for number, (fact, template) in enumerate(
        ((fact, template) for fact, templates in WORDS.items() for template in templates), start=1
    )
)
