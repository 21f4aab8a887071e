"""Why a platform takes no scores at all, for as long as it takes none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from lti_tool.models import Registration, Score, soonest


def note(session: Session, registration_id: int, problem: str, now: datetime) -> None:
    """Note why a platform takes no scores; with no problem, that it does, and hurry what waited."""
    this_one = update(Registration).where(Registration.id == registration_id)
    none_yet = Registration.grades_problem.is_(None)
    if problem:
        since = case((none_yet, now), else_=Registration.grades_problem_since)
        session.execute(this_one.values(grades_problem=problem, grades_problem_since=since))
        return
    well_again = this_one.where(~none_yet).values(grades_problem=None, grades_problem_since=None)
    if session.execute(well_again.returning(Registration.id)).first():
        _hurry(session, registration_id, now)


def _hurry(session: Session, registration_id: int, now: datetime) -> None:
    """Make everything due at once that waits because a platform failed, which works again."""
    waits = Score.registration_id == registration_id, Score.due_at > now, Score.failures > 0
    session.execute(update(Score).where(*waits).values(due_at=soonest(now)))
