"""The recorded answers of the real Dagster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quizzes.orchestrators.dagster_cases import events_of, pipeline_of
from quizzes.orchestrators.events import Event
from quizzes.orchestrators.pipeline import Pipeline

CASES = Path(__file__).parents[2] / "data" / "dagster_cases.json"
ALL: list[dict[str, Any]] = json.loads(CASES.read_bytes())["cases"]
UNPARTITIONED = [case for case in ALL if case["family"] == "unpartitioned"]
PARTITIONED = [case for case in ALL if case["family"] == "partitioned"]


def read(case: dict[str, Any]) -> tuple[Pipeline, tuple[Event, ...]]:
    return pipeline_of(case), events_of(case)
