"""Class lists: fetched from the platform, kept as enrollments, with when and why not."""

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool import seats
from lti_tool.errors import PlatformRefused, PlatformUnavailable
from lti_tool.models import Context, Deployment, Enrollment, User
from lti_tool.platforms import group_rosters
from lti_tool.platforms.members import Member
from lti_tool.platforms.people import enroll, person
from lti_tool.platforms.services import Services
from quizzes.db import Database

AT_A_TIME = 100
"""Members in one transaction: answers that are saved meanwhile do not wait for a whole class."""
REST = timedelta(minutes=1)
"""How long the sweep leaves a platform alone that was just asked."""
SECONDS_FOR_OTHERS = 0.1
"""Among processes SQLite's lock is not fair: without a pause the next hundred would take it."""


def want(db: Database, context_id: int, now: datetime) -> None:
    """Note that somebody waits for a newer class list; whichever process works has it fetched."""
    with db.begin() as session:
        this_one = update(Context).where(Context.id == context_id)
        session.execute(this_one.values(roster_wanted_at=now))


def wanted(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Return the courses whose class list is wanted, and may be asked for again now."""
    free = or_(Context.roster_wait_until.is_(None), Context.roster_wait_until <= now)
    rested = or_(Context.roster_tried_at.is_(None), Context.roster_tried_at <= now - REST)
    waiting = select(Context.id).where(Context.roster_wanted_at.is_not(None), free, rested)
    return session.scalars(waiting.order_by(Context.roster_wanted_at).limit(limit)).all()


def refresh(db: Database, services: Services, context_id: int, now: datetime) -> None:
    """Fetch a course's class list, then its groups; what did not arrive whole changes nobody.

    A platform that wants to be left alone for a while is not asked before that.
    """
    registration = joinedload(Context.deployment).joinedload(Deployment.registration)
    with db.read() as session:
        context = session.get_one(Context, context_id, options=[registration])
    waits = context.roster_wait_until and now < context.roster_wait_until
    if waits:
        return
    with db.begin() as session:  # before asking: who comes meanwhile wants a list newer than this
        session.get_one(Context, context_id).roster_wanted_at = None
    if not context.memberships_url:
        return
    try:
        members = _fetch(services, context, context.memberships_url)
    except (PlatformUnavailable, PlatformRefused) as error:
        with db.begin() as session:
            kept = session.get_one(Context, context_id)
            kept.roster_tried_at, kept.roster_problem = now, str(error)
            if isinstance(error, PlatformUnavailable):
                kept.roster_wait_until = now + error.wait
                kept.roster_wanted_at = kept.roster_wanted_at or now
        return
    members.sort(key=lambda member: member.subject)  # as whoever else adds people does
    for start in range(0, len(members), AT_A_TIME):
        with db.begin() as session:
            _keep(session, context, members[start : start + AT_A_TIME], now)
        time.sleep(SECONDS_FOR_OTHERS)
    with db.begin() as session:
        kept = session.get_one(Context, context_id)
        kept.roster_at = kept.roster_tried_at = now
        kept.roster_problem = None
        session.flush()
        seats.recount_course(session, context_id)
    group_rosters.refresh(db, services, context, members, now)


def _fetch(services: Services, context: Context, url: str) -> list[Member]:
    registration = context.deployment.registration
    if context.groups_url:
        with suppress(PlatformRefused):  # a list without groups is better than none
            return list(services.members(registration, url, with_groups=True))
    return list(services.members(registration, url))


def _keep(session: Session, context: Context, members: list[Member], now: datetime) -> None:
    registration_id = context.deployment.registration_id
    subjects = [member.subject for member in members]
    known = select(User).filter_by(registration_id=registration_id)
    users = {
        user.subject: user for user in session.scalars(known.where(User.subject.in_(subjects)))
    }
    enrolled = select(Enrollment).filter_by(context_id=context.id)
    ids = [user.id for user in users.values()]
    enrollments = {
        enrollment.user_id: enrollment
        for enrollment in session.scalars(enrolled.where(Enrollment.user_id.in_(ids)))
    }
    for member in members:
        user = users.get(member.subject) or person(session, registration_id, member.subject, now)
        user.name, user.email = member.name or user.name, member.email or user.email
        enrollment = enrollments.get(user.id) or enroll(session, user.id, context.id)
        enrollment.is_staff, enrollment.listed_at = member.is_staff, now
