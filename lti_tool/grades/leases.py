"""Scores in a worker's hands: leased for a while, some at a time, with all that sending one needs.

A worker that dies lets its leases run out, and another takes the scores. What it had sent is sent
again, with the same time: the platform refuses that as not newer, and shows that it has it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.grades.wanted import is_outdated
from lti_tool.models import Enrollment, Registration, ResourceLink, Score, User
from lti_tool.platforms.canvas import is_canvas

LEASE = timedelta(seconds=25)
"""How long one delivery may take: a token and a score at 8 s a call, always. No call is begun that
could outlast it, so no two workers ever have one score on its way."""
NOT_AS_THINGS_ARE = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """One version of a score, leased, with everything that sending it needs.

    Attributes:
        leased_until: when another worker may take the score; no call begins that could last longer.
        line_item_url: the grade column; None where it has to be found or made first.
        may_make_column: whether we may make one, also in place of one that was deleted.
        column_is_outdated: whether the column is ours, and the link's title or points changed.
        is_new_submission: whether the platform has not heard of this submission yet.
        share: the part of the points that it is, 0 to 1.
        sent_shares: those that the platform may have of this person from before.
    """

    score_id: int
    version: int
    leased_until: datetime
    registration: Registration
    link_id: int
    line_item_url: str | None
    may_make_column: bool
    column_is_outdated: bool
    scopes: tuple[str, ...]
    subject: str
    failures: int
    timestamp: datetime
    submitted_at: datetime
    is_new_submission: bool
    share: float
    sent_shares: tuple[float, ...]
    payload: dict[str, Any]


def leasable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for a score that is due and that nobody is sending."""
    free = or_(Score.claimed_until.is_(None), Score.claimed_until < now)
    return Score.due_at <= now, free


def take(
    session: Session, registration_id: int, now: datetime, most: int, *, untried_first: bool = False
) -> list[Delivery]:
    """Lease up to so many due scores of one platform, longest due first.

    `untried_first` is for the one that finds out whether a platform works again: a score that
    the platform will never take must not answer that for all others.
    """
    ids = _pick(session, registration_id, now, most, untried_first=untried_first)
    if not ids:
        return []
    registration = session.get_one(Registration, registration_id)
    sendable, others = [], []
    for score, link, subject, is_staff in session.execute(_with_owners(ids)):
        can_be_sent = link.takes_grades and not is_staff
        made = can_be_sent and _made(registration, score, link, subject, now + LEASE)
        if made:
            sendable.append(made)
        else:
            others.append(score.id)
    _wait(session, others, now)
    taken = [each.score_id for each in sendable]
    session.execute(update(Score).where(Score.id.in_(taken)).values(claimed_until=now + LEASE))
    return sendable


def _pick(
    session: Session, registration_id: int, now: datetime, most: int, *, untried_first: bool
) -> Sequence[int]:
    """Lock scores that can be leased, past those that others have locked; gives their ids."""
    order = [Score.failures, Score.due_at] if untried_first else [Score.due_at]
    return session.scalars(
        select(Score.id)
        .where(Score.registration_id == registration_id, *leasable(now))
        .order_by(*order)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()


def _with_owners(ids: Sequence[int]) -> Select[Score, ResourceLink, str, bool]:
    here = and_(
        Enrollment.user_id == Score.user_id, Enrollment.context_id == ResourceLink.context_id
    )
    return (
        select(Score, ResourceLink, User.subject, Enrollment.is_staff)
        .join(ResourceLink, ResourceLink.id == Score.resource_link_id)
        .join(User, User.id == Score.user_id)
        .outerjoin(Enrollment, here)
        .where(Score.id.in_(ids))
    )


def _wait(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Leave alone what cannot be sent as things are: whoever came to teach the course after
    earning a score may become a learner again, and a launch may bring its column back."""
    if ids:
        again_at = now + NOT_AS_THINGS_ARE
        session.execute(update(Score).where(Score.id.in_(ids)).values(due_at=again_at))


def _made(
    registration: Registration, score: Score, link: ResourceLink, subject: str, until: datetime
) -> Delivery | None:
    """Return a delivery; None where it cannot be made, as where its pack is gone."""
    try:
        return _delivery(registration, score, link, subject, until)
    except Exception:  # one score must hold up no other
        log.exception("score %s waits, as it cannot be made ready", score.id)
        return None


def _delivery(
    registration: Registration, score: Score, link: ResourceLink, subject: str, until: datetime
) -> Delivery:
    told = score.delivered_submission_at
    return Delivery(
        score_id=score.id,
        version=score.version,
        leased_until=until,
        registration=registration,
        link_id=link.id,
        line_item_url=link.line_item_url,
        may_make_column=link.may_make_column,
        column_is_outdated=is_outdated(link, is_canvas(registration)),
        scopes=tuple(link.scopes),
        subject=subject,
        failures=score.failures,
        timestamp=score.timestamp,
        submitted_at=score.submitted_at,
        is_new_submission=told is None or told < score.submitted_at,
        share=score.given / score.maximum,
        sent_shares=tuple(score.sent_shares),
        payload=_payload(score, subject),
    )


def _payload(score: Score, subject: str) -> dict[str, Any]:
    return {
        "userId": subject,
        "scoreGiven": score.given,
        "scoreMaximum": score.maximum,
        "comment": score.comment,
        "timestamp": score.timestamp.isoformat(timespec="milliseconds"),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "submission": {"submittedAt": score.submitted_at.isoformat(timespec="milliseconds")},
    }
