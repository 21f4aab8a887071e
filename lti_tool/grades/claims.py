"""One version of a score in a worker's hands: claimed, and then delivered, later or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, or_, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, joinedload

from lti_tool.grades.wanted import is_outdated
from lti_tool.models import Context, Deployment, Registration, ResourceLink, Score
from lti_tool.platforms.canvas import is_canvas

CLAIM = timedelta(seconds=25)
"""How long one delivery may take: two tries of token and score at 8 s a call fit rarely, one
always. A claim that runs out early costs a repeated score, which is harmless."""
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Delivery:
    """One version of a score, claimed, with everything that sending it needs.

    Attributes:
        line_item_url: the grade column; None where it has to be found or made first.
        may_make_column: whether we may make one, also in place of one that was deleted.
        column_is_outdated: whether the column is ours, and the link's title or points changed.
        is_new_submission: whether the platform has not heard of this submission yet.
    """

    score_id: int
    version: int
    claimed_until: datetime
    registration: Registration
    link_id: int
    line_item_url: str | None
    may_make_column: bool
    column_is_outdated: bool
    scopes: tuple[str, ...]
    subject: str
    failures: int
    submitted_at: datetime
    is_new_submission: bool
    payload: dict[str, Any]


def claimable(now: datetime) -> tuple[Any, ...]:
    """Return what holds for a score that is due and that nobody is sending."""
    unclaimed = or_(Score.claimed_until.is_(None), Score.claimed_until < now)
    return Score.due_at <= now, unclaimed


def claim(session: Session, score_id: int, now: datetime) -> Delivery | None:
    """Take a due score for sending; None where it is not due or another worker has it."""
    until = now + CLAIM
    taken = session.execute(
        update(Score).where(Score.id == score_id, *claimable(now)).values(claimed_until=until)
    )
    assert isinstance(taken, CursorResult)  # noqa: S101  # an UPDATE gives no other kind
    if not taken.rowcount:
        return None
    return _delivery(session, score_id, until)


def delivered(session: Session, delivery: Delivery, now: datetime) -> None:
    """Note that the platform has this version; a newer one stays due."""
    _let_go(session, delivery)
    session.execute(
        update(Score)
        .where(Score.id == delivery.score_id)
        .values(delivered_submission_at=delivery.submitted_at)
    )
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
        score.timestamp = later(score.timestamp, now)
        score.due_at = max(score.timestamp, until)
        score.failures, score.problem = score.failures + 1, problem


def later(than: datetime, now: datetime) -> datetime:
    """Return a score's next time: platforms compare whole seconds, and want a later one."""
    return max(now.replace(microsecond=0), than.replace(microsecond=0) + ONE_SECOND)


def _let_go(session: Session, delivery: Delivery) -> None:
    """End our own claim; one that ran out may be another worker's by now."""
    ours = Score.claimed_until == delivery.claimed_until
    session.execute(
        update(Score).where(Score.id == delivery.score_id, ours).values(claimed_until=None)
    )


def _same_version(delivery: Delivery) -> Update:
    return update(Score).where(Score.id == delivery.score_id, Score.version == delivery.version)


def _delivery(session: Session, score_id: int, until: datetime) -> Delivery | None:
    deployment = joinedload(Context.deployment).joinedload(Deployment.registration)
    context = joinedload(ResourceLink.context).options(deployment)
    linked = joinedload(Score.resource_link).options(context, joinedload(ResourceLink.placement))
    score = session.get_one(Score, score_id, options=[linked, joinedload(Score.user)])
    link, told = score.resource_link, score.delivered_submission_at
    if not link.takes_grades:
        return None
    registration = link.context.deployment.registration
    return Delivery(
        score_id=score.id,
        version=score.version,
        claimed_until=until,
        registration=registration,
        link_id=link.id,
        line_item_url=link.line_item_url,
        may_make_column=link.may_make_column,
        column_is_outdated=is_outdated(link, is_canvas(registration)),
        scopes=tuple(link.scopes),
        subject=score.user.subject,
        failures=score.failures,
        submitted_at=score.submitted_at,
        is_new_submission=told is None or told < score.submitted_at,
        payload=_payload(score),
    )


def _payload(score: Score) -> dict[str, Any]:
    return {
        "userId": score.user.subject,
        "scoreGiven": score.given,
        "scoreMaximum": score.maximum,
        "comment": score.comment,
        "timestamp": score.timestamp.isoformat(timespec="milliseconds"),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "submission": {"submittedAt": score.submitted_at.isoformat(timespec="milliseconds")},
    }
