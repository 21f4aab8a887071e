"""What a process remembers of attempts: never another attempt's, and never too many."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from quizzes import asking
from quizzes.asking import Memory
from quizzes.content import catalogue
from quizzes.models import Attempt

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
ACTIVITY = catalogue.load("tasks-vs-assets")


def attempt(number: int, began: datetime = NOW, **kept: object) -> Attempt:
    return Attempt(id=number, started_at=began, **kept)


def test_what_an_attempt_asks_is_read_from_what_it_kept() -> None:
    drawn = asking.draw(ACTIVITY, seed=1)
    kept = attempt(1, quiz=json.loads(json.dumps(drawn.kept)))
    assert asking.quiz(kept) == drawn.asked == asking.build_quiz(ACTIVITY, seed=1)


@pytest.mark.parametrize("is_remembered", [True, False])
def test_what_can_be_chosen_is_the_same_whether_it_is_remembered_or_read(
    is_remembered: bool,
) -> None:
    drawn = asking.draw(ACTIVITY, seed=2)
    begun = attempt(2, NOW + timedelta(seconds=is_remembered), quiz=drawn.kept)
    if is_remembered:
        asking.remember(begun, drawn)
    offers = asking.offers(begun, lambda: begun)
    assert list(offers) == [item.id for item in drawn.asked.items]
    for item in drawn.asked.items:
        assert set(offers[item.id].choices) == item.scenario.choices


def test_an_attempt_of_the_same_number_that_began_at_another_time_is_another() -> None:
    memory: Memory[str] = Memory(10)
    assert memory.get(attempt(1), lambda: "first") == "first"
    assert memory.get(attempt(1, NOW + timedelta(microseconds=1)), lambda: "second") == "second"
    assert memory.get(attempt(1), lambda: "read again") == "first"


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    memory: Memory[str] = Memory(2)
    for number in (1, 2, 1, 3):
        memory.get(attempt(number), lambda: "before")
    assert [memory.get(attempt(number), lambda: "anew") for number in (1, 3)] == ["before"] * 2
    assert memory.get(attempt(2), lambda: "anew") == "anew"


def test_what_was_forgotten_is_read_again() -> None:
    memory: Memory[str] = Memory(2)
    memory.keep(attempt(1), "before")
    memory.forget(attempt(1))
    memory.forget(attempt(2))
    assert memory.get(attempt(1), lambda: "anew") == "anew"


def test_what_cannot_be_read_is_not_remembered() -> None:
    memory: Memory[str] = Memory(2)

    def fail() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        memory.get(attempt(1), fail)
    assert memory.get(attempt(1), lambda: "at last") == "at last"
