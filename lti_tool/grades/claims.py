"""Scores in a worker's hands: claimed by lease, some at a time, and put back with what became of
them, each with one statement for all.

A worker that dies lets its claims run out, and another takes them. What it had sent is sent
again, with the same time: the platform refuses that as not newer, and shows that it has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.grades.wanted import is_outdated
from lti_tool.models import Enrollment, Registration, ResourceLink, Score, User, soonest
from lti_tool.platforms.canvas import is_canvas

LEASE = timedelta(seconds=25)
"""How long one delivery may take: a token and a score at 8 s a call, always. No call is begun that
could outlast it, so no two workers ever have one score on its way."""
NOT_AS_THINGS_ARE = timedelta(hours=1)
ONE_SECOND = timedelta(seconds=1)
MOST_SHARES = 20
"""How many of the shares that were sent are remembered: more than anybody has versions."""


@dataclass(frozen=True)
class Delivery:
    """One version of a score, claimed, with everything that sending it needs.

    Attributes:
        line_item_url: the grade column; None where it has to be found or made first.
        may_make_column: whether we may make one, also in place of one that was deleted.
        column_is_outdated: whether the column is ours, and the link's title or points changed.
        is_new_submission: whether the platform has not heard of this submission yet.
        share: the part of the points that it is, 0 to 1.
        sent_shares: those that the platform may have of this person from before.
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
    timestamp: datetime
    submitted_at: datetime
    is_new_submission: bool
    share: float
    sent_shares: tuple[float, ...]
    payload: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became of a delivery.

    Attributes:
        kind: delivered; later; refused (not sent again by itself); restamped (as later, under a
            new time); given_back (nothing was tried).
        until: when to try again; `problem`: why it did not arrive.
        changes: what a comparison found, to be kept with the score.
    """

    kind: str
    delivery: Delivery
    problem: str | None = None
    until: datetime | None = None
    changes: dict[str, Any] = field(default_factory=dict)


def claimable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for a score that is due and that nobody is sending."""
    free = or_(Score.claimed_until.is_(None), Score.claimed_until < now)
    return Score.due_at <= now, free


def is_learners() -> ColumnElement[bool]:
    """Return what holds for the score of somebody who does not teach its course."""
    teaches = (
        select(Enrollment.id)
        .join(ResourceLink, ResourceLink.context_id == Enrollment.context_id)
        .where(ResourceLink.id == Score.resource_link_id, Enrollment.user_id == Score.user_id)
        .where(Enrollment.is_staff.is_(True))
    )
    return ~teaches.exists()


