"""What the real Dagster said of recorded cases is the answer that an author's question takes."""

import json
from pathlib import Path
from typing import Any

import pytest
from marshmallow import ValidationError

from quizzes.content.fixed import PaintNodesSchema
from tests.quizzes.content.a_pack import a_painting

CASES = [
    case
    for case in json.loads(Path("tests/data/dagster_cases.json").read_text())["cases"]
    if case["family"] == "unpartitioned"
]


def painted(case: dict[str, Any]) -> dict[str, str]:
    """The recorded status of everything that is built here, in the words of a pack."""
    built = [name for name, asset in case["assets"].items() if asset["kind"] == "asset"]
    return {name: case["expected"][name]["status"].capitalize() for name in built}


def as_a_question(case: dict[str, Any], answer: dict[str, str]) -> dict[str, Any]:
    return a_painting(
        pipeline=[_node(name, asset) for name, asset in case["assets"].items()],
        events=[{"at": "09:00", **event} for event in case["events"]],
        answer=answer,
    )


def _node(name: str, asset: dict[str, Any]) -> dict[str, Any]:
    if asset["kind"] == "external":
        return {"name": name, "external": True}
    code = {"code_version": asset["code_version"]} if asset["code_version"] else {}
    return {"name": name, "task": f"make_{name}", "deps": asset["deps"], **code}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_recorded_answer_is_taken_and_any_other_is_not(case: dict[str, Any]) -> None:
    right = painted(case)
    told = PaintNodesSchema().load(as_a_question(case, right)).told
    assert told.key == {f"{name}={status}" for name, status in right.items()}
    why = {place.name: place.why for place in told.places}
    assert all(why[name].startswith(status) for name, status in right.items())
    name = sorted(right)[0]
    wrong = right | {name: "Stale" if right[name] == "Fresh" else "Fresh"}
    with pytest.raises(ValidationError) as refused:
        PaintNodesSchema().load(as_a_question(case, wrong))
    assert refused.value.messages == {"answer": [f"{name}: the engine says: {why[name]}"]}
