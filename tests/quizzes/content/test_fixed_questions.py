"""Questions that an author writes whole, and those that the engine does not agree with."""

from pathlib import Path
from typing import Any

import pytest

from quizzes import asking
from quizzes.content import catalogue
from quizzes.grading import from_json, to_json
from quizzes.items.item import Answer, Item
from tests.quizzes.content.a_pack import (
    CLEAN_CAR,
    DRY,
    PHOTO,
    WEATHER,
    WET,
    a_choice,
    a_painting,
    a_picking,
    a_question,
    a_sorting,
    an_activity,
    faults,
    write,
)
from tests.quizzes.pseudo import left_in_english

NEW_CODE = {"at": "09:30", "op": "set_code_version", "asset": "clean_car", "code_version": "2"}


def the_item(folder: Path, question: dict[str, Any]) -> Item:
    """The item that the question becomes, after it was kept as an attempt keeps it."""
    activity = catalogue.read(write(folder, an_activity(questions=[question])))
    quiz = asking.build_quiz(activity, seed=1)
    assert from_json(to_json(quiz)) == quiz
    return quiz.items[0]


def earned(item: Item, *chosen: str) -> float:
    return float(item.earned(Answer(item.id, frozenset(chosen))))


def faults_of(folder: Path, question: dict[str, Any]) -> list[str]:
    return faults(folder, an_activity(questions=[question]))


def test_one_option_is_right(tmp_path: Path) -> None:
    item = the_item(tmp_path, a_choice(hints=["What stands outside?"]))
    [place] = item.scenario.places
    assert [option.words for option in place.options] == ["The car.", "The bed."]
    assert [option.why for option in place.options] == ["It stands outside.", "It stands inside."]
    assert (earned(item, "answer=1"), earned(item, "answer=2")) == (1, 0)
    assert item.hints == ("What stands outside?",)


def test_several_options_are_right(tmp_path: Path) -> None:
    third = WET | {"text": "The dog."}
    question = a_choice(WET, {"text": "The bed.", "why": "Inside."}, third, type="choose_many")
    item = the_item(tmp_path, question)
    assert earned(item, "answer=1", "answer=3") == 1
    assert earned(item, "answer=1") == 0.5
    assert earned(item, "answer=1", "answer=2") == 0


def test_statements_are_sorted_into_groups(tmp_path: Path) -> None:
    item = the_item(tmp_path, a_sorting())
    assert [place.words for place in item.scenario.places] == ["The car.", "The bed."]
    assert [option.words for option in item.scenario.places[0].options] == [
        "Gets wet",
        "Stays dry",
    ]
    assert earned(item, "1=wet", "2=dry") == 1
    assert earned(item, "1=wet", "2=wet") == 0.5


def test_what_is_stale_is_picked(tmp_path: Path) -> None:
    item = the_item(tmp_path, a_picking())
    assert item.scenario.key == {"clean_car"}
    assert [place.name for place in item.scenario.places] == ["clean_car", "photo"]
    place = item.scenario.places[0]
    assert place.path == ("weather", "clean_car")
    assert place.why == (
        "Stale: weather has other data than clean_car was last built from. So it came about: "
        "08:00 weather was observed. 08:10 clean_car was built. "
        "09:00 weather was observed again, with other data."
    )
    assert [wrong.name for wrong in item.scenario.misreadings][:1] == ["staleness_is_transitive"]


def test_what_has_to_be_rebuilt_is_picked(tmp_path: Path) -> None:
    answer = ["clean_car", "photo"]
    item = the_item(tmp_path, a_picking(asks_for="rebuild_all", answer=answer))
    assert item.scenario.key == set(answer)
    why = item.scenario.places[1].why
    assert why.startswith("To be rebuilt: clean_car has other data than photo was last built from.")


def test_every_status_is_painted(tmp_path: Path) -> None:
    item = the_item(tmp_path, a_painting())
    assert item.scenario.key == {"clean_car=Stale", "photo=Fresh"}
    assert earned(item, "clean_car=Stale", "photo=Stale") == 0.5


