"""The class list behind every page of a class: fetched when it is old, and everybody seated."""

from datetime import datetime, timedelta

from lti_tool import seats
from lti_tool.current import db, jobs, services
from lti_tool.grades.words import clock
from lti_tool.models import Context, ResourceLink
from lti_tool.platforms import rosters
from lti_tool.visits import Visitor

KEPT = timedelta(minutes=10)


def bring_up_to_date(visitor: Visitor, now: datetime) -> Context:
    """Have a list fetched that is old; the first look waits for it. Seat whoever has no seat.

    Returns the course with what is known of its list now.
    """
    context = visitor.context
    if context.memberships_url and not context.roster_tried_at:
        rosters.refresh(db, services, context.id, now)
        with db.read() as session:
            context = session.get_one(Context, context.id)
    elif context.roster_tried_at and context.roster_tried_at < now - KEPT:
        jobs.refresh_roster(context.id)
    if not seats.is_counted(visitor.link):
        with db.begin() as session:
            seats.recount(session, session.get_one(ResourceLink, visitor.link.id))
    return context


def note(context: Context) -> str:
    """Say from where, and from when, is what a page shows of who is in the class."""
    fetched = clock(context.roster_at) if context.roster_at else ""
    shown = f"the one of {fetched}" if fetched else "everybody who has opened the activity"
    if context.roster_problem:
        problem = f"The class list could not be fetched. {context.roster_problem}"
        return f"{problem} This page shows {shown}."
    if fetched:
        groups = context.groups_problem
        without = f" Its groups could not be fetched. {groups}" if groups else ""
        return f"Class list from your LMS, {fetched}.{without}"
    return f"Your LMS offers no class list to this tool. This page shows {shown}."
