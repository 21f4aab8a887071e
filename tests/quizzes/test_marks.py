"""Marks: what is kept of each answer when an attempt is submitted."""

from quizzes import marks
from quizzes.grading import Quiz
from quizzes.items.item import Answer, Item
from quizzes.scenarios.scenario import Misreading, picks
from tests.quizzes.items.a_quiz import NAMES, a_scenario, an_item, reasons

WRONG = Misreading("takes_all", "All of them?", frozenset("abcdef"))


def test_a_mark_holds_the_share_here_and_that_of_everything_else() -> None:
    quiz = Quiz((an_item("one", key="ab", points=1), an_item("two", key="abc", points=3)))
    first, second = marks.of(quiz, {"two": Answer("two", frozenset("ab"))})
    assert (first["item_id"], first["share"], first["rest"]) == ("one", 0.0, 2 / 3)
    assert (second["share"], second["rest"]) == (2 / 3, 0.0)


def test_a_mark_names_the_misconception_and_the_size_of_the_variant() -> None:
    places = picks(NAMES, "ab", reasons(NAMES))
    item = Item("one", 2, a_scenario(places=places, misreadings=(WRONG,)))
    quiz = Quiz((item,))
    [shown] = marks.of(quiz, {"one": Answer("one", WRONG.answer)})
    [right] = marks.of(quiz, {"one": Answer("one", item.scenario.key)})
    assert (shown["misreading"], right["misreading"]) == ("takes_all", "")
    assert shown["size"] == "9/2"
