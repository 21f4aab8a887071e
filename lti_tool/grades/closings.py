"""Attempts that were open when their activity closed: graded with what was saved, and owed.

Nobody need come back for that: the sweep finds them. What only tries (a preview, a test user)
is nobody's grade and stays as it is, and so does an attempt in which nothing was answered.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.grades import outbox
from lti_tool.models import Enrollment, ResourceLink, User
from quizzes import attempts, placements, standings
from quizzes.content import catalogue
from quizzes.db import Database
from quizzes.models import Accommodation, Attempt, LearnerDates, Placement
from quizzes.placements import GRACE

MOST_AT_ONCE = 200
WAIT = timedelta(hours=1)
"""How long one that cannot be graded is left alone, so that others get their turn."""

log = logging.getLogger(__name__)


def close_due(db: Database, now: datetime) -> None:
    """Close every attempt whose activity has closed, each in a transaction of its own."""
    with db.read() as session:
        due = _due(session, now)
    for attempt_id, link_id, user_id in due:
        try:
            with db.begin() as session:
                _close(session, attempt_id, link_id, user_id, now)
        except Exception:  # one that cannot be graded must hold up no other, and no delivery
            log.exception("attempt %s could not be closed", attempt_id)
            with db.begin() as session:
                attempt = update(Attempt).where(Attempt.id == attempt_id)
                session.execute(attempt.values(closing_wait_until=now + WAIT))


def _due(session: Session, now: datetime) -> Sequence[tuple[int, int, int]]:
    own = and_(
        LearnerDates.learner_id == Attempt.learner_id,
        LearnerDates.placement_id == Attempt.placement_id,
    )
    allowed = and_(
        Accommodation.learner_id == Attempt.learner_id,
        Accommodation.placement_id == Attempt.placement_id,
    )
    enrolled = and_(Enrollment.user_id == User.id, Enrollment.context_id == ResourceLink.context_id)
    closes_at = case(
        (Accommodation.closes_at.is_not(None), Accommodation.closes_at),
        (LearnerDates.learner_id.is_not(None), LearnerDates.closes_at),
        else_=Placement.closes_at,
    )
    found = session.execute(
        select(Attempt.id, ResourceLink.id, User.id)
        .join(Placement, Placement.id == Attempt.placement_id)
        .join(ResourceLink, ResourceLink.placement_id == Placement.id)
        .join(User, User.learner_id == Attempt.learner_id)
        .join(Enrollment, enrolled)
        .outerjoin(LearnerDates, own)
        .outerjoin(Accommodation, allowed)
        .where(Enrollment.is_staff.is_(False))
        .where(
            Attempt.submitted_at.is_(None),
            Attempt.set_aside_at.is_(None),
            closes_at < now - GRACE,
            Attempt.responses.any(),
        )
        .where(or_(Attempt.closing_wait_until.is_(None), Attempt.closing_wait_until <= now))
        .order_by(Attempt.id)
        .limit(MOST_AT_ONCE)
    )
    return [(attempt_id, link_id, user_id) for attempt_id, link_id, user_id in found]


def _close(session: Session, attempt_id: int, link_id: int, user_id: int, now: datetime) -> None:
    placed = joinedload(ResourceLink.placement)
    link, user = (
        session.get_one(ResourceLink, link_id, options=[placed]),
        session.get_one(User, user_id),
    )
    placement = link.placement
    attempt = attempts.hold(session, attempt_id, user.learner_id, placement.id)
    dates = placements.dates(session, placement, user.learner_id)
    if not dates.is_over(now) or attempt.submitted_at or attempt.set_aside_at:  # meanwhile
        return
    attempts.close(session, attempt, dates)
    activity = catalogue.load(placement.activity_key)
    standing = standings.find(session, activity, placement, user.learner_id)
    outbox.owe(session, link, user, standing, now)
