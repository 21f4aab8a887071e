"""A figure that reacts: what its states make of its assets, and what an author can get wrong."""

from pathlib import Path
from typing import Any

import jinja2
import pytest

import lti_tool
from quizzes.content import catalogue
from quizzes.content.reactions import PICTURES
from tests.quizzes.content.a_pack import (
    CLEAN_CAR,
    PHOTO,
    WEATHER,
    a_figure,
    a_section,
    an_activity,
    faults,
    write,
)

BIN = {"name": "empty_bin", "task": "take_out_bins", "code_version": "1"}
TEMPLATES = Path(lti_tool.__file__).parent / "templates"
PLACE = "sections.theory.figure."


def seen(weather: str) -> dict[str, str]:
    return {"op": "observe", "asset": "weather", "data_version": weather}


def a_state(name: str, *events: Any, **changes: Any) -> dict[str, Any]:
    happened = list(events) or [seen(name)]
    said = {"id": name, "label": name, "picture": "sun", "text": f"It is {name}."}
    return {**said, "events": happened, **changes}


def a_reaction(*pipeline: dict[str, Any], **changes: Any) -> dict[str, Any]:
    drawn = list(pipeline) or [WEATHER, CLEAN_CAR, BIN]
    built = [asset["name"] for asset in drawn if "task" in asset]
    written = {
        "kind": "reaction",
        "events": [seen("dry"), {"op": "materialize", "assets": built}],
        "pictures": dict.fromkeys(built, "car"),
        "states": [a_state("dry"), a_state("wet")],
    }
    return a_figure(*drawn, **(written | changes))


def in_a_pack(figure: Any) -> dict[str, Any]:
    return an_activity(sections=[a_section(figure=figure)])


def statuses(folder: Path, figure: Any) -> list[dict[str, str]]:
    """Return what each state makes of the assets that are built here."""
    found = catalogue.read(write(folder, in_a_pack(figure))).sections[0].figure
    assert found is not None
    return [
        {name: found.statuses(state)[name].status.value for name in found.pictures}
        for state in found.states
    ]


def test_the_engine_says_what_each_state_makes_of_the_assets(tmp_path: Path) -> None:
    assert statuses(tmp_path, a_reaction()) == [
        {"clean_car": "Fresh", "empty_bin": "Fresh"},
        {"clean_car": "Stale", "empty_bin": "Fresh"},
    ]


def test_a_state_is_an_ending_of_its_own(tmp_path: Path) -> None:
    washed = a_state("washed", seen("wet"), {"op": "materialize", "assets": ["clean_car"]})
    figure = a_reaction(states=[a_state("wet"), washed, a_state("dry")])
    assert [found["clean_car"] for found in statuses(tmp_path, figure)] == [
        "Stale",
        "Fresh",
        "Fresh",
    ]


def test_what_was_never_built_is_missing(tmp_path: Path) -> None:
    found = statuses(tmp_path, a_reaction(events=[]))
    assert found[0] == {"clean_car": "Missing", "empty_bin": "Missing"}


@pytest.mark.parametrize(
    ("pipeline", "fault"),
    [
        ([CLEAN_CAR | {"deps": []}], "pipeline: In a reaction one is external, and 1 to 4 are"),
        ([WEATHER], "pipeline: In a reaction one is external, and 1 to 4 are not."),
        (
            [WEATHER, WEATHER | {"name": "season"}, BIN],
            "pipeline: In a reaction one is external, and 1 to 4 are not.",
        ),
        (
            [WEATHER, CLEAN_CAR, PHOTO],
            "pipeline.photo: Must depend on the source alone, if at all.",
        ),
    ],
)
def test_what_needs_a_graph_is_no_reaction(
    tmp_path: Path, pipeline: list[dict[str, Any]], fault: str
) -> None:
    [line] = faults(tmp_path, in_a_pack(a_reaction(*pipeline)))
    assert line.startswith(PLACE + fault)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"pictures": {"clean_car": "car"}}, "pictures.empty_bin: This is missing."),
        (
            {"pictures": dict.fromkeys(["clean_car", "empty_bin", "weather"], "car")},
            "pictures.weather: Is no asset that is made here.",
        ),
        (
            {"pictures": {"clean_car": "boat", "empty_bin": "bin"}},
            "pictures.clean_car: Must be one of: sun, cloud,",
        ),
        ({"states": [a_state("wet")]}, "states: Must have from 2 to 4 entries."),
        (
            {"states": [a_state("wet"), a_state("wet")]},
            "states: More than one of the states is 'wet'.",
        ),
        (
            {"states": [a_state("wet"), a_state("dry", picture="fog")]},
            "states.dry.picture: Must be one of: sun,",
        ),
        (
            {"states": [a_state("wet"), a_state("dry", text=" ")]},
            "states.dry.text: Must not be empty.",
        ),
        (
            {"states": [a_state("wet"), a_state("dry", seen("dry"), {"op": "materialize"})]},
            "states.dry.events.#2.assets: is missing.",
        ),
        ({"events": [seen("dry"), {"op": "materialize"}]}, "events.#2.assets: is missing."),
    ],
)
def test_every_fault_of_a_reaction_is_named_by_its_place(
    tmp_path: Path, changes: dict[str, Any], fault: str
) -> None:
    [line] = faults(tmp_path, in_a_pack(a_reaction(**changes)))
    assert line.startswith(PLACE + fault)


def test_a_state_is_spoken_of_in_every_language(tmp_path: Path) -> None:
    activity = in_a_pack(a_reaction()) | {"translations": ["de"]}
    pack = write(tmp_path, activity, **{"theory.de": "Regen."})
    (pack / "activity.de.yaml").write_text(
        """
title: Regen
subtitle: Was nass wird.
sections:
  theory:
    title: Theorie
    figure:
      caption: Wählen.
      description: Das Wetter und das Auto.
      states:
        dry: {label: Trocken, text: Es ist trocken.}
        wet: {label: Nass, text: Es ist nass.}
""",
        encoding="utf-8",
    )
    figure = catalogue.read(pack, "de").sections[0].figure
    assert figure is not None
    assert [(state.label, state.text) for state in figure.states] == [
        ("Trocken", "Es ist trocken."),
        ("Nass", "Es ist nass."),
    ]


def test_every_picture_of_the_set_is_drawn_and_no_other() -> None:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    environment.filters |= {"moment": str, "number": str}
    drawn = environment.get_template("reaction.html").module.drawn  # type: ignore[attr-defined]
    assert set(drawn) == set(PICTURES)
