"""Everyone: the roster of a class, a page at a time. Reads only, but for asking the LMS again."""

from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from lti_tool import languages
from lti_tool.current import db, services
from lti_tool.grades.words import clock, describe, number
from lti_tool.instructor import class_groups, class_list, roster
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.roster import Asked, Page, Row
from lti_tool.platforms import rosters
from lti_tool.visits import Visitor, requires
from quizzes.content.activity import Activity
from quizzes.db import utcnow

SHOWN = {
    "everybody": "Everybody",
    "not-started": "Not started",
    "stalled": "Stalled",
    "not-done": "Not complete",
    "done": "Complete",
    "unread": "Reflections to read",
    "not-in-lms": "Grade not in the LMS",
    "dropped": "No longer in the class",
}
HEADS = {
    "name": "Name",
    "status": "Status",
    "score": "Score",
    "attempts": "Attempts",
    "wrote": "Reflections",
    "seen": "Last seen",
}


@bp.get("/class/students")
@requires("staff")
def everyone(visitor: Visitor) -> str:
    """Show the students of the course: how far, what score, and whether it arrived."""
    now = utcnow()
    context = class_list.bring_up_to_date(visitor, now)
    with db.read() as session:
        groups = class_groups.find(session, context)
        asked = Asked.read(request.args, groups)
        page = roster.find(session, visitor.link, asked, now)
    activity = languages.activity(visitor.placement.activity_key)
    return render_template(
        "instructor/roster.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=activity,
        asked=asked,
        shown=SHOWN,
        groups=groups,
        heads=[_head(visitor, asked, sort) for sort in HEADS],
        roster_note=class_list.note(context),
        found_line=_found_line(asked, page),
        rows=[_shown(visitor, activity, row) for row in page.rows],
        pages=_pages(visitor, asked, page),
    )


@bp.post("/class/refresh")
@requires("staff")
def refresh(visitor: Visitor) -> Response:
    """Fetch the class list from the LMS now; what went wrong stands on the page."""
    rosters.refresh(db, services, visitor.context.id, utcnow())
    return redirect(visitor.url_for(".everyone"), 303)


def _head(visitor: Visitor, asked: Asked, sort: str) -> dict[str, Any]:
    """Return a column's head: pressed again, it turns the order round."""
    is_sorted = asked.sort == sort
    down = not asked.down if is_sorted else sort != "name"
    return {
        "text": HEADS[sort],
        "order": ("descending" if asked.down else "ascending") if is_sorted else None,
        "href": visitor.url_for(".everyone", **asked.sent(sort=sort, down=down, page=1)),
    }


def _found_line(asked: Asked, page: Page) -> str:
    if not page.found:
        return "Nobody." if asked.is_cut_down else "Nobody is here yet."
    people = f"{page.found:,} {'student' if page.found == 1 else 'students'}"
    if page.pages == 1:
        return f"{people}."
    first = (page.number - 1) * roster.ON_A_PAGE + 1
    return f"{people}; {first:,} to {first + len(page.rows) - 1:,} are on this page."


def _pages(visitor: Visitor, asked: Asked, page: Page) -> list[dict[str, Any]]:
    """Return where the other pages are; none where there is one page alone."""
    here, last = page.number, page.pages
    wanted = [("First", 1), ("Previous", here - 1), ("Next", here + 1), ("Last", last)]
    return [
        {
            "text": text,
            "href": visitor.url_for(".everyone", **asked.sent(page=number))
            if 1 <= number <= last and number != here
            else None,
        }
        for text, number in wanted
        if last > 1
    ]


def _shown(visitor: Visitor, activity: Activity, row: Row) -> dict[str, Any]:
    seat, user = row.seat, row.user
    return {
        "name": user.name or f"Student {user.subject}",
        "link": visitor.url_for(".student", user_id=user.id),
        "email": user.email,
        "groups": row.groups,
        "status": roster.STATUSES[seat.status],
        "progress": f"{seat.sections_read} of {len(activity.sections)} sections",
        "attempts": seat.attempts,
        "reflections": f"{seat.reflections_done} of {len(activity.prompts)}",
        "is_unread": bool(seat.wrote_at and (not seat.read_at or seat.read_at < seat.wrote_at)),
        "score": number(seat.score) if seat.score is not None else "",
        "of": number(visitor.placement.points),
        "seen": clock(seat.seen_at) if seat.seen_at else "",
        "grade": describe(row.score, visitor.link),
    }
