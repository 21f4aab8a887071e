"""Class lists: fetched from the platform, kept as enrollments, with when and why not."""

from datetime import datetime

from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import PlatformRefused, PlatformUnavailable
from lti_tool.models import Context, Deployment
from lti_tool.platforms.people import enroll, person
from lti_tool.platforms.services import Member, Services
from quizzes.db import Database

AT_A_TIME = 50
"""Members in one transaction: answers that are saved meanwhile do not wait for a whole class."""


def refresh(db: Database, services: Services, context_id: int, now: datetime) -> None:
    """Fetch a course's class list; a list that did not arrive whole changes nobody."""
    registration = joinedload(Context.deployment).joinedload(Deployment.registration)
    with db.read() as session:
        context = session.get_one(Context, context_id, options=[registration])
    if not context.memberships_url:
        return
    try:
        members = list(services.members(context.deployment.registration, context.memberships_url))
    except (PlatformUnavailable, PlatformRefused) as error:
        with db.begin() as session:
            kept = session.get_one(Context, context_id)
            kept.roster_tried_at, kept.roster_problem = now, str(error)
        return
    members.sort(
        key=lambda member: member.subject
    )  # whoever else adds people does so in this order
    for start in range(0, len(members), AT_A_TIME):
        with db.begin() as session:
            _keep(session, context, members[start : start + AT_A_TIME], now)
    with db.begin() as session:
        kept = session.get_one(Context, context_id)
        kept.roster_at = kept.roster_tried_at = now
        kept.roster_problem = None


def _keep(session: Session, context: Context, members: list[Member], now: datetime) -> None:
    registration_id = context.deployment.registration_id
    for member in members:
        user = person(session, registration_id, member.subject, member.name, member.email, now)
        enrollment = enroll(session, user.id, context.id, member.is_staff)
        enrollment.is_staff, enrollment.listed_at = member.is_staff, now
