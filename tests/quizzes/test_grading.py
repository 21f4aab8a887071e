"""Adding up, rounding once, and keeping a quiz exactly as it was asked."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from quizzes.errors import MalformedQuiz
from quizzes.grading import Outcome, Quiz, from_json, grade, to_json
from quizzes.items.item import Answer, Item
from quizzes.saying import listed, say
from quizzes.scenarios import BUILDERS, build
from tests.quizzes.items.a_quiz import ASKED, JSON, a_quiz, an_item, an_item_of, chose

KEPT_EARLIER = Path(__file__).parents[1] / "data" / "kept" / "before_item_types.json"


def thirds(count: int) -> Quiz:
    return a_quiz(*(an_item(f"q{number}", key="abc", points=1) for number in range(count)))


def one_third_of_each(quiz: Quiz) -> Outcome:
    return grade(quiz, {item.id: chose("a", item.id) for item in quiz.items})


def test_an_unanswered_item_earns_nothing():
    quiz = a_quiz(an_item("q1", key="ab", points=2), an_item("q2", points=1))
    assert grade(quiz, {"q1": chose("ab")}) == Outcome(given=Decimal(2), maximum=3)


def test_nothing_answered_earns_nothing_of_the_maximum():
    assert grade(thirds(4), {}) == Outcome(given=Decimal(0), maximum=4)


def test_answers_to_other_questions_do_not_count():
    assert grade(a_quiz(), {"another": chose("abc", "another")}).given == 0


def test_shares_are_rounded_once_after_adding_up():
    assert one_third_of_each(thirds(1)).given == Decimal("0.33")
    assert one_third_of_each(thirds(2)).given == Decimal("0.67")
    assert one_third_of_each(thirds(3)).given == 1


def test_half_a_hundredth_is_rounded_up():
    quiz = a_quiz(an_item(key="abcdefgh", points=1))
    assert grade(quiz, {"q1": chose("a")}).given == Decimal("0.13")
    assert grade(quiz, {"q1": chose("abc")}).given == Decimal("0.38")


def test_two_questions_with_one_id_are_no_quiz():
    with pytest.raises(MalformedQuiz, match="the same id"):
        a_quiz(an_item("q1"), an_item("q1"))


def asked() -> Quiz:
    items = [
        Item(f"{builder}-{label}", 2, build(builder, label, 5), hints=("Look again.",))
        for builder in BUILDERS
        for label in "AB"
    ]
    return Quiz(tuple(items))


def test_a_quiz_comes_back_from_json_text_exactly_as_it_was_asked():
    quiz = asked()
    text = json.dumps(to_json(quiz))
    assert from_json(json.loads(text)) == quiz
    assert json.dumps(to_json(from_json(json.loads(text)))) == text


def test_a_quiz_of_every_type_comes_back_as_it_was_asked():
    assert from_json(json.loads(json.dumps(to_json(EVERY_TYPE)))) == EVERY_TYPE


def test_what_is_kept_consists_of_jsons_own_types():
    kept = to_json(asked())
    assert json.loads(json.dumps(kept)) == kept


def test_a_kept_quiz_grades_and_explains_as_before():
    quiz = asked()
    kept = from_json(to_json(quiz))
    answers = {item.id: Answer(item.id, item.scenario.key) for item in quiz.items}
    whole = 2 * len(quiz.items)
    assert grade(kept, answers) == grade(quiz, answers) == Outcome(Decimal(whole), whole)
    assert [item.marks(None) for item in kept.items] == [item.marks(None) for item in quiz.items]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place within a JSON value."""
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for step, part in inner:
            yield (*path, step)
            yield from places(part, (*path, step))


def changed(kept: Any, path: tuple[Any, ...], change: Any) -> Any:
    kept = copy.deepcopy(kept)
    holder = kept
    for step in path[:-1]:
        holder = holder[step]
    change(holder, path[-1])
    return kept


