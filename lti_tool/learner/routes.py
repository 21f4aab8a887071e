"""What a learner does, one address each. A view guards, calls a use case, answers.

Whatever can raise a score queues it in the same transaction; sending it comes later.
"""

import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.current import db, jobs
from lti_tool.grades import outbox
from lti_tool.grades.words import clock
from lti_tool.learner import pages, words
from lti_tool.visits import Visitor, requires
from quizzes import attempts, placements, readings, reflections, standings
from quizzes.content import catalogue
from quizzes.content.activity import Activity
from quizzes.db import utcnow
from quizzes.items.text import as_text
from quizzes.models import Attempt
from quizzes.placements import ANY_TIME, Dates
from quizzes.standings import Standing

bp = Blueprint("learner", __name__, url_prefix="/visits/<visit>", template_folder="templates")


@bp.get("/")
@requires("learner")
def activity(visitor: Visitor) -> str:
    """Show the whole activity, as far as this learner has come."""
    chosen = _activity(visitor)
    with db.read() as session:
        standing = standings.find(session, chosen, visitor.placement, visitor.learner_id)
        grade = pages.grade_line(session, visitor)
    return render_template(
        "learner/activity.html", **pages.activity(visitor, chosen, standing, grade)
    )


@bp.post("/sections/<section_id>/read")
@requires("learner")
def read(visitor: Visitor, section_id: str) -> Response:
    """Note that a section was read."""
    chosen, now = _activity(visitor), utcnow()
    with db.begin() as session:
        _dates(session, visitor).check(now)
        readings.mark_read(session, chosen, visitor.placement, visitor.learner_id, section_id, now)
        standing, owed = _owe(session, visitor, chosen)
    return _progressed(visitor, standing, owed, section_id)


@bp.post("/reflections/<prompt_id>")
@requires("learner")
def reflect(visitor: Visitor, prompt_id: str) -> Response:
    """Save a reflection, as it is typed or by its button."""
    chosen, now = _activity(visitor), utcnow()
    text = request.form.get("text", "")
    with db.begin() as session:
        _dates(session, visitor).check(now)
        saved = reflections.save(
            session, chosen, visitor.placement, visitor.learner_id, prompt_id, text, now
        )
        standing, owed = _owe(session, visitor, chosen)
    told = _saved(saved.saved_at) | {"words": saved.words}
    return _progressed(visitor, standing, owed, f"prompt-{prompt_id}", **told)


@bp.post("/attempts")
@requires("learner")
def start(visitor: Visitor) -> Response:
    """Begin an attempt, or go on with the one that is open."""
    now = utcnow()
    with db.begin() as session:
        _dates(session, visitor).check(now)
        attempt = attempts.start(
            session,
            _activity(visitor),
            visitor.placement,
            visitor.learner_id,
            seed=secrets.randbits(31),
            at=now,
            allowed=None if visitor.is_staff else visitor.placement.attempts_allowed,
        )
    return redirect(visitor.url_for(".attempt", attempt_id=attempt.id), 303)


@bp.get("/attempts/<int(max=999999999):attempt_id>")
@requires("learner")
def attempt(visitor: Visitor, attempt_id: int) -> str | Response:
    """Show the questions of an open attempt."""
    chosen = _activity(visitor)
    with db.read() as session:
        found = attempts.find(session, attempt_id, visitor.learner_id, visitor.placement.id)
        standing = standings.find(session, chosen, visitor.placement, visitor.learner_id)
        if found.submitted_at:
            return redirect(visitor.url_for(".result", attempt_id=attempt_id), 303)
        if not pages.takes_work(visitor, standing):
            return redirect(visitor.url_for(".activity", _anchor="questions"), 303)
        return render_template(
            "learner/attempt.html", **pages.attempt(visitor, chosen, standing, found)
        )


@bp.get("/attempts/<int(max=999999999):attempt_id>/questions.txt")
@requires("learner")
def questions(visitor: Visitor, attempt_id: int) -> Response:
    """Write out what an attempt asks, for whoever would rather read it without pictures."""
    with db.read() as session:
        found = attempts.find(session, attempt_id, visitor.learner_id, visitor.placement.id)
        asked = attempts.quiz(found).items
    numbered = (
        f"Question {number} of {len(asked)}\n\n{as_text(item)}"
        for number, item in enumerate(asked, 1)
    )
    return Response("\n\n\n".join(numbered) + "\n", mimetype="text/plain")


