"""Work that is kept no longer: of courses that nobody has opened for as long as was set.

Nothing here runs where no time is set. What is erased, and how: privacy.py. docs/decisions/0032
says why a course is forgotten as a whole.
"""

import time
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select
from sqlalchemy.orm import Session

from lti_tool import privacy
from lti_tool.belongings import has_nothing, of_course, of_placements, whose
from lti_tool.models import (
    Context,
    CourseGroup,
    Enrollment,
    GroupMembership,
    Registration,
    ResourceLink,
    Score,
    Seat,
    User,
    Visit,
)
from quizzes.db import Database
from quizzes.models import (
    Accommodation,
    Attempt,
    Learner,
    LearnerDates,
    Placement,
    Reflection,
    SectionRead,
)

AT_A_TIME = 50
"""People in one transaction: answers that are saved meanwhile do not wait for a whole class."""
SECONDS_FOR_OTHERS = 0.1


def forgettable(session: Session, since: datetime) -> Sequence[int]:
    """Return the courses with people of whom none, staff included, has been there `since`.

    A course is not over while a date of it is later, or while a score of it is still to be sent.
    """
    people = Context.id.in_(select(Enrollment.context_id))
    work = [
        Context.id.in_(_courses(ResourceLink.placement_id.in_(select(table.placement_id))))
        for table in (Attempt, SectionRead, Reflection)
    ]
    over = select(Context.id).where(or_(people, *work), ~_is_in_use(since))
    return session.scalars(over.order_by(Context.id)).all()


def forget(db: Database, context_id: int, since: datetime) -> None:
    """Erase what everybody did in a course, some people at a time; whoever opens it stops that."""
    while _forget_some(db, context_id, since):
        time.sleep(SECONDS_FOR_OTHERS)
    forget_people(db, since)


def forget_people(db: Database, since: datetime) -> None:
    """Erase what is of no course any more: work that no link leads to, people without any."""
    with db.begin() as session:
        privacy.delete_all(session, of_placements(_left_behind(since)))
    known = select(User).join(Learner, Learner.id == User.learner_id)
    nobodys = known.where(Learner.created_at < since, has_nothing()).limit(AT_A_TIME)
    more = True
    while more:
        with db.begin() as session:
            more = privacy.erase_people(session, nobodys)


def _forget_some(db: Database, context_id: int, since: datetime) -> bool:
    """Erase some people's work in a course; returns whether there may be others."""
    with db.begin() as session:
        this_one = select(Context).where(Context.id == context_id, ~_is_in_use(since))
        course = session.scalars(this_one.with_for_update()).one_or_none()
        if not course:
            return False
        theirs = select(User).where(whose(of_course(context_id))).order_by(User.id)
        people = session.scalars(theirs.limit(AT_A_TIME)).all()
        privacy.erase_in_course(session, people, context_id)
        _forget_groups(session, context_id)
        course.roster_at = None  # whoever opens it after all waits for a new class list
        return bool(people)


def _forget_groups(session: Session, context_id: int) -> None:
    """Forget a course's groups that nobody is in any more; people gave them their names."""
    members = exists().where(GroupMembership.course_group_id == CourseGroup.id)
    session.execute(delete(CourseGroup).where(CourseGroup.context_id == context_id, ~members))


def _is_in_use(since: datetime) -> ColumnElement[bool]:
    """Return what holds for a course that is not over."""
    came = or_(Enrollment.launched_at >= since, Enrollment.listed_at >= since)
    links = [
        select(Visit.resource_link_id).where(Visit.seen_at >= since),
        select(Seat.resource_link_id).where(Seat.seen_at >= since),
        # Of a platform that was removed nothing is sent any more.
        select(Score.resource_link_id)
        .join(User, User.id == Score.user_id)
        .join(Registration, Registration.id == User.registration_id)
        .where(Score.due_at.is_not(None), Registration.is_removed.is_(False)),
    ]
    dated = [
        select(placement).where(or_(*(date >= since for date in dates)))
        for placement, *dates in (
            (Placement.id, Placement.opens_at, Placement.due_at, Placement.closes_at),
            (LearnerDates.placement_id, LearnerDates.due_at, LearnerDates.closes_at),
            (Accommodation.placement_id, Accommodation.due_at, Accommodation.closes_at),
        )
    ]
    return or_(
        Context.id.in_(select(Enrollment.context_id).where(came)),
        *(Context.id.in_(_courses(ResourceLink.id.in_(some))) for some in links),
        *(Context.id.in_(_courses(ResourceLink.placement_id.in_(some))) for some in dated),
    )


def _left_behind(since: datetime) -> Select[int]:
    """Return the placements that no link opens any more, and at which nobody worked since."""
    opened = select(ResourceLink.placement_id)
    lately = [
        select(at.class_.placement_id).where(at >= since)
        for at in (Attempt.started_at, SectionRead.read_at, Reflection.saved_at)
    ]
    left = [Placement.id.not_in(some) for some in (opened, *lately)]
    return select(Placement.id).where(*left)


def _courses(links: ColumnElement[bool]) -> Select[int]:
    return select(ResourceLink.context_id).where(links)
