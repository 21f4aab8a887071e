"""Which of several attempts counts, and what being late costs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from quizzes.content.activity import Activity, Section
from quizzes.counting import COUNTINGS, AttemptLine, Counting, counted, share
from quizzes.models import Accommodation, LearnerDates, Override
from quizzes.placements import Dates, Settings, dates_for
from quizzes.standings import Standing, Work, stand

DUE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FIVE = ("theory", "two", "three", "four", "five")
ACTIVITY = Activity("rain", "v1", "Rain", "", (), (), points=20, attempts=3, pass_mark=0.6)

SECTIONS = replace(ACTIVITY, sections=tuple(Section(name, name, "", None, (), 1) for name in FIVE))


def an_attempt(number: int, given: float, submitted_at: datetime | None = DUE) -> AttemptLine:
    return AttemptLine(number, number, submitted_at, given, 10)


def settings(**changes: object) -> Settings:
    return Settings(**({"points": 20, "pass_mark": 0.6, "attempts_allowed": 3} | changes))  # type: ignore[arg-type]


def standing(*attempts: AttemptLine, work: dict[str, object] | None = None, **changes: object):
    given = Work(attempts=attempts, **(work or {}))  # type: ignore[arg-type]
    return stand(ACTIVITY, settings(question_share=1.0, **changes), given)


@pytest.mark.parametrize(
    ("counting", "numbers", "earned"),
    [("best", [2], 0.9), ("first", [1], 0.2), ("last", [3], 0.7), ("average", [1, 2, 3], 0.6)],
)
def test_which_attempts_count(counting: Counting, numbers: list[int], earned: float):
    found = counted([an_attempt(1, 2), an_attempt(2, 9), an_attempt(3, 7)], counting)
    assert [line.number for line in found] == numbers
    assert share(found) == pytest.approx(earned)


@pytest.mark.parametrize("counting", COUNTINGS)
def test_before_the_first_submission_nothing_counts(counting: Counting):
    assert counted([], counting) == ()
    assert standing(AttemptLine(1, 1, None, None, None), counting=counting).score is None


def test_of_equally_good_attempts_the_first_counts():
    assert [line.number for line in counted([an_attempt(1, 5), an_attempt(2, 5)], "best")] == [1]


@pytest.mark.parametrize(
    ("late", "days"),
    [
        *((timedelta(), 0), (timedelta(seconds=60), 0), (timedelta(seconds=61), 1), (DAY, 1)),
        *((DAY + timedelta(seconds=1), 2), (9 * DAY, 9)),
    ],
)
def test_every_day_begun_after_the_due_date_is_a_day_late(late: timedelta, days: int):
    assert Dates(due_at=DUE).days_late(DUE + late) == days


def test_without_a_due_date_nothing_is_late():
    assert Dates().days_late(DUE) == 0


@pytest.mark.parametrize(("days", "score"), [(0, 20), (1, 18), (3, 14), (10, 0), (99, 0)])
def test_each_day_late_costs_its_share_of_what_the_questions_give(days: int, score: float):
    late = an_attempt(1, 10, DUE + days * DAY)
    assert standing(late, due_at=DUE, late_penalty=0.1).score == pytest.approx(score)


def test_an_attempt_in_time_can_be_better_than_one_with_more_points_that_is_late():
    late = standing(
        an_attempt(1, 8), an_attempt(2, 10, DUE + 3 * DAY), due_at=DUE, late_penalty=0.1
    )
    assert [line.number for line in late.counted] == [1]


def test_whoever_has_more_time_is_not_late():
    more_time = Accommodation(extra_attempts=0, due_at=DUE + 5 * DAY)
    found = standing(
        an_attempt(1, 10, DUE + 3 * DAY),
        work={"allowed": more_time},
        due_at=DUE,
        late_penalty=0.1,
    )
    assert found.score == 20


def test_what_is_allowed_here_comes_before_what_the_platform_names_and_that_before_the_rest():
    own, allowed = LearnerDates(due_at=DUE + DAY), Accommodation(closes_at=DUE + 3 * DAY)
    everybody = settings(opens_at=DUE - DAY, due_at=DUE, closes_at=DUE)
    assert dates_for(everybody, None, None) == Dates(DUE - DAY, DUE, DUE)
    assert dates_for(everybody, own, None) == Dates(None, DUE + DAY, None)
    assert dates_for(everybody, own, allowed) == Dates(None, DUE + DAY, DUE + 3 * DAY)
    assert dates_for(everybody, None, allowed) == Dates(DUE - DAY, DUE, DUE + 3 * DAY)


def test_more_attempts_are_added_to_those_that_all_have():
    found = standing(work={"allowed": Accommodation(extra_attempts=2)})
    assert found.attempts_allowed == 5


def test_a_mark_that_was_decided_is_the_score_and_keeps_its_share_of_other_points():
    decided = Override(points=15, out_of=20)
    assert standing(an_attempt(1, 10), work={"override": decided}).score == 15
    assert standing(an_attempt(1, 10), work={"override": decided}, points=10).score == 7.5
    found: Standing = standing(work={"override": decided})
    assert (found.score, found.reckoned) == (15, None)


@pytest.mark.parametrize(("decided", "score"), [(None, 12), (True, 20), (False, 10)])
def test_what_is_decided_of_the_reading_counts_in_place_of_what_was_read(
    decided: bool | None, score: float
):
    work = Work(
        frozenset({"theory"}),
        attempts=(an_attempt(1, 10),),
        override=Override(reading_done=decided),
    )
    found = stand(SECTIONS, settings(question_share=0.5), work)
    assert found.score == score
    assert found.completion.complete is (decided is True)


def test_what_is_set_aside_counts_for_nothing_and_is_still_there():
    aside = AttemptLine(1, 1, DUE, 10, 10, is_set_aside=True)
    found = standing(aside, an_attempt(2, 4))
    assert (found.score, found.attempts, found.set_aside) == (8, (an_attempt(2, 4),), (aside,))
    assert standing(aside).score is None
