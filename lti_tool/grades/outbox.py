"""Scores owed: one row per person and link, of which the newest outcome wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.grades.claims import ONE_SECOND, claimable, later
from lti_tool.grades.words import comment
from lti_tool.models import ResourceLink, Score, User, soonest
from lti_tool.visits import Visitor
from quizzes.standings import Standing


def record(session: Session, visitor: Visitor, standing: Standing, now: datetime) -> int | None:
    """Queue what a learner has earned, if it is the first score or a higher one.

    Returns the id of the score that is now owed, None where nothing is: before the first
    submission, where nothing rose, and always for staff and for whoever only tries.
    """
    if visitor.is_staff or visitor.is_trial:
        return None
    return owe(session, visitor.link, visitor.user, standing, now)


def owe(
    session: Session, link: ResourceLink, user: User, standing: Standing, now: datetime
) -> int | None:
    """Queue what a student of a link's course has earned there, as `record` does for a visitor.

    Where the link was set to another activity, that one's score takes the old one's place.
    """
    if standing.score is None or not standing.best_attempt:
        return None
    owner = {"resource_link_id": link.id, "user_id": user.id}
    score = session.scalars(select(Score).filter_by(**owner).with_for_update()).one_or_none()
    maximum = link.placement.points
    if (
        score
        and score.placement_id == link.placement.id
        and standing.score / maximum <= score.given / score.maximum
    ):
        return None
    if not score:
        score = Score(version=0, delivered_version=0, timestamp=now - ONE_SECOND, **owner)
        session.add(score)
    score.placement_id, score.given, score.maximum = link.placement.id, standing.score, maximum
    score.comment = comment(standing)
    submitted = [line.submitted_at for line in standing.attempts if line.submitted_at]
    score.submitted_at = max(submitted)
    score.version += 1
    score.timestamp = later(score.timestamp, now)
    score.due_at = score.timestamp if link.takes_grades else None
    score.failures, score.problem = 0, None
    session.flush()
    return score.id


def due(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of scores that are due and that nobody is sending, longest due first."""
    return session.scalars(
        select(Score.id).where(*claimable(now)).order_by(Score.due_at).limit(limit)
    ).all()


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Return since when the longest waiting score is due, None where nothing is."""
    return session.scalars(
        select(Score.due_at).where(*claimable(now)).order_by(Score.due_at).limit(1)
    ).first()


def retry(session: Session, link: ResourceLink, now: datetime) -> None:
    """Make everything that a link still owes due at once, what was refused included."""
    if link.takes_grades:
        owed = Score.delivered_version < Score.version
        session.execute(
            update(Score)
            .where(Score.resource_link_id == link.id, owed)
            .values(due_at=soonest(now), failures=0, problem=None)
        )
