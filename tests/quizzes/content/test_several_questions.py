"""Questions of a builder: hints, several at once, and what is shared by their label."""

from pathlib import Path
from typing import Any

import pytest

from quizzes import asking
from quizzes.content import catalogue
from quizzes.content.activity import Question
from tests.quizzes.content.a_pack import a_question, an_activity, faults, write


def asked(folder: Path, *questions: dict[str, Any]) -> tuple[Any, ...]:
    return catalogue.read(write(folder, an_activity(questions=list(questions)))).questions


def test_as_many_are_asked_as_are_counted_each_with_a_label_of_its_own(tmp_path: Path) -> None:
    assert asked(tmp_path, a_question(count=2, hints=["Look up."])) == (
        Question("q1-1", "stale_now", "A-1", 2, ("Look up.",)),
        Question("q1-2", "stale_now", "A-2", 2, ("Look up.",)),
    )


def test_several_questions_of_two_builders_share_their_situations_one_by_one(
    tmp_path: Path,
) -> None:
    questions = asked(
        tmp_path, a_question(count=2), a_question(id="q2", builder="rebuild_all", count=2)
    )
    logs = [question.scenario(7).log for question in questions]
    assert logs[:2] == logs[2:]
    assert logs[0] != logs[1]


def test_hints_come_with_the_item_and_stay_with_the_attempt(tmp_path: Path) -> None:
    activity = catalogue.read(
        write(tmp_path, an_activity(questions=[a_question(hints=["Look up.", "And down."])]))
    )
    [item] = asking.build_quiz(activity, seed=1).items
    assert item.hints == ("Look up.", "And down.")


@pytest.mark.parametrize("count", [0, 11, "two", 1.5])
def test_one_to_ten_can_be_asked_for(tmp_path: Path, count: Any) -> None:
    [fault] = faults(tmp_path, an_activity(questions=[a_question(count=count)]))
    assert fault.startswith("questions.q1.count: ")


def test_an_id_with_its_number_is_used_once_too(tmp_path: Path) -> None:
    questions = [a_question(count=2), a_question(id="q1-2", incident="A-2")]
    assert faults(tmp_path, an_activity(questions=questions)) == [
        "questions: More than one of the questions is 'q1-2'.",
        "questions: stale_now asks about incident 'A-2' twice: give one of them another.",
    ]


def test_an_id_with_its_number_can_be_kept(tmp_path: Path) -> None:
    longest = "q" * 62
    assert asked(tmp_path, a_question(id=longest, count=9))[8].id == f"{longest}-9"
    assert faults(tmp_path, an_activity(questions=[a_question(id=longest, count=10)])) == [
        f"questions.{longest}.id: With a number, longer than 64."
    ]
