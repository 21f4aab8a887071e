"""Practice: what may be practised, when, and that it is never what an attempt asks."""

from dataclasses import replace

import pytest

from quizzes import placements, practice
from quizzes.content import catalogue
from quizzes.content.activity import Activity, FixedQuestion, Question
from quizzes.counting import AttemptLine
from quizzes.errors import QuestionNotFound
from quizzes.progress import completion
from quizzes.standings import Standing, Work, stand
from tests.quizzes.items.a_quiz import ASKED

DRAWN, WRITTEN = Question("stale", "stale_now", "A", 2), FixedQuestion("fixed", 1, ASKED)
ACTIVITY = Activity(
    "rain", "v1", "Rain", "", (), (DRAWN, WRITTEN), points=10, attempts=3, pass_mark=0.6
)
OPEN = AttemptLine(2, 2, submitted_at=None, given=None, maximum=None)


def standing(*attempts: AttemptLine, submitted: bool) -> Standing:
    done = completion(ACTIVITY, (), {}, submitted)
    found = stand(ACTIVITY, placements.usual(ACTIVITY), Work(attempts=attempts))
    return replace(found, completion=done)


@pytest.mark.parametrize("asked", practice.questions(catalogue.load("tasks-vs-assets")))
def test_what_is_practised_is_not_what_the_attempt_of_the_same_number_asks(asked: Question) -> None:
    for number in range(1, 6):
        practised = practice.build(asked, number)
        assert practised.scenario not in [asked.scenario(seed) for seed in range(10)]
        assert practised == practice.build(asked, number)


def test_a_question_with_only_one_situation_cannot_be_practised() -> None:
    assert practice.questions(ACTIVITY) == (DRAWN,)
    assert practice.find(ACTIVITY, "stale") == DRAWN
    for unknown in ("fixed", "nonsense"):
        with pytest.raises(QuestionNotFound):
            practice.find(ACTIVITY, unknown)


def test_practice_opens_with_the_first_submission() -> None:
    assert not practice.is_open(standing(submitted=False), takes_work=True)
    assert not practice.is_open(standing(submitted=False), takes_work=False)
    assert practice.is_open(standing(submitted=True), takes_work=True)


def test_nobody_practises_beside_an_open_attempt_that_takes_answers() -> None:
    beside = standing(OPEN, submitted=True)
    assert not practice.is_open(beside, takes_work=True)
    assert practice.is_open(beside, takes_work=False)
