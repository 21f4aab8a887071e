"""After settings or marks have changed: who is owed another score than before, and its queueing.

What an instructor sees beforehand (`differences`) and what is queued afterwards (`settle_due`)
are the same reckoning, so that nothing is sent that nobody could see.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.grades import outbox
from lti_tool.models import Enrollment, ResourceLink, Score, User
from quizzes import learners, placements, standings
from quizzes.content import catalogue
from quizzes.content.activity import Activity
from quizzes.db import Database
from quizzes.models import Placement
from quizzes.placements import Settings
from quizzes.standings import Work

MOST_AT_ONCE = 200
NOTHING: Mapping[int, tuple[float, float]] = {}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Difference:
    """A student who is owed another score than the one that was queued last.

    Attributes:
        given, out_of: the score that was; None where there was none.
        owed: the score that is owed, out of the placement's points.
    """

    user: User
    given: float | None
    out_of: float | None
    owed: float


def differences(
    session: Session,
    link: ResourceLink,
    activity: Activity,
    settings: Settings | None = None,
    marks: Mapping[int, tuple[float, float]] = NOTHING,
) -> list[Difference]:
    """Return who would be owed another score with these settings, or with these marks.

    `marks` are points and maximum by attempt. Of staff and whoever only tries nothing is owed.
    """
    settings = settings or placements.settings(link.placement)
    works = standings.gather(session, link.placement)
    found = []
    for user, score in _graded(session, link):
        work = _marked(works.get(user.learner_id, Work()), marks)
        owed = standings.stand(activity, settings, work).score
        is_here = score and score.placement_id == link.placement_id
        given, out_of = (score.given, score.maximum) if score and is_here else (None, None)
        if owed is not None and (given, out_of) != (owed, settings.points):
            found.append(Difference(user, given, out_of, owed))
    return found


def settle_due(db: Database, now: datetime) -> None:
    """Queue what is owed anew at every placement that a link opens, where something has changed."""
    opened = select(Placement.id).join(ResourceLink, ResourceLink.placement_id == Placement.id)
    with db.read() as session:
        due = session.scalars(opened.where(Placement.unsettled_at <= now)).all()
    for placement_id in due:
        try:
            _settle(db, placement_id, now)
        except Exception:  # one that cannot be reckoned must hold up no other
            log.exception("placement %s could not be settled", placement_id)


def _settle(db: Database, placement_id: int, now: datetime) -> None:
    with db.read() as session:
        link = _link(session, placement_id)
        since = link.placement.unsettled_at
        activity = catalogue.load(link.placement.activity_key)
        users = [each.user.id for each in differences(session, link, activity)]
    for user_id in users[:MOST_AT_ONCE]:
        with db.begin() as session:  # one by one: whoever saves an answer waits for no class
            _correct(session, placement_id, activity, user_id, now)
    if len(users) <= MOST_AT_ONCE:
        with db.begin() as session:
            done = update(Placement).filter_by(id=placement_id, unsettled_at=since)
            session.execute(done.values(unsettled_at=None))


def _correct(
    session: Session, placement_id: int, activity: Activity, user_id: int, now: datetime
) -> None:
    link, user = _link(session, placement_id), session.get(User, user_id)
    if not user:  # erased meanwhile
        return
    # Held, so that what they submit at this moment is seen here, or sees this.
    learners.lock(session, user.learner_id)
    standing = standings.find(session, activity, link.placement, user.learner_id)
    outbox.correct(session, link, user, standing, now)


def _link(session: Session, placement_id: int) -> ResourceLink:
    wanted = select(ResourceLink).filter_by(placement_id=placement_id)
    return session.scalars(wanted.options(joinedload(ResourceLink.placement))).one()


def _graded(session: Session, link: ResourceLink) -> Sequence[tuple[User, Score | None]]:
    own = and_(Score.user_id == User.id, Score.resource_link_id == link.id)
    found = session.execute(
        select(User, Score)
        .join(Enrollment, Enrollment.user_id == User.id)
        .outerjoin(Score, own)
        .where(Enrollment.context_id == link.context_id, Enrollment.is_staff.is_(False))
        .order_by(User.name, User.id)
    )
    return [(user, score) for user, score in found]


def _marked(work: Work, marks: Mapping[int, tuple[float, float]]) -> Work:
    if not marks:
        return work
    lines = (
        replace(line, given=marks[line.id][0], maximum=marks[line.id][1])
        if line.id in marks
        else line
        for line in work.attempts
    )
    return replace(work, attempts=tuple(lines))