@bp.post("/attempts/<int(max=999999999):attempt_id>/answers")
@requires("learner")
def answer(visitor: Visitor, attempt_id: int) -> Response:
    """Keep the newest answer to one item of an open attempt."""
    now = utcnow()
    with db.begin() as session:
        found = attempts.hold(session, attempt_id, visitor.learner_id, visitor.placement.id)
        _dates(session, visitor).check(now)
        item_id = request.form.get("item_id", "")
        attempts.answer(session, found, item_id, _chosen("chosen"), now)
    return jsonify(_saved(now))


@bp.post("/attempts/<int(max=999999999):attempt_id>/submission")
@requires("learner")
def submit(visitor: Visitor, attempt_id: int) -> Response:
    """Close an attempt with the answers of the form, grade it, and owe its score.

    After the activity has closed, what was saved before counts, and not the form.
    """
    now = utcnow()
    with db.begin() as session:
        found = attempts.hold(session, attempt_id, visitor.learner_id, visitor.placement.id)
        dates = _dates(session, visitor)
        if dates.is_over(now):
            attempts.close(session, found, dates)
        else:
            dates.check(now)
            attempts.submit(session, found, _picked(found), now)
        _, owed = _owe(session, visitor, _activity(visitor))
    _send(owed)
    return redirect(visitor.url_for(".result", attempt_id=attempt_id), 303)


@bp.get("/review")
@requires("learner")
def review(visitor: Visitor) -> Response:
    """Lead whoever comes from the gradebook to their own newest result, if there is one."""
    with db.read() as session:
        standing = standings.find(
            session, _activity(visitor), visitor.placement, visitor.learner_id
        )
    submitted = [line.id for line in standing.attempts if line.submitted_at]
    if submitted:
        return redirect(visitor.url_for(".result", attempt_id=submitted[-1]), 303)
    return redirect(visitor.url_for(".activity"), 303)


@bp.get("/attempts/<int(max=999999999):attempt_id>/result")
@requires("learner")
def result(visitor: Visitor, attempt_id: int) -> str | Response:
    """Show what a submitted attempt earned, and why, asset by asset."""
    chosen = _activity(visitor)
    with db.read() as session:
        found = attempts.find(session, attempt_id, visitor.learner_id, visitor.placement.id)
        standing = standings.find(session, chosen, visitor.placement, visitor.learner_id)
        grade = pages.grade_line(session, visitor)
        if not found.submitted_at:
            return redirect(visitor.url_for(".attempt", attempt_id=attempt_id), 303)
        return render_template(
            "learner/result.html", **pages.result(visitor, chosen, standing, grade, found)
        )


def _activity(visitor: Visitor) -> Activity:
    return catalogue.load(visitor.placement.activity_key)


def _dates(session: Session, visitor: Visitor) -> Dates:
    """Return what dates bind this visitor; staff who preview are bound by none."""
    if visitor.is_staff:
        return ANY_TIME
    return placements.dates(session, visitor.placement, visitor.learner_id)


def _picked(found: Attempt) -> dict[str, list[str]]:
    """Return what this page has answered; an item it left as it was is not its business.

    `was.<item>` holds what the page began with: an old tab must not undo a newer one.
    """
    picked = {item.id: _chosen(item.id) for item in attempts.quiz(found).items}
    was = {name: request.form.get(f"was.{name}") for name in picked}
    return {
        name: names
        for name, names in picked.items()
        if was[name] is None or set(names) != set((was[name] or "").split())
    }


def _chosen(name: str) -> list[str]:
    """Return what was chosen under a name; a list where nothing was chosen sends ""."""
    return [value for value in request.form.getlist(name) if value]


def _owe(session: Session, visitor: Visitor, chosen: Activity) -> tuple[Standing, int | None]:
    """Queue the score if it rose, in the transaction that raised it."""
    standing = standings.find(session, chosen, visitor.placement, visitor.learner_id)
    return standing, outbox.record(session, visitor, standing, utcnow())


def _saved(at: datetime) -> dict[str, Any]:
    return {"saved_at_text": clock(at), "saved_at": at.isoformat()}


def _send(owed: int | None) -> None:
    if owed is not None:
        jobs.deliver_score(owed)


def _progressed(
    visitor: Visitor, standing: Standing, owed: int | None, anchor: str, **told: Any
) -> Response:
    """Answer a script with the page's new lines, a form with the page."""
    _send(owed)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(**words.lines(standing.completion), **told)
    return redirect(visitor.url_for(".activity", _anchor=anchor), 303)
