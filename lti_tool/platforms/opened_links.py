"""The link that a launch opens: found or added, set up as it says, with its grade column."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import LaunchRefused
from lti_tool.models import Context, ResourceLink, owe_again
from lti_tool.platforms.canvas import is_canvas
from lti_tool.platforms.course_copies import predecessor
from lti_tool.platforms.known import Known
from lti_tool.platforms.launch import OpenedLink
from lti_tool.platforms.link_settings import ACTIVITY, apply
from lti_tool.platforms.people import find_or_add
from quizzes import placements
from quizzes.content import catalogue
from quizzes.content.activity import Activity
from quizzes.db import amend
from quizzes.errors import QuizError
from quizzes.models import Placement
from quizzes.saying import say

DEFAULT_ACTIVITY = "tasks-vs-assets"
"""What a link opens that names no activity, as one made by hand in an LMS."""


def open_link(
    session: Session,
    known: Known,
    context: Context,
    opened: OpenedLink,
    now: datetime,
    *,
    by_staff: bool,
) -> ResourceLink:
    """Return the link that a launch opens, new or known, set up as the launch says.

    Raises LaunchRefused where it asks for an activity that there is none of.
    """
    if is_canvas(known.registration) and (link := _with_the_same_column(session, context, opened)):
        return link
    activity = _activity(opened, known.link)

    def apply_to(placement: Placement | None) -> Placement:
        return apply(placement, opened.custom, activity, now, by_staff=by_staff)

    def make() -> ResourceLink:
        before = predecessor(session, context, opened.custom, activity.key, opened.title)
        return ResourceLink(placement=apply_to(before and placements.copied(before, now)))

    link = known.link or find_or_add(
        session,
        ResourceLink,
        make,
        context_id=context.id,
        resource_link_id=opened.id,
    )
    if not opened.reviewed:  # a gradebook need not say what the link does
        before = _placement(session, link, activity)
        dates = placements.named(before)
        placement = apply_to(before)
        placements.move_dates(session, placement, dates)
        if placement is not link.placement:
            placement.unsettled_at = now  # what was earned there counts again
            link.open(placement)
            session.flush()
    amend(link, title=opened.title or link.title or "")
    grades = opened.grades
    if grades and link.offer(grades.line_item_url, grades.line_items_url, grades.scopes):
        owe_again(session, link, now)
    return link


def _placement(session: Session, link: ResourceLink, activity: Activity) -> Placement:
    """Return the placement of a link for an activity: the one before, where it was set to another
    meanwhile; where there is none, the one that it has."""
    earlier = (link.earlier_placements or {}).get(activity.key)
    if link.placement.activity_key == activity.key or not earlier:
        return link.placement
    return session.get(Placement, earlier) or link.placement


def _with_the_same_column(
    session: Session, context: Context, opened: OpenedLink
) -> ResourceLink | None:
    """Return the link that Canvas made this assignment for, if it did.

    Canvas makes an assignment from a column of ours (grades/columns.py), with a link of its
    own. Whoever opens that goes on with the work whose grade stands there.
    """
    if not opened.grades:
        return None
    column = {"context_id": context.id, "line_item_url": opened.grades.line_item_url}
    ours = ResourceLink.column_label.is_not(None), ResourceLink.resource_link_id != opened.id
    return session.scalars(select(ResourceLink).filter_by(**column).where(*ours)).first()


def _activity(opened: OpenedLink, known: ResourceLink | None) -> Activity:
    """Return the activity that a launch names; else what its link opens already."""
    before = known.placement.activity_key if known else DEFAULT_ACTIVITY
    key = opened.custom.get(ACTIVITY) or before
    try:
        return catalogue.load(key)
    except QuizError as error:
        raise LaunchRefused(
            f"no activity {key!r}",
            say(
                "This link asks for an activity named “{key}”, which this tool does not have. "
                "Ask your instructor to choose one that it has.",
                key=key,
            ),
        ) from error
