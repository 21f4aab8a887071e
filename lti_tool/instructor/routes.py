"""The class at a glance. Reads only, but for asking the LMS again."""

from collections import Counter
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from lti_tool.current import db, jobs, services
from lti_tool.grades import outbox
from lti_tool.grades.words import clock, describe, number
from lti_tool.instructor import roster, students
from lti_tool.instructor.roster import DONE, NOT_STARTED, Row
from lti_tool.models import Context, ResourceLink, owe_again
from lti_tool.platforms import rosters
from lti_tool.results import marked
from lti_tool.visits import Visitor, requires
from quizzes import attempts
from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.errors import AttemptNotFound

ROSTER_KEPT = timedelta(minutes=10)

bp = Blueprint("instructor", __name__, url_prefix="/visits/<visit>", template_folder="templates")


@bp.get("/class")
@requires("staff")
def overview(visitor: Visitor) -> str:
    """Show every student of the course: how far, what score, and whether it arrived."""
    activity, now = catalogue.load(visitor.placement.activity_key), utcnow()
    if not visitor.context.roster_tried_at:
        rosters.refresh(db, services, visitor.context.id, now)  # the first look waits for it
    elif visitor.context.roster_tried_at < now - ROSTER_KEPT:
        jobs.refresh_roster(visitor.context.id)
    with db.read() as session:
        context = session.get_one(Context, visitor.context.id)
        rows = roster.rows(session, activity, visitor.link)
    return render_template(
        "instructor/overview.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=activity,
        sentence=_sentence(rows),
        numbers=_numbers(rows),
        roster_note=_roster_note(context),
        no_column_note="" if visitor.link.takes_grades else describe(None, visitor.link).sentence,
        could_make_column=visitor.link.could_make_column,
        rows=[_shown(visitor, row) for row in rows],
        owed=sum(row.owes_grade for row in rows),
    )


@bp.post("/class/refresh")
@requires("staff")
def refresh(visitor: Visitor) -> Response:
    """Fetch the class list from the LMS now; what went wrong stands on the page."""
    rosters.refresh(db, services, visitor.context.id, utcnow())
    return redirect(visitor.url_for(".overview"), 303)


@bp.post("/class/retry")
@requires("staff")
def retry(visitor: Visitor) -> Response:
    """Send every grade again that has not arrived."""
    now = utcnow()
    with db.begin() as session:
        outbox.retry(session, visitor.link, now)
    jobs.sweep(now)
    return redirect(visitor.url_for(".overview"), 303)


@bp.post("/class/column")
@requires("staff")
def add_column(visitor: Visitor) -> Response:
    """Give the link a grade column in the LMS, and send it every score that was earned."""
    now = utcnow()
    with db.begin() as session:
        link = session.get_one(ResourceLink, visitor.link.id, with_for_update=True)
        if link.could_make_column and not link.takes_grades:
            link.wants_column = True
            owe_again(session, link, now)
    jobs.sweep(now)
    return redirect(visitor.url_for(".overview"), 303)


@bp.get("/students/<int(max=999999999):user_id>")
@requires("staff")
def student(visitor: Visitor, user_id: int) -> str:
    """Show everything that one student of the course did at this link."""
    activity = catalogue.load(visitor.placement.activity_key)
    with db.read() as session:
        user = students.find(session, visitor, user_id)
        return render_template(
            "instructor/student.html",
            visitor=visitor,
            context_title=visitor.context.title,
            activity=activity,
            **students.work(session, visitor, activity, user),
        )


@bp.get("/students/<int(max=999999999):user_id>/attempts/<int(max=999999999):attempt_id>")
@requires("staff")
def attempt(visitor: Visitor, user_id: int, attempt_id: int) -> str:
    """Show what one submitted attempt of a student earned, and why."""
    with db.read() as session:
        user = students.find(session, visitor, user_id)
        found = attempts.find(session, attempt_id, user.learner_id, visitor.placement.id)
        if not found.submitted_at:
            raise AttemptNotFound("This attempt is still being worked on.")
        return render_template(
            "instructor/attempt.html",
            visitor=visitor,
            context_title=visitor.context.title,
            name=students.name(user),
            back=visitor.url_for(".student", user_id=user_id),
            **marked(found),
        )


def _sentence(rows: list[Row]) -> str:
    if not rows:
        return "Nobody is in the class list yet, and nobody has opened the activity."
    found = Counter(row.status for row in rows)
    owed = sum(row.owes_grade for row in rows)
    parts = [f"{found[DONE]} of {len(rows)} complete", f"{found[NOT_STARTED]} not started"]
    if owed:
        parts.append(f"{owed} {'grade' if owed == 1 else 'grades'} not in the LMS yet")
    return ", ".join(parts) + "."


def _numbers(rows: list[Row]) -> list[dict[str, Any]]:
    found = Counter(row.status for row in rows)
    arrived = sum(row.grade.state == "sent" for row in rows)
    earned = sum(row.score is not None for row in rows)
    return [
        {"value": found[DONE], "label": "complete"},
        {"value": found[NOT_STARTED], "label": "not started"},
        {"value": f"{arrived} of {earned}", "label": "grades in the LMS"},
    ]


def _roster_note(context: Context) -> str:
    fetched = clock(context.roster_at) if context.roster_at else ""
    shown = f"the one of {fetched}" if fetched else "everybody who has opened the activity"
    if context.roster_problem:
        return f"The class list could not be fetched. {context.roster_problem} Shown is {shown}."
    if fetched:
        return f"Class list from your LMS, {fetched}."
    return f"Your LMS offers no class list to this tool. Shown is {shown}."


def _shown(visitor: Visitor, row: Row) -> dict[str, Any]:
    done, score = row.completion, row.score
    return {
        "name": row.name,
        "link": visitor.url_for(".student", user_id=row.user_id),
        "email": row.email,
        "status": row.status,
        "sections_text": f"{done.sections_read} of {done.sections}",
        "reflections_text": f"{done.reflections_done} of {done.reflections}",
        "score_text": f"{number(score.given)} of {number(score.maximum)}" if score else "",
        "last_seen_text": clock(row.seen_at) if row.seen_at else "",
        "grade": row.grade,
    }
