"""Which tool knows what of a pipeline, by itself (airflow 3.3.2, dagster 1.13.29)."""

from __future__ import annotations

from enum import Enum


class Tool(Enum):
    """The two that are compared."""

    AIRFLOW = "Airflow"
    DAGSTER = "Dagster"


class Fact(Enum):
    """Something that one could want to know of a pipeline; the values end "it knows ..."."""

    TRIGGER_RULE = "on which outcomes of the steps before it a step starts"
    OUTCOME = "how the last run of a piece of code ended"
    LINEAGE = "which data a piece of code is declared to read and to make"
    LAST_UPDATE = "when data was last made, and by which run"
    TRIGGERS = "which runs start because data was made"
    PARTITIONS = "which partitions there are"
    CODE_VERSION = "with which version of the code data was made"
    DATA_VERSION = "whether data was made anew or only made again"
    STALENESS = "what is out of date"
    CONTENT = "whether the content of a file or table is right"


BOTH = frozenset(Tool)
ONLY_AIRFLOW = frozenset({Tool.AIRFLOW})
ONLY_DAGSTER = frozenset({Tool.DAGSTER})
NEITHER: frozenset[Tool] = frozenset()

KNOWN_TO: dict[Fact, frozenset[Tool]] = {
    Fact.TRIGGER_RULE: ONLY_AIRFLOW,
    Fact.OUTCOME: BOTH,
    Fact.LINEAGE: BOTH,
    Fact.LAST_UPDATE: BOTH,
    Fact.TRIGGERS: BOTH,
    Fact.PARTITIONS: BOTH,
    Fact.CODE_VERSION: ONLY_DAGSTER,
    Fact.DATA_VERSION: ONLY_DAGSTER,
    Fact.STALENESS: ONLY_DAGSTER,
    Fact.CONTENT: NEITHER,
}
"""Airflow's part since 3.0; a data version is a hash of code and inputs, and no look at bytes.

A step of Dagster's has no rule: it is not run where one failed that it depends on.
"""
