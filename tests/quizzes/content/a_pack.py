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


WEATHER = {"name": "weather", "external": True}
CLEAN_CAR = {"name": "clean_car", "task": "wash_car", "deps": ["weather"], "code_version": "1"}


def write(folder: Path, activity: Any, **texts: str) -> Path:
    """Write a pack called "rain" and return its folder; `theory="..."` is theory.md."""
    pack = folder / "rain"
    pack.mkdir(exist_ok=True)
    written = activity if isinstance(activity, str) else yaml.safe_dump(activity)
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
