"""A pack whose key or points have changed: what attempts would earn by it, and when that counts."""

from dataclasses import replace

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from quizzes import asking, attempts, decisions, item_statistics, regrading, standings
from quizzes.content.activity import Activity, FixedQuestion
from quizzes.decisions import Grounds
from quizzes.grading import Quiz, grade
from quizzes.items.item import Answer, Item
from quizzes.models import Attempt, Mark, Placement
from quizzes.scenarios.scenario import PICKED, Scenario
from tests.quizzes.items.a_quiz import a_scenario
from tests.quizzes.test_attempts import ACTIVITY, ADA, HERE, LATER, NOW, hold, right, session, start

__all__ = ["session"]
WHY = Grounds("Grace Hopper", "The key was wrong.", LATER)
SEED = 1


def with_key(scenario: Scenario, *right: str) -> Scenario:
    """Return a scenario of picks in which other places are right."""
    places = tuple(
        replace(place, right=frozenset([PICKED] if place.name in right else ()))
        for place in scenario.places
    )
    return replace(scenario, places=places, misreadings=())


ASKED = a_scenario()
FIRST, SECOND = ASKED.places[0].name, ASKED.places[1].name
WRONG, MENDED = with_key(ASKED, FIRST), with_key(ASKED, SECOND)


def written(*questions: FixedQuestion, version: str = "v2") -> Activity:
    return replace(ACTIVITY, questions=questions, version=version)


def test_an_authors_new_key_marks_what_was_asked():
    asked = Quiz((Item("fixed", 2, WRONG),))
    today = regrading.by_todays_key(asked, written(FixedQuestion("fixed", 3, MENDED)), SEED)
    assert grade(today, {"fixed": Answer("fixed", frozenset({SECOND}))}).given == 3
    assert grade(asked, {"fixed": Answer("fixed", frozenset({SECOND}))}).given == 0


def test_what_was_asked_stays_as_it_was_told():
    asked = Quiz((Item("fixed", 2, WRONG),))
    retold = replace(MENDED, story="In other words.")
    [item] = regrading.by_todays_key(asked, written(FixedQuestion("fixed", 2, retold)), SEED).items
    assert (item.scenario.story, item.scenario.key) == (WRONG.story, MENDED.key)


def test_a_question_that_offers_other_choices_today_keeps_its_own_key():
    asked = Quiz((Item("fixed", 2, WRONG),))
    shorter = replace(MENDED, places=MENDED.places[1:], misreadings=())
    [item] = regrading.by_todays_key(asked, written(FixedQuestion("fixed", 2, shorter)), SEED).items
    assert item.scenario == WRONG


def test_a_question_that_was_taken_out_counts_no_more():
    asked = Quiz((Item("fixed", 2, WRONG), Item("gone", 3, WRONG)))
    today = regrading.by_todays_key(asked, written(FixedQuestion("fixed", 2, WRONG)), SEED)
    assert [item.id for item in today.items] == ["fixed"]
    assert regrading.by_todays_key(asked, written(FixedQuestion("new", 2, WRONG)), SEED) == asked


def test_a_builders_question_is_built_anew_and_has_the_same_key():
    quiz = asking.build_quiz(ACTIVITY, SEED)
    assert regrading.by_todays_key(quiz, ACTIVITY, SEED) == quiz
    other = regrading.by_todays_key(quiz, ACTIVITY, SEED + 1)
    assert [item.scenario for item in other.items] == [item.scenario for item in quiz.items]


@pytest.fixture
def submitted(session: Session) -> Attempt:
    """Ada's attempt, all of it right: 2 and 3 points."""
    attempt = hold(session, start(session, SEED))
    attempts.submit(session, attempt, right(attempt), NOW)
    return attempt


@pytest.fixture
def placement(session: Session) -> Placement:
    return session.get_one(Placement, HERE)


