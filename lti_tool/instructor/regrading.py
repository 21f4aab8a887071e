"""When a pack changed after students answered: who would change, by how much; the change."""

from __future__ import annotations

from flask import redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.current import db, jobs
from lti_tool.grades import remarking, settling
from lti_tool.instructor import effects
from lti_tool.instructor.blueprint import bp
from lti_tool.models import ResourceLink
from lti_tool.visits import Visitor, requires
from quizzes import decisions, placements
from quizzes import regrading as marks
from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.decisions import Grounds
from quizzes.errors import NotDecided


@bp.get("/regrading")
@requires("staff")
def regrading(visitor: Visitor) -> str:
    """Show what the pack's version of today would change."""
    return _page(visitor)


@bp.post("/regrading/marks")
@requires("staff")
def mark_anew(visitor: Visitor) -> Response:
    """Have every attempt of an earlier version marked by today's; nothing counts by that yet."""
    now = utcnow()
    with db.begin() as session:
        remarking.want(session, visitor.placement, now)
    jobs.sweep(now)
    return redirect(visitor.url_for(".regrading"), 303)


@bp.post("/regrading")
@requires("staff")
def regrade(visitor: Visitor) -> Response | tuple[str, int]:
    """Let the new marks count, and send what follows from them."""
    now, version = utcnow(), catalogue.load(visitor.placement.activity_key).version
    try:
        why = Grounds(visitor.name, request.form.get("reason", "").strip(), now)
    except NotDecided as error:
        return _page(visitor, str(error)), 422
    with db.begin() as session:
        marks.apply(session, visitor.placement, version, why)
        decisions.unsettle(session, visitor.placement, now)  # what the pack asks to read counts too
    jobs.sweep(now)
    return redirect(visitor.url_for(".regrading", told="done", _anchor="told"), 303)


def _page(visitor: Visitor, fault: str = "") -> str:
    activity = catalogue.load(visitor.placement.activity_key)
    with db.read() as session:
        link = session.get_one(ResourceLink, visitor.link.id)
        rows = _effect(session, link)
        left = marks.left(session, link.placement, activity.version)
        is_wanted = link.placement.remarks_wanted_at is not None
        changed = len(marks.proposed(session, link.placement, activity.version))
    return render_template(
        "instructor/regrading.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=activity,
        effect=rows,
        effect_line=effects.line(rows),
        left=left,
        is_wanted=is_wanted,
        changed=changed,
        fault=fault,
        typed=request.form.get("reason", ""),
        told=request.args.get("told"),
    )


def _effect(session: Session, link: ResourceLink) -> list[effects.Row]:
    activity = catalogue.load(link.placement.activity_key)
    found = marks.proposed(session, link.placement, activity.version)
    anew = {attempt.id: (mark.given, mark.maximum) for attempt, mark in found}
    differences = settling.differences(session, link, activity, marks=anew)
    return effects.shown(differences, placements.settings(link.placement))
