"""What instructors decide, on both databases: kept with its reason, and never gone silently."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from quizzes import attempts, decisions, placements, standings
from quizzes.decisions import Grounds
from quizzes.errors import NotDecided, PlacementClosed
from quizzes.models import Event, Placement
from tests.quizzes.test_attempts import (
    ACTIVITY,
    ADA,
    ALAN,
    HERE,
    NOW,
    hold,
    right,
    session,
    start,
)

__all__ = ["session"]
WHY = Grounds("Grace Hopper", "She was ill.", NOW)


@pytest.fixture
def placement(session: Session) -> Placement:
    return session.get_one(Placement, HERE)


def standing(session: Session, placement: Placement) -> standings.Standing:
    return standings.find(session, ACTIVITY, placement, ADA)


def submit_right(session: Session) -> None:
    attempt = hold(session, start(session))
    attempts.submit(session, attempt, right(attempt), NOW)


def kinds(session: Session, placement: Placement, learner: int = ADA) -> list[str]:
    return [event.kind for event in decisions.events(session, placement, learner)]


def test_a_mark_can_be_decided_changed_and_given_back(session, placement):
    submit_right(session)
    before = standing(session, placement).score
    decisions.override(session, placement, ADA, 3, None, WHY)
    decisions.override(session, placement, ADA, 4, None, WHY)
    assert standing(session, placement).score == 4
    decisions.withdraw_override(session, placement, ADA, WHY)
    assert standing(session, placement).score == before
    assert kinds(session, placement) == ["override", "override", "override_withdrawn"]
    told = decisions.events(session, placement, ADA)[1]
    assert (told.author, told.reason, told.happened_at) == ("Grace Hopper", "She was ill.", NOW)
    assert told.details == {"points": 4, "out_of": 10, "reading_done": None}


def test_to_give_back_what_nobody_decided_does_nothing(session, placement):
    decisions.withdraw_override(session, placement, ADA, WHY)
    assert kinds(session, placement) == []


@pytest.mark.parametrize("points", [-1, 10.5, float("nan")])
def test_a_mark_outside_of_the_points_is_refused(session, placement, points):
    with pytest.raises(NotDecided, match="from 0 to 10 points"):
        decisions.override(session, placement, ADA, points, None, WHY)


def test_something_has_to_be_decided(session, placement):
    with pytest.raises(NotDecided, match="Choose what is decided"):
        decisions.override(session, placement, ADA, None, None, WHY)


@pytest.mark.parametrize("reason", ["", " \n", "x" * 1001])
def test_every_decision_has_a_reason(reason):
    with pytest.raises(NotDecided):
        Grounds("Grace Hopper", reason, NOW)


def test_an_extra_attempt_can_be_begun_by_one_learner_alone(session, placement):
    decisions.allow(session, placement, ADA, 1, None, None, WHY)
    assert placements.attempts_allowed(session, placement, ADA) == 4
    assert placements.attempts_allowed(session, placement, ALAN) == 3
    decisions.allow(session, placement, ADA, 0, None, None, WHY)
    assert placements.attempts_allowed(session, placement, ADA) == 3


def test_a_deadline_of_ones_own_holds_until_it_is_taken_back(session, placement):
    later = NOW + timedelta(days=2)
    decisions.allow(session, placement, ADA, 0, later, later, WHY)
    found = placements.dates(session, placement, ADA)
    assert (found.due_at, found.closes_at) == (later, later)
    placements.note_own_dates(session, placement, ADA, placements.Dates(closes_at=NOW), NOW)
    assert placements.dates(session, placement, ADA).closes_at == later
    decisions.allow(session, placement, ADA, 0, None, None, WHY)
    assert placements.dates(session, placement, ADA).closes_at == NOW


def test_an_activity_cannot_close_before_it_is_due(session, placement):
    with pytest.raises(NotDecided, match="cannot close before"):
        decisions.allow(session, placement, ADA, 0, NOW + timedelta(days=1), NOW, WHY)


def test_after_a_reset_somebody_begins_anew_and_nothing_is_lost(session, placement):
    submit_right(session)
    unfinished = start(session, seed=2)
    assert decisions.reset(session, placement, ADA, WHY) == 2
    found = standing(session, placement)
    assert (found.score, found.attempts, len(found.set_aside)) == (None, (), 2)
    with pytest.raises(PlacementClosed, match="set this attempt aside"):
        attempts.submit(session, hold(session, unfinished), {}, NOW)
    again = start(session, seed=3, allowed=1)
    assert (again.number, again.seed) == (3, 3)
    assert kinds(session, placement) == ["reset"]
    assert decisions.reset(session, placement, ADA, WHY) == 1
    assert decisions.reset(session, placement, ADA, WHY) == 0


def test_other_settings_are_kept_with_what_they_were(session, placement):
    settings = replace(placements.settings(placement), pass_mark=0.5, counting="last")
    decisions.set_up(session, placement, settings, "Grace Hopper", NOW)
    session.expire_all()
    assert placements.settings(placement) == settings
    assert placement.unsettled_at == NOW
    [event] = decisions.events(session, placement, ALAN)
    assert event.details == {
        "was": {"pass_mark": 0.6, "counting": "best"},
        "is": {"pass_mark": 0.5, "counting": "last"},
    }


def test_settings_that_are_as_they_were_change_nothing(session, placement):
    decisions.set_up(session, placement, placements.settings(placement), "Grace Hopper", NOW)
    assert (placement.unsettled_at, session.query(Event).count()) == (None, 0)