NEW_POINTS = replace(
    ACTIVITY,
    version="v2",
    questions=(ACTIVITY.questions[0], replace(ACTIVITY.questions[1], points=8)),
)


def look(session: Session, placement: Placement, activity: Activity) -> None:
    found = regrading.next_outdated(session, placement, activity.version, 10)
    session.add_all([regrading.remark(attempt, activity, NOW) for attempt in found])
    session.flush()


def test_attempts_of_todays_version_have_nothing_to_look_at(session, placement, submitted):
    assert regrading.left(session, placement, "v1") == 0
    assert regrading.left(session, placement, "v2") == 1


def test_until_somebody_decides_a_new_mark_counts_for_nothing(session, placement, submitted):
    attempts.submit(session, hold(session, start(session, 2)), {}, NOW)
    look(session, placement, NEW_POINTS)
    assert regrading.left(session, placement, "v2") == 0
    found = regrading.proposed(session, placement, "v2")
    assert [(attempt.number, mark.given, mark.maximum) for attempt, mark in found] == [
        (1, 10, 10),
        (2, 0, 10),
    ]
    standing = standings.find(session, ACTIVITY, placement, ADA)
    assert [(line.given, line.maximum) for line in standing.attempts] == [(5, 5), (0, 5)]


def test_what_was_decided_counts_beside_what_the_attempt_earned_then(session, placement, submitted):
    look(session, placement, NEW_POINTS)
    assert regrading.apply(session, placement, "v2", WHY) == 1
    assert regrading.apply(session, placement, "v2", WHY) == 0
    session.expire_all()
    [line] = standings.find(session, ACTIVITY, placement, ADA).attempts
    assert (line.given, line.maximum, line.was_remarked) == (10, 10, True)
    assert (submitted.given, submitted.maximum, submitted.pack_version) == (5, 5, "v1")
    assert submitted.remark
    assert submitted.remark.reason == "The key was wrong."
    assert placement.unsettled_at == LATER
    [event] = decisions.events(session, placement, ADA)
    assert event.details["was"] == {"given": 5, "maximum": 5}
    assert event.details["is"] == {"given": 10, "maximum": 10}


def test_of_several_versions_the_one_that_was_decided_last_counts(session, placement, submitted):
    third = replace(NEW_POINTS, version="v3", questions=ACTIVITY.questions)
    for activity in (NEW_POINTS, third):
        look(session, placement, activity)
        regrading.apply(session, placement, activity.version, WHY)
    session.expire_all()
    assert submitted.remark
    assert (submitted.remark.pack_version, submitted.remark.given) == ("v3", 5)


def test_a_version_that_changes_no_mark_changes_nobody(session, placement, submitted):
    look(session, placement, replace(ACTIVITY, version="v2", title="Rain, again"))
    assert regrading.proposed(session, placement, "v2") == []
    assert regrading.apply(session, placement, "v2", WHY) == 0
    assert placement.unsettled_at is None


def test_once_a_new_mark_counts_so_do_its_items_in_what_is_known_of_a_class(
    session, placement, submitted
):
    attempts.submit(session, hold(session, start(session, 2)), {}, NOW)
    look(session, placement, SHORTER)
    before = asked_in_first_attempts(session)
    assert before == {question.id for question in ACTIVITY.questions}
    regrading.apply(session, placement, "v2", WHY)
    assert asked_in_first_attempts(session) == {ACTIVITY.questions[0].id}


def test_who_only_tries_is_not_counted_by_a_new_mark_either(session, placement, submitted):
    session.execute(delete(Mark))
    look(session, placement, SHORTER)
    assert regrading.apply(session, placement, "v2", WHY) == 1
    assert asked_in_first_attempts(session) == set()


SHORTER = replace(ACTIVITY, version="v2", questions=ACTIVITY.questions[:1])


def asked_in_first_attempts(session: Session) -> set[str]:
    return {each.item_id for each in item_statistics.facilities(session, HERE)}
