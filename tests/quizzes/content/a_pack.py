"""The smallest pack that loads, for tests that change one thing about it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from quizzes.content import catalogue
from quizzes.errors import MalformedPack


def an_activity(**changes: Any) -> dict[str, Any]:
    """What the smallest activity.yaml holds."""
    return {
        "title": "Rain",
        "subtitle": "What gets wet, and what does not.",
        "points": 10,
        "attempts": 3,
        "pass_mark": 0.6,
        "sections": [a_section()],
        "questions": [a_question()],
        **changes,
    }


def a_section(**changes: Any) -> dict[str, Any]:
    return {"id": "theory", "title": "Theory", "text": "theory.md", "minutes": 2, **changes}


def a_question(**changes: Any) -> dict[str, Any]:
    return {"id": "q1", "builder": "stale_now", "incident": "A", "points": 2, **changes}


def a_prompt(**changes: Any) -> dict[str, Any]:
    return {"id": "why", "text": "Why does it rain?", "minimum_words": 15, **changes}


def a_figure(*pipeline: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "kind": "two-models",
        "caption": "Click a node.",
        "description": "Weather feeds a clean car.",
        "pipeline": list(pipeline) or [WEATHER, CLEAN_CAR],
        **changes,
    }


def a_choice(*options: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": "q1",
        "type": "choose_one",
        "points": 1,
        "story": "It rained on a clean car.",
        "prompt": "What is wet?",
        "rule": "Rain wets what it falls on.",
        "options": list(options) or [WET, DRY],
        **changes,
    }


def a_sorting(**changes: Any) -> dict[str, Any]:
    asked = a_choice(
        type="sort_statements",
        groups={"wet": "Gets wet", "dry": "Stays dry"},
        statements=[
            {"text": "The car.", "group": "wet", "why": "It stands outside."},
            {"text": "The bed.", "group": "dry", "why": "It stands inside."},
        ],
    )
    del asked["options"]
    return asked | changes


def a_picking(**changes: Any) -> dict[str, Any]:
    """It rained after the car was washed, and before it was photographed."""
    asked = a_choice(
        type="pick_nodes",
        asks_for="stale",
        pipeline=[WEATHER, CLEAN_CAR, PHOTO],
        events=[
            {"at": "08:00", "op": "observe", "asset": "weather", "data_version": "dry"},
            {"at": "08:10", "op": "materialize", "assets": ["clean_car", "photo"]},
            {"at": "09:00", "op": "observe", "asset": "weather", "data_version": "rain"},
        ],
        answer=["clean_car"],
    )
    del asked["options"]
    return asked | changes


def a_painting(**changes: Any) -> dict[str, Any]:
    answer = {"clean_car": "Stale", "photo": "Fresh"}
    asked = a_picking(type="paint_nodes", answer=answer)
    del asked["asks_for"]
    return asked | changes


WET = {"text": "The car.", "right": True, "why": "It stands outside."}
DRY = {"text": "The bed.", "why": "It stands inside."}
PHOTO = {"name": "photo", "task": "take_photo", "deps": ["clean_car"], "code_version": "1"}
WEATHER = {"name": "weather", "external": True}
CLEAN_CAR = {"name": "clean_car", "task": "wash_car", "deps": ["weather"], "code_version": "1"}


def write(folder: Path, activity: Any, **texts: str) -> Path:
    """Write a pack called "rain" and return its folder; `theory="..."` is theory.md."""
    pack = folder / "rain"
    pack.mkdir(exist_ok=True)
    written = activity if isinstance(activity, str) else yaml.safe_dump(activity, sort_keys=False)
    (pack / "activity.yaml").write_text(written, encoding="utf-8")
    for name, text in {"theory": "Rain *falls*.", **texts}.items():
        (pack / f"{name}.md").write_text(text, encoding="utf-8")
    return pack


def faults(folder: Path, activity: Any, **texts: str) -> list[str]:
    """Read a pack that must not load, and return what is wrong with it, without the file name."""
    with pytest.raises(MalformedPack) as refused:
        catalogue.read(write(folder, activity, **texts))
    lines = str(refused.value).splitlines()
    assert all(line.startswith("rain/activity.yaml: ") for line in lines)
    return [line.removeprefix("rain/activity.yaml: ") for line in lines]
