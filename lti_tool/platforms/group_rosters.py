"""Who is in which group of a course: fetched after its class list, and never instead of it."""

import time
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import PlatformRefused, PlatformUnavailable, Throttled
from lti_tool.models import Context, CourseGroup, Enrollment, GroupMembership, User
from lti_tool.platforms.course_groups import Group
from lti_tool.platforms.members import Member
from lti_tool.platforms.services import Services
from quizzes.db import Database, amend

AT_A_TIME = 100
SECONDS_FOR_OTHERS = 0.1
"""As for a class list: see rosters.py."""


def refresh(
    db: Database, services: Services, context: Context, members: Sequence[Member], now: datetime
) -> None:
    """Fetch a course's groups, and keep which of its students are in them.

    `members` are those whom the class list of `now` named. Groups that did not arrive stay as
    they were, with the reason; a platform that asks us to slow down is left alone by both.
    """
    if not context.groups_url:
        return
    try:
        found = services.groups(context.deployment.registration, context.groups_url)
    except (PlatformUnavailable, PlatformRefused) as error:
        with db.begin() as session:
            kept = session.get_one(Context, context.id)
            kept.groups_problem = str(error)
            if isinstance(error, Throttled):
                kept.roster_wait_until = now + error.wait
        return
    with db.begin() as session:
        _locked(session, context).groups_problem = None
        _keep_groups(session, context, found)
        _leave(session, context, now)
    for start in range(0, len(members) if found else 0, AT_A_TIME):
        with db.begin() as session:
            _locked(session, context)
            _join(session, context, members[start : start + AT_A_TIME])
        time.sleep(SECONDS_FOR_OTHERS)


def _locked(session: Session, context: Context) -> Context:
    """Return the course once no other process is keeping its groups."""
    for_us = {"key_share": True}  # who comes meanwhile may be enrolled
    return session.get_one(Context, context.id, with_for_update=for_us)


def _keep_groups(session: Session, context: Context, found: Sequence[Group]) -> None:
    """Keep these groups of a course; others of it are gone, and so is that anybody was in them."""
    known = {
        group.group_id: group
        for group in session.scalars(select(CourseGroup).filter_by(context_id=context.id))
    }
    named = {group.id: group.name for group in found}
    gone = [group.id for group_id, group in known.items() if group_id not in named]
    if gone:
        theirs = GroupMembership.course_group_id.in_(gone)
        session.execute(delete(GroupMembership).where(theirs))
        session.execute(delete(CourseGroup).where(CourseGroup.id.in_(gone)))
    for group_id, name in named.items():
        if group_id in known:
            amend(known[group_id], name=name)
        else:
            session.add(CourseGroup(context_id=context.id, group_id=group_id, name=name))


def _leave(session: Session, context: Context, now: datetime) -> None:
    """Take out of their groups whom the class list did not name."""
    mine = select(CourseGroup.id).filter_by(context_id=context.id)
    unlisted = or_(Enrollment.listed_at.is_(None), Enrollment.listed_at < now)
    theirs = select(Enrollment.user_id).where(Enrollment.context_id == context.id, unlisted)
    session.execute(
        delete(GroupMembership).where(
            GroupMembership.course_group_id.in_(mine), GroupMembership.user_id.in_(theirs)
        )
    )


def _join(session: Session, context: Context, members: Sequence[Member]) -> None:
    """Put students into the groups that they are in, and out of all others of the course."""
    groups = select(CourseGroup.group_id, CourseGroup.id).filter_by(context_id=context.id)
    ours = dict(session.execute(groups).all())
    subjects = [member.subject for member in members]
    users = select(User.subject, User.id).where(
        User.registration_id == context.deployment.registration_id, User.subject.in_(subjects)
    )
    ids = dict(session.execute(users).all())
    before = {
        (row.course_group_id, row.user_id): row
        for row in session.scalars(
            select(GroupMembership).where(
                GroupMembership.course_group_id.in_(list(ours.values())),
                GroupMembership.user_id.in_(list(ids.values())),
            )
        )
    }
    wanted = {
        (ours[group_id], ids[member.subject])
        for member in members
        if not member.is_staff and member.subject in ids
        for group_id in member.groups & ours.keys()
    }
    for pair, row in before.items():
        if pair not in wanted:
            session.delete(row)
    new = [
        {"course_group_id": group, "user_id": user} for group, user in sorted(wanted - set(before))
    ]
    if new:
        session.execute(insert(GroupMembership), new)