KEPT = to_json(a_quiz(an_item_of("task_states")))
EVERY_TYPE = a_quiz(*(Item(asks, 1, scenario) for asks, scenario in ASKED.items()))
LATER = ("partitions", "partitioned", "hints")  # fields that what was kept earlier does not have


def came_later(path: tuple[Any, ...]) -> bool:
    """Whether what was kept earlier lacks it; an option's reason is one such."""
    return path[-1] in LATER or (path[-1] == "why" and path[-3] == "options")


TABLES = ("notes", "then")  # whose own words are no fields
FIELDS = [
    p
    for p in places(KEPT)
    if isinstance(p[-1], str) and not came_later(p) and not set(TABLES).intersection(p[:-1])
]


def test_a_quiz_that_was_kept_before_it_had_all_of_its_fields_is_read():
    kept = to_json(a_quiz())
    for path in [p for p in places(kept) if came_later(p)]:
        kept = changed(kept, path, lambda holder, step: holder.pop(step))
    assert from_json(kept) == a_quiz()


@pytest.mark.parametrize("path", FIELDS, ids=str)
def test_a_kept_quiz_without_one_of_its_fields_is_refused(path):
    with pytest.raises(MalformedQuiz):
        from_json(changed(KEPT, path, lambda holder, step: holder.pop(step)))


@pytest.mark.parametrize("wrong", [1.5, True, [[]], {"?": 1}], ids=str)
def test_a_kept_quiz_with_another_type_anywhere_is_refused(wrong):
    for path in places(KEPT):
        if path[-1] in ("external", "partitioned", "many") and wrong is True:
            continue

        def put(holder, step):
            holder[step] = wrong

        with pytest.raises(MalformedQuiz):
            from_json(changed(KEPT, path, put))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("items", 0, "scenario", "asks"), "sing"),
        (("items", 0, "scenario", "places"), []),
        (("items", 0, "scenario", "places", 1, "name"), "a"),
        (("items", 0, "scenario", "places", 0, "right"), ["Stale"]),
        (("items", 0, "scenario", "places", 0, "right"), ["success", "failed"]),
        (("items", 0, "scenario", "pipeline", "assets", 1, "deps"), ["nobody"]),
        (("items", 0, "scenario", "pipeline", "assets", 1, "deps"), ["b"]),
        (("items", 0, "scenario", "pipeline", "assets", 1, "external"), 0),
        (("items", 0, "points"), 0),
        (("items", 0, "points"), "3"),
        (("items",), [KEPT["items"][0], KEPT["items"][0]]),
        (("more",), 1),
    ],
)
def test_a_kept_quiz_that_makes_no_sense_is_refused(path, value):
    def put(holder, step):
        holder[step] = value

    with pytest.raises(MalformedQuiz, match="What was kept is not a quiz"):
        from_json(changed(KEPT, path, put))


@given(JSON)
def test_whatever_else_is_kept_is_refused(stored):
    with pytest.raises(MalformedQuiz):
        from_json(stored)


def test_a_quiz_that_was_kept_before_there_were_item_types_is_marked_and_explained_as_then():
    kept = json.loads(KEPT_EARLIER.read_text())
    quiz = from_json(kept["quiz"])
    answers = {key: Answer(key, frozenset(names)) for key, names in kept["answers"].items()}
    assert grade(quiz, answers) == Outcome(Decimal(kept["given"]), kept["maximum"])
    words = {
        item.id: [
            [mark.place.name, bool(mark.chosen), bool(mark.place.right), mark.place.why]
            for mark in item.marks(answers[item.id])
        ]
        for item in quiz.items
    }
    assert words == kept["marks"]
    assert from_json(to_json(quiz)) == quiz


def test_what_a_kept_quiz_says_can_still_be_said_in_other_languages():
    hint = say("Look at {names}.", names=listed(["orders", "payments"]))
    quiz = a_quiz(replace(an_item(), hints=(hint,)))
    kept = from_json(json.loads(json.dumps(to_json(quiz))))
    assert kept == quiz
    assert kept.items[0].hints[0].message == "Look at {names}."
