"""Who asks for more contrast gets 7:1 at least, in light and dark, on every ground it meets."""

import re
from pathlib import Path

import pytest

import lti_tool

STYLE = (Path(lti_tool.__file__).parent / "static/style.css").read_text()
USUAL, MORE = STYLE.split("@media (prefers-contrast: more)")[:2]
PAIR = re.compile(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)")
GROUNDS = ("page", "panel", "raised")


def tokens(css: str) -> dict[str, tuple[str, str]]:
    """Return each name's colour in the light and in the dark."""
    return {name: (light, dark) for name, light, dark in PAIR.findall(css)}


def luminance(colour: str) -> float:
    """Return how bright it is, as WCAG 2.2 has it."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", tokens(MORE))
def test_every_colour_stands_out_from_what_it_is_on(name: str) -> None:
    usual = tokens(USUAL)
    grounds = [ground for ground in (*GROUNDS, f"{name}-tint") if ground in usual]
    for is_dark in (False, True):
        for ground in grounds:
            assert contrast(tokens(MORE)[name][is_dark], usual[ground][is_dark]) >= 7


def test_all_that_carries_meaning_is_among_them() -> None:
    tinted = {name.removesuffix("-tint") for name in tokens(USUAL) if name.endswith("-tint")}
    assert tinted | {"muted", "stroke", "accent", "focus"} <= tokens(MORE).keys()
