"""Dates that the LMS moves, for everybody or for one student, once work is under way."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.grades import closings, settling
from quizzes.models import Attempt
from tests.support.answers import right_answers
from tests.support.delivering import later, score_of
from tests.support.launching import CLAIM, Client, begin, claims, instructor, submit_right
from tests.support.platform import Platform

VARIABLES = {
    "platform_opens": "$ResourceLink.available.startDateTime",
    "platform_due": "$ResourceLink.submission.endDateTime",
    "platform_closes": "$ResourceLink.available.endDateTime",
}


def custom(**named: str) -> dict[str, Any]:
    """Return what a link with dates of the platform's own carries."""
    return {CLAIM + "custom": VARIABLES | named}


def iso(at: datetime) -> str:
    """Write a moment as platforms do."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def work_and_move(app: Flask, platform: Platform, hers: str, everybodys: str) -> None:
    """Answer a question where the platform names one closing date, then let staff bring another."""
    ada = Client(app)
    attempt = begin(ada, ada.open(platform, claims(platform, **custom(platform_closes=hers))))
    item, names = next(iter(right_answers(app.extensions["database"], attempt).items()))
    answer = {"item_id": item, "chosen": names}
    assert ada.post(f"{attempt}/answers", answer).status_code == 200
    Client(app).open(platform, instructor(platform, **custom(platform_closes=everybodys)))


def open_attempts(app: Flask) -> int:
    """Close what is over in ten minutes; returns how many attempts are open then."""
    closings.close_due(app.extensions["database"], later(minutes=10))
    with app.extensions["database"].read() as session:
        is_open = Attempt.submitted_at.is_(None)
        return session.scalar(select(func.count()).select_from(Attempt).where(is_open)) or 0


@pytest.mark.parametrize("staff_came_first", [True, False])
def test_a_date_that_is_moved_for_everybody_closes_nothing_at_the_old_one(
    app: Flask, platform: Platform, *, staff_came_first: bool
) -> None:
    soon, extended = iso(later(minutes=5)), iso(later(hours=48))
    if staff_came_first:
        Client(app).open(platform, instructor(platform, **custom(platform_closes=soon)))
    work_and_move(app, platform, soon, extended)
    assert open_attempts(app) == 1


def test_a_later_date_of_one_student_stays_when_everybodys_is_moved(
    app: Flask, platform: Platform
) -> None:
    work_and_move(app, platform, iso(later(hours=99)), iso(later(minutes=5)))
    assert open_attempts(app) == 1


def test_a_date_that_nobody_moved_closes_what_is_open(app: Flask, platform: Platform) -> None:
    soon = iso(later(minutes=5))
    work_and_move(app, platform, soon, soon)
    assert open_attempts(app) == 0


def test_a_due_date_that_is_extended_after_a_late_submission_takes_the_penalty_back(
    app: Flask, platform: Platform
) -> None:
    late, extended = iso(later(hours=-2)), iso(later(hours=48))
    ada = Client(app)
    there = custom(late_penalty="50", platform_due=late)
    submit_right(ada, ada.open(platform, claims(platform, **there)))
    assert score_of(app).given == 8
    ada.open(platform, claims(platform, **custom(late_penalty="50", platform_due=extended)))
    settling.settle_due(app.extensions["database"], later(minutes=1))
    assert score_of(app).given == 16
