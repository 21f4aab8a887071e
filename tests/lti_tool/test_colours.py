"""The colours of style.css: how they stand out, and how colour-blind eyes tell them apart."""

import re
from itertools import combinations
from pathlib import Path

import pytest

import lti_tool
from tests.support.colours import SEEN_AS, ciede2000, contrast, difference

STYLE = (Path(lti_tool.__file__).parent / "static" / "style.css").read_text()
FIRST, MORE = re.findall(r"^ *:root \{$(.*?)^ *\}$", STYLE, re.DOTALL | re.MULTILINE)


def shades(block: str) -> dict[str, dict[str, str]]:
    """The colours of a block, by mode and name."""
    found = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", block)
    return {
        "light": {name: light for name, light, _ in found},
        "dark": {name: dark for name, _, dark in found},
    }


TOKENS = shades(FIRST)
LOOKS = TOKENS | {
    f"{mode}, more contrast": TOKENS[mode] | more for mode, more in shades(MORE).items()
}
STATUSES = ("fresh", "stale", "failed", "missing")
KINDS = (*STATUSES, "task", "asset")
GROUNDS = ("page", "panel", "raised")
ON_GROUNDS = [(name, ground) for name in ("ink", "muted", "accent", *KINDS) for ground in GROUNDS]
ON_TINTS = [(name, f"{kind}-tint") for kind in KINDS for name in (kind, "ink")]
STROKES = [(name, ground) for name in ("stroke", "control", "focus") for ground in GROUNDS]

every_look = pytest.mark.parametrize("look", LOOKS)


@every_look
def test_text_stands_out_from_what_it_stands_on(look: str) -> None:
    tokens = LOOKS[look]
    for text, ground in [*ON_GROUNDS, *ON_TINTS, ("on-accent", "accent"), ("page", "ink")]:
        assert contrast(tokens[text], tokens[ground]) >= 4.5, f"{text} on {ground}"


@every_look
def test_strokes_and_the_focus_ring_stand_out_from_what_they_stand_on(look: str) -> None:
    tokens = LOOKS[look]
    for stroke, ground in STROKES:
        assert contrast(tokens[stroke], tokens[ground]) >= 3, f"{stroke} on {ground}"


@pytest.mark.parametrize(("mode", "least"), [("light", 14.8), ("dark", 15.6)])
def test_colour_blind_eyes_tell_the_statuses_apart(mode: str, least: float) -> None:
    for one, other in combinations(STATUSES, 2):
        for eyes in SEEN_AS:
            apart = difference(TOKENS[mode][one], TOKENS[mode][other], eyes)
            assert apart >= least - 0.05, f"{one} and {other} for {eyes} eyes"


def test_differences_are_those_of_the_published_examples() -> None:
    # Sharma, Wu and Dalal (2005), table 1, pairs 1, 7 and 17.
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)
