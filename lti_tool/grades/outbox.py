"""Scores owed: one row per person and link, of which the newest outcome wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, joinedload

from lti_tool.grades.words import comment
from lti_tool.models import Context, Deployment, Registration, ResourceLink, Score, soonest
from lti_tool.visits import Visitor
from quizzes.standings import Standing

CLAIM = timedelta(seconds=25)
"""How long one delivery may take: two tries of token and score at 8 s a call fit rarely, one
always. A claim that runs out early costs a repeated score, which is harmless."""
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Delivery:
    """One version of a score, claimed, with everything that sending it needs."""

    score_id: int
    version: int
    claimed_until: datetime
    registration: Registration
    line_item_url: str
    scopes: tuple[str, ...]
    subject: str
    failures: int
    payload: dict[str, Any]


def record(session: Session, visitor: Visitor, standing: Standing, now: datetime) -> int | None:
    """Queue what a learner has earned, if it is the first score or a higher one.

    Returns the id of the score that is now owed, None where nothing is: before the first
    submission, where nothing rose, and always for staff.
    """
    if visitor.is_staff or standing.score is None or not standing.best_attempt:
        return None
    owner = {"resource_link_id": visitor.link.id, "user_id": visitor.user.id}
    score = session.scalars(select(Score).filter_by(**owner).with_for_update()).one_or_none()
    maximum = visitor.placement.points
    if score and (standing.score / maximum) <= (score.given / score.maximum):
        return None
    if not score:
        score = Score(version=0, delivered_version=0, timestamp=now - ONE_SECOND, **owner)
        session.add(score)
    score.given, score.maximum = standing.score, maximum
    score.comment = comment(standing)
    submitted = [line.submitted_at for line in standing.attempts if line.submitted_at]
    score.submitted_at = max(submitted)
    score.version += 1
    score.timestamp = _later(score.timestamp, now)
    score.due_at = score.timestamp if visitor.link.line_item_url else None
    score.failures, score.problem = 0, None
    session.flush()
    return score.id


def due(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of scores that are due and that nobody is sending, longest due first."""
    return session.scalars(
        select(Score.id).where(*_claimable(now)).order_by(Score.due_at).limit(limit)
    ).all()


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Return since when the longest waiting score is due, None where nothing is."""
    return session.scalars(
        select(Score.due_at).where(*_claimable(now)).order_by(Score.due_at).limit(1)
    ).first()


def claim(session: Session, score_id: int, now: datetime) -> Delivery | None:
    """Take a due score for sending; None where it is not due or another worker has it."""
    until = now + CLAIM
    taken = session.execute(
        update(Score).where(Score.id == score_id, *_claimable(now)).values(claimed_until=until)
    )
    assert isinstance(taken, CursorResult)  # noqa: S101  # an UPDATE gives no other kind
    if not taken.rowcount:
        return None
    return _delivery(session, score_id, until)


def delivered(session: Session, delivery: Delivery, now: datetime) -> None:
    """Note that the platform has this version; a newer one stays due."""
    _let_go(session, delivery)
    session.execute(
        _same_version(delivery).values(
            delivered_version=delivery.version,
            delivered_at=now,
            due_at=None,
            failures=0,
            problem=None,
        )
    )


def postponed(session: Session, delivery: Delivery, problem: str, until: datetime) -> None:
    """Note why it did not arrive and when to try again; a newer version does not wait for that."""
    _let_go(session, delivery)
    session.execute(
        _same_version(delivery).values(
            due_at=until, failures=delivery.failures + 1, problem=problem
        )
    )


def refused(session: Session, delivery: Delivery, problem: str) -> None:
    """Note that the platform does not want this version; it is not sent again by itself."""
    _let_go(session, delivery)
    session.execute(_same_version(delivery).values(due_at=None, problem=problem))


def restamp(
    session: Session, delivery: Delivery, problem: str, now: datetime, until: datetime
) -> None:
    """Make the same outcome a later version, for a platform that has one of our time or later."""
    _let_go(session, delivery)
    score = session.get_one(Score, delivery.score_id, with_for_update=True)
    if score.version == delivery.version:
        score.version += 1
        score.timestamp = _later(score.timestamp, now)
        score.due_at = max(score.timestamp, until)
        score.failures, score.problem = score.failures + 1, problem


def retry(session: Session, link: ResourceLink, now: datetime) -> None:
    """Make everything that a link still owes due at once, what was refused included."""
    if link.line_item_url:
        owed = Score.delivered_version < Score.version
        session.execute(
            update(Score)
            .where(Score.resource_link_id == link.id, owed)
            .values(due_at=soonest(now), failures=0, problem=None)
        )


def _let_go(session: Session, delivery: Delivery) -> None:
    """End our own claim; one that ran out may be another worker's by now."""
    ours = Score.claimed_until == delivery.claimed_until
    session.execute(
        update(Score).where(Score.id == delivery.score_id, ours).values(claimed_until=None)
    )


def _same_version(delivery: Delivery) -> Update:
    return update(Score).where(Score.id == delivery.score_id, Score.version == delivery.version)


def _claimable(now: datetime) -> tuple[Any, ...]:
    unclaimed = or_(Score.claimed_until.is_(None), Score.claimed_until < now)
    return Score.due_at <= now, unclaimed


def _later(than: datetime, now: datetime) -> datetime:
    """Platforms compare whole seconds, and refuse what is not later than what they have."""
    return max(now.replace(microsecond=0), than.replace(microsecond=0) + ONE_SECOND)


def _delivery(session: Session, score_id: int, until: datetime) -> Delivery | None:
    link, context = joinedload(Score.resource_link), joinedload(ResourceLink.context)
    deployment = joinedload(Context.deployment).joinedload(Deployment.registration)
    score = session.get_one(
        Score, score_id, options=[link.options(context.options(deployment)), joinedload(Score.user)]
    )
    if not score.resource_link.line_item_url:
        return None
    return Delivery(
        score_id=score.id,
        version=score.version,
        claimed_until=until,
        registration=score.resource_link.context.deployment.registration,
        line_item_url=score.resource_link.line_item_url,
        scopes=tuple(score.resource_link.scopes),
        subject=score.user.subject,
        failures=score.failures,
        payload={
            "userId": score.user.subject,
            "scoreGiven": score.given,
            "scoreMaximum": score.maximum,
            "comment": score.comment,
            "timestamp": score.timestamp.isoformat(timespec="milliseconds"),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "submission": {"submittedAt": score.submitted_at.isoformat(timespec="milliseconds")},
        },
    )
