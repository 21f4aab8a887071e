"""Scores owed: one row per person and link, of which the newest outcome wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from lti_tool import languages, seats
from lti_tool.grades.leases import leasable
from lti_tool.grades.words import comment
from lti_tool.models import (
    WITHDRAWN,
    Enrollment,
    Registration,
    ResourceLink,
    Score,
    User,
    soonest,
    stands,
)
from lti_tool.visits import Visitor
from quizzes.db import Database
from quizzes.standings import Standing

MOST_AT_ONCE = 500
"""Scores in one statement: databases take only so many parameters."""


_ITS_OWN = select(Score).where(
    Score.resource_link_id == bindparam("link"), Score.user_id == bindparam("user")
)


def of(session: Session, link: ResourceLink, user: User) -> Score | None:
    """Return what a person has earned at a link, as it is owed to the platform."""
    return session.scalars(_ITS_OWN, {"link": link.id, "user": user.id}).one_or_none()


def record(session: Session, visitor: Visitor, standing: Standing, now: datetime) -> int | None:
    """Queue what a learner has earned, if it is the first score or a higher one.

    Returns the id of the platform that is owed something now, None where none is: before the
    first submission, where nothing rose, and always for staff and for whoever only tries.
    """
    if visitor.is_staff or visitor.is_trial:
        return None
    return owe(session, visitor.link, visitor.user, standing, now)


def owe(
    session: Session, link: ResourceLink, user: User, standing: Standing, now: datetime
) -> int | None:
    """Queue what a student of a link's course has earned there, as `record` does for a visitor.

    Where the link was set to another activity, that one's score takes the old one's place. Where
    the best attempt counts, work takes nothing away, and what a new version of the pack would
    take waits for an instructor; where others count, or some are set aside, the newest outcome is
    owed as it is.
    """
    if standing.counting != "best" or standing.set_aside:
        return correct(session, link, user, standing, now)
    seats.keep(session, link, user, standing, now)
    earned = _earned(link, user, standing)
    score = _held(session, link, user)
    if not earned:
        _withdraw(link, score)
        return None
    if score and not earned.tops(score):
        return None
    return _queue(session, link, user, score, earned, now)


def correct(
    session: Session, link: ResourceLink, user: User, standing: Standing, now: datetime
) -> int | None:
    """Queue what a student has earned after somebody corrected it, which may be less than before.

    Nothing is queued where nothing changed. The submission keeps its time, so that no LMS takes
    it for a late one.
    """
    seats.keep(session, link, user, standing, now)
    earned = _earned(link, user, standing)
    score = _held(session, link, user)
    if not earned:
        _withdraw(link, score)
        return None
    if score and not earned.differs(score):
        return None
    return _queue(session, link, user, score, earned, now)


@dataclass(frozen=True)
class _Earned:
    """A score as it would be sent."""

    placement_id: int
    given: float
    maximum: float
    comment: str
    submitted_at: datetime

    def tops(self, score: Score) -> bool:
        """Tell whether it is a greater part of the points, or the other one counts no more."""
        is_more = self.given / self.maximum > score.given / score.maximum
        return is_more or self._succeeds(score)

    def differs(self, score: Score) -> bool:
        """Tell whether a gradebook would show it otherwise."""
        before = score.given, score.maximum, score.comment
        return before != (self.given, self.maximum, self.comment) or self._succeeds(score)

    def _succeeds(self, score: Score) -> bool:
        """Tell whether the other one is of another activity, or was withdrawn."""
        return score.placement_id != self.placement_id or score.finding == WITHDRAWN


def _earned(link: ResourceLink, user: User, standing: Standing) -> _Earned | None:
    if standing.score is None:
        return None
    with languages.reader(user.language, user.locale):
        said = languages.say(comment(standing))
    return _Earned(
        placement_id=link.placement.id,
        given=standing.score,
        maximum=link.placement.points,
        comment=said,
        submitted_at=_handed_in(standing),
    )


def _handed_in(standing: Standing) -> datetime:
    """Return when the work was handed in that a score is for, whenever it was marked."""
    submitted = [line.submitted_at for line in standing.counted if line.submitted_at]
    decided = [standing.override.decided_at] if standing.override else []
    return max(submitted or decided)


def _held(session: Session, link: ResourceLink, user: User) -> Score | None:
    owner = {"link": link.id, "user": user.id}
    return session.scalars(_ITS_OWN.with_for_update(), owner).one_or_none()


def _withdraw(link: ResourceLink, score: Score | None) -> None:
    """Send no more of a score that nothing stands behind; the platform keeps what it has.

    A score that says "nothing" would erase the comment in Moodle and clear a grade in Canvas.
    """
    if not score or score.placement_id != link.placement.id or score.finding == WITHDRAWN:
        return
    if score.version != score.delivered_version:  # perhaps it is on its way at this moment
        score.version += 1
    score.due_at, score.failures, score.problem = None, 0, None
    score.finding = WITHDRAWN


def _queue(
    session: Session,
    link: ResourceLink,
    user: User,
    score: Score | None,
    earned: _Earned,
    now: datetime,
) -> int | None:
    """Make it the newest version; None for whoever teaches the course, who is not graded."""
    if teaches(session, user.id, link.context_id):
        return None
    if not score:
        score = Score(
            registration_id=user.registration_id,
            resource_link_id=link.id,
            user_id=user.id,
            version=0,
            delivered_version=0,
            timestamp=now - timedelta(seconds=1),
        )
        session.add(score)
    for name in ("placement_id", "given", "maximum", "comment", "submitted_at"):
        setattr(score, name, getattr(earned, name))
    score.version += 1
    score.timestamp = score.next_timestamp(now)
    score.due_at = score.timestamp if link.takes_grades else None
    score.failures, score.problem, score.finding = 0, None, ""
    session.flush()
    return user.registration_id


def teaches(session: Session, user_id: int, context_id: int) -> bool:
    """Tell whether somebody is staff in a course, as far as we know."""
    staff = select(Enrollment.id).filter_by(user_id=user_id, context_id=context_id, is_staff=True)
    return session.scalars(staff).first() is not None


def due(session: Session, now: datetime) -> Sequence[int]:
    """Return the ids of the platforms to which a score is due that nobody is sending."""
    scores = select(Score.id).where(Score.registration_id == Registration.id, *leasable(now))
    return session.scalars(select(Registration.id).where(scores.exists())).all()


def adopt(db: Database) -> None:
    """Note whose each score is that an older version queued, while both serve one database."""
    ownerless = Score.registration_id.is_(None), Score.due_at.is_not(None)
    with db.read() as session:
        if session.scalars(select(Score.id).where(*ownerless).limit(1)).first() is None:
            return
    whose = select(User.registration_id).where(User.id == Score.user_id).scalar_subquery()
    with db.begin() as session:
        session.execute(update(Score).where(*ownerless).values(registration_id=whose))


def retry(session: Session, link: ResourceLink, now: datetime) -> None:
    """Make everything that a link still owes due at once, what was refused included."""
    if link.takes_grades:
        owed = Score.delivered_version < Score.version
        _send_again(session, now, Score.resource_link_id == link.id, owed)


def send_again(session: Session, numbers: Sequence[int], now: datetime, finding: str = "") -> None:
    """Make these scores due at once, also ones that the platform has: it may have lost them.

    `finding` is what a comparison found. Those of links that take no grades are for the caller to
    leave out.
    """
    for start in range(0, len(numbers), MOST_AT_ONCE):
        some = numbers[start : start + MOST_AT_ONCE]
        _send_again(session, now, Score.id.in_(some), finding=finding)


def _send_again(
    session: Session, now: datetime, *which: ColumnElement[bool], finding: str = ""
) -> None:
    """What was refused or taken goes out as a later version: somebody decided so, now."""
    is_not_due = Score.due_at.is_(None)
    time = now.replace(microsecond=0)
    # Not evaluated for every score in the session: with a large class that took minutes.
    session.flush()
    plain = update(Score).execution_options(synchronize_session=False)
    newer = plain.where(*which, stands(), is_not_due)
    session.execute(newer.values(version=Score.version + 1))
    session.execute(newer.where(Score.timestamp < time).values(timestamp=time))
    values = {"due_at": soonest(now), "failures": 0, "problem": None, "finding": finding}
    session.execute(plain.where(*which, stands()).values(values))
    session.expire_all()
