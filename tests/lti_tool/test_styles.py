"""What the pages must never do in the frame of an LMS, or to whoever asks for less motion."""

import re
from pathlib import Path

import pytest

import lti_tool

STATIC = Path(lti_tool.__file__).parent / "static"
TEMPLATES = STATIC.parent / "learner" / "templates"
LEARNERS = ("style", "pages", "graph", "lab", "reaction")
MOVES = re.compile(r"\b(?:transition|animation)\b[^;]*?(\d+)ms")
CALM = re.compile(r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}", re.DOTALL)


def css(name: str) -> str:
    """Return a style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", (STATIC / f"{name}.css").read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("name", LEARNERS)
def test_nothing_hangs_on_the_height_of_the_frame(name: str) -> None:
    assert not re.search(r"\d(?:[ds]?v[hb]|vmin|vmax)\b|position: fixed", css(name))


@pytest.mark.parametrize("name", LEARNERS)
def test_nothing_moves_for_whoever_asks_for_less_and_nothing_for_long(name: str) -> None:
    assert all(int(time) <= 200 for time in MOVES.findall(css(name)))
    assert not re.search(r"transition|animation|[^r]scroll-behavior", CALM.sub("", css(name)))


def test_no_learners_page_opens_a_window_over_itself_or_another_tab() -> None:
    pages = "".join(page.read_text() for page in TEMPLATES.rglob("*.html"))
    scripts = "".join(script.read_text() for script in STATIC.glob("*.js"))
    assert not re.search(r"<dialog|popover|target=\"_blank", pages)
    assert not re.search(r"\b(?:alert|confirm|prompt|showModal|window\.open)\(", scripts)