@pytest.mark.parametrize(
    "question",
    [a_picking(), a_painting(), a_picking(asks_for="rebuild_all", answer=["clean_car", "photo"])],
)
def test_what_the_engine_says_can_be_said_in_other_languages(
    tmp_path: Path, question: dict[str, Any]
) -> None:
    told = the_item(tmp_path, question).scenario
    said = [line.text for line in told.log] + [place.why for place in told.places]
    said += told.notes.values()
    names = {*told.pipeline.names, "dry", "rain"}
    assert not {word for each in said for word in left_in_english(each, names)}


def test_what_was_never_built_is_missing(tmp_path: Path) -> None:
    answer = {"clean_car": "Missing", "photo": "Missing"}
    item = the_item(tmp_path, a_painting(events=[NEW_CODE], answer=answer))
    assert item.scenario.places[0].why == "Missing. Nothing ever built it."


def test_the_log_is_the_authors_words_or_made_from_the_event(tmp_path: Path) -> None:
    events = [
        {"at": "08:00", "op": "observe", "asset": "weather", "data_version": "dry"},
        {"at": "08:10", "op": "materialize", "assets": ["clean_car"], "text": "Washed."},
        NEW_CODE,
        {"at": "10:00", "op": "remove_dep", "asset": "photo", "dep": "clean_car"},
        {"at": "10:00", "op": "add_dep", "asset": "photo", "dep": "weather"},
        {"at": "10:10", "op": "materialize", "assets": ["clean_car", "photo"], "fail": ["photo"]},
    ]
    item = the_item(tmp_path, a_picking(events=events, answer=[], asks_for="rebuild_all") | ASKED)
    assert [(line.at, line.text) for line in item.scenario.log] == [
        ("08:00", "weather was observed: data version dry."),
        ("08:10", "Washed."),
        ("09:30", "New code for clean_car was deployed: version 2."),
        ("10:00", "photo does not read clean_car any more."),
        ("10:00", "photo reads weather from now on."),
        (
            "10:10",
            "A run of clean_car and photo failed at photo: what depends on it in this run was "
            "skipped, the rest built.",
        ),
    ]
    assert item.scenario.pipeline.parents("photo") == ("weather",)


ASKED = {"answer": ["photo"]}


def test_a_note_is_the_authors_or_made_from_the_pipeline(tmp_path: Path) -> None:
    item = the_item(tmp_path, a_picking(notes={"photo": "hangs in the hall"}))
    assert item.scenario.notes == {
        "weather": "a source from outside; feeds clean_car",
        "clean_car": "reads weather; feeds photo; code version 1",
        "photo": "hangs in the hall",
    }


def test_a_fixed_question_is_the_same_for_everybody(tmp_path: Path) -> None:
    activity = catalogue.read(write(tmp_path, an_activity(questions=[a_picking()])))
    assert asking.build_quiz(activity, seed=1) == asking.build_quiz(activity, seed=2)


# Answers that the engine does not give

STALE = "Stale: weather has other data than clean_car was last built from. So it came about: 08:00"
FRESH = "Fresh. So it came about: 08:10 photo was built."
REBUILT = "To be rebuilt: clean_car has other data than photo was last built from."


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (a_picking(answer=["photo"]), {"clean_car": STALE, "photo": FRESH}),
        (a_picking(answer=[]), {"clean_car": STALE}),
        (a_picking(asks_for="rebuild_all", answer=["clean_car"]), {"photo": REBUILT}),
        (a_painting(answer={"clean_car": "Fresh"}), {"clean_car": STALE, "photo": FRESH}),
    ],
)
def test_an_answer_that_the_engine_does_not_give_is_a_fault_with_what_it_gives_and_why(
    tmp_path: Path, question: dict[str, Any], said: dict[str, str]
) -> None:
    found = faults_of(tmp_path, question)
    for line, (name, why) in zip(found, said.items(), strict=True):
        assert line.startswith(f"questions.q1.answer: {name}: the engine says: {why}")


@pytest.mark.parametrize("name", ["weather", "snow"])
def test_only_what_is_built_here_is_an_answer(tmp_path: Path, name: str) -> None:
    assert faults_of(tmp_path, a_picking(answer=["clean_car", name])) == [
        f"questions.q1.answer: {name} is not built here."
    ]