def claim(
    session: Session, registration_id: int, now: datetime, most: int, *, untried_first: bool = False
) -> list[Delivery]:
    """Take up to so many due scores of one platform for sending, longest due first.

    `untried_first` is for the one that finds out whether a platform works again: a score that
    the platform will never take must not answer that for all others.
    """
    order = [Score.failures, Score.due_at] if untried_first else [Score.due_at]
    ids = session.scalars(
        select(Score.id)
        .where(Score.registration_id == registration_id, *claimable(now))
        .order_by(*order)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    if not ids:
        return []
    until, sendable, others = now + LEASE, [], []
    for score, link, subject, is_staff in session.execute(_with_owners(ids)):
        if is_staff or not link.takes_grades:
            others.append(score.id)
        else:
            sendable.append((score, link, subject))
    _wait(session, others, now)
    taken = [score.id for score, _, _ in sendable]
    session.execute(update(Score).where(Score.id.in_(taken)).values(claimed_until=until))
    registration = session.get_one(Registration, registration_id)
    return [_delivery(registration, *found, until) for found in sendable]


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


def settle(session: Session, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Note what became of deliveries; a newer version that came meanwhile stays due."""
    by_kind: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_kind.setdefault(outcome.kind, []).append(outcome)
    for kind, found in by_kind.items():
        if kind == "restamped":
            for outcome in found:
                _restamp(session, outcome, now)
            continue
        session.connection().execute(
            STATEMENTS[kind], [_parameters(outcome, now) for outcome in found]
        )
    for outcome in (each for found in by_kind.values() for each in found if each.changes):
        ours = Score.id == outcome.delivery.score_id, Score.version == outcome.delivery.version
        session.execute(update(Score).where(*ours).values(**outcome.changes))


def hurry(session: Session, registration_id: int, now: datetime) -> None:
    """Make everything due at once that waits because a platform failed, which works again."""
    waits = Score.registration_id == registration_id, Score.due_at > now, Score.failures > 0
    session.execute(update(Score).where(*waits).values(due_at=soonest(now)))


def note_trouble(session: Session, registration_id: int, problem: str, now: datetime) -> None:
    """Note why a platform takes no scores; with no problem, that it does, and hurry what waited."""
    this_one = update(Registration).where(Registration.id == registration_id)
    none_yet = Registration.grades_problem.is_(None)
    if problem:
        since = case((none_yet, now), else_=Registration.grades_problem_since)
        session.execute(this_one.values(grades_problem=problem, grades_problem_since=since))
        return
    well_again = this_one.where(~none_yet).values(grades_problem=None, grades_problem_since=None)
    if session.execute(well_again.returning(Registration.id)).first():
        hurry(session, registration_id, now)


def later(than: datetime, now: datetime) -> datetime:
    """Return a score's next time: platforms compare whole seconds, and want a later one."""
    return max(now.replace(microsecond=0), than.replace(microsecond=0) + ONE_SECOND)


def _if_same(column: Any, value: Any) -> Any:
    """Change a column only where no newer version came meanwhile."""
    return case((Score.version == bindparam("sent_version"), value), else_=column)


# One that ran out may be another worker's by now.
_LET_GO = case(
    (Score.claimed_until == bindparam("lease", type_=Score.claimed_until.type), None),
    else_=Score.claimed_until,
)
_SENT = {
    "claimed_until": _LET_GO,
    "sent_shares": bindparam("shares", type_=Score.sent_shares.type),
}
_OURS = update(Score).where(Score.id == bindparam("score"))
_UNTIL = bindparam("until", type_=Score.due_at.type)
STATEMENTS = {
    "given_back": _OURS.values(claimed_until=_LET_GO),
    "delivered": _OURS.where(Score.delivered_version < bindparam("sent_version")).values(
        **_SENT,
        delivered_version=bindparam("sent_version"),
        delivered_at=bindparam("at", type_=Score.due_at.type),
        delivered_submission_at=bindparam("submission", type_=Score.due_at.type),
        due_at=_if_same(Score.due_at, None),
        failures=_if_same(Score.failures, 0),
        problem=_if_same(Score.problem, None),
    ),
    "later": _OURS.values(
        **_SENT,
        due_at=_if_same(Score.due_at, _UNTIL),
        failures=_if_same(Score.failures, Score.failures + 1),
        problem=_if_same(Score.problem, bindparam("why")),
    ),
    "refused": _OURS.values(
        **_SENT,
        due_at=_if_same(Score.due_at, None),
        problem=_if_same(Score.problem, bindparam("why")),
    ),
}


def _parameters(outcome: Outcome, now: datetime) -> dict[str, Any]:
    sent = outcome.delivery
    return {
        "score": sent.score_id,
        "sent_version": sent.version,
        "lease": sent.claimed_until,
        "shares": _with_share(sent),
        "at": now,
        "submission": sent.submitted_at,
        "until": outcome.until,
        "why": outcome.problem,
    }


def _with_share(sent: Delivery) -> list[float]:
    others = [share for share in sent.sent_shares if share != sent.share]
    return [*others, sent.share][-MOST_SHARES:]


def _restamp(session: Session, outcome: Outcome, now: datetime) -> None:
    """Make the same outcome a later version, for a platform that has one of our time or later."""
    sent = outcome.delivery
    score = session.get_one(Score, sent.score_id, with_for_update=True)
    if score.claimed_until == sent.claimed_until:
        score.claimed_until = None
    if score.version == sent.version:
        score.version += 1
        score.timestamp = later(score.timestamp, now)
        score.due_at = max(score.timestamp, outcome.until or now)
        score.failures, score.problem = score.failures + 1, outcome.problem


def _delivery(
    registration: Registration, score: Score, link: ResourceLink, subject: str, until: datetime
) -> Delivery:
    told = score.delivered_submission_at
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