def test_a_question_to_which_nothing_is_right_is_refused(tmp_path: Path) -> None:
    quiet = a_picking()["events"][:2]
    assert faults_of(tmp_path, a_picking(events=quiet, answer=[])) == [
        "questions.q1: Nothing would be right. Tell of events after which something is."
    ]


# What else can be wrong


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (
            a_choice(type="guess"),
            "type: Must be one of: choose_one, choose_many, sort_statements, ",
        ),
        (a_choice(builder="stale_now"), "builder: Unknown key."),
        (a_choice(WET), "options: Length must be between 2 and 8."),
        (a_choice(WET, WET), "options: More than one of the options is 'The car.'."),
        (a_choice(WET, WET | {"text": "It."}), "options: Exactly one must be right, not 2."),
        (a_choice(DRY, DRY | {"text": "It."}), "options: Exactly one must be right, not 0."),
        (a_choice(DRY, DRY | {"text": "It."}, type="choose_many"), "options: None is right."),
        (
            a_choice(WET | {"right": "yes"}),
            "options.#1.right: Must be true or false, without quotation marks.",
        ),
        (a_choice(WET | {"why": ""}, WET), "options.#1.why: Must not be empty."),
        (a_sorting(groups={"wet": "Wet"}), "groups: Length must be between 2 and 6."),
        (
            a_sorting(groups={"damp": "Damp", "dry": "Dry"}),
            "statements.#1.group: Must be one of: damp, dry.",
        ),
        (a_picking(asks_for="fresh"), "asks_for: Must be one of: stale, rebuild_all."),
        (a_picking(notes={"snow": "white"}), "notes: snow is no asset."),
        (a_picking(pipeline=[CLEAN_CAR]), "pipeline: clean_car depends on weather, which is no"),
        (
            a_picking(pipeline=[WEATHER, CLEAN_CAR | {"deps": ["photo"]}, PHOTO]),
            "pipeline: These assets wait for each other: ",
        ),
        (a_painting(answer={"clean_car": "Old"}), "answer.clean_car: Must be one of: "),
        (a_question(hints="Look."), "hints: Must be a list: a hyphen before each entry."),
        (a_question(hints=[" "]), "hints.#1: Must not be empty."),
    ],
)
def test_a_fault_is_named_by_its_place(
    tmp_path: Path, question: dict[str, Any], fault: str
) -> None:
    assert any(
        line.startswith(f"questions.q1.{fault}") for line in faults_of(tmp_path, question)
    ), faults_of(tmp_path, question)


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ({"at": "9:30"}, 'at: Write a time, such as "09:10".'),
        ({"at": "07:00"}, "at: Before the event above it."),
        ({"asset": "snow"}, "asset: snow is no asset."),
        ({"asset": "weather"}, "asset: weather is external."),
        ({"code_version": 2}, "code_version: must be text in quotation marks, and is 2."),
        ({"op": "rename"}, "op: 'rename' is none of materialize, set_code_version, "),
        ({"colour": "blue"}, "colour: no such field."),
    ],
)
def test_an_event_that_cannot_be_read_is_named_by_its_place(
    tmp_path: Path, event: dict[str, Any], fault: str
) -> None:
    question = a_picking()
    question["events"] = [*question["events"], NEW_CODE | event]
    [line] = faults_of(tmp_path, question)
    assert line.startswith(f"questions.q1.events.#4.{fault}")


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ({"op": "add_dep", "asset": "clean_car", "dep": "photo"}, "These assets wait for each"),
        ({"op": "add_dep", "asset": "clean_car", "dep": "snow"}, "clean_car depends on snow, "),
        ({"op": "remove_dep", "asset": "photo", "dep": "weather"}, "photo does not depend on"),
    ],
)
def test_an_event_that_the_engine_refuses_is_named_by_its_place(
    tmp_path: Path, event: dict[str, Any], fault: str
) -> None:
    question = a_picking()
    question["events"] = [*question["events"], {"at": "10:00", **event}]
    [line] = faults_of(tmp_path, question)
    assert line.startswith(f"questions.q1.events.#4: {fault}")
