"""What a learner reads and writes, one address each. A view guards, calls a use case, answers.

Whatever can raise a score queues it in the same transaction; sending it comes later.
"""

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from lti_tool import languages
from lti_tool.current import db
from lti_tool.learner import pages, saving, versions, words
from lti_tool.visits import Visitor, requires
from quizzes import readings, reflections, standings
from quizzes.db import utcnow
from quizzes.standings import Standing

bp = Blueprint("learner", __name__, url_prefix="/visits/<visit>", template_folder="templates")


@bp.get("/")
@requires("learner")
def activity(visitor: Visitor) -> str:
    """Show the whole activity, as far as this learner has come."""
    chosen = saving.activity(visitor)
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
    chosen, now = saving.activity(visitor), utcnow()
    with db.begin() as session:
        saving.dates(session, visitor).check(now)
        readings.mark_read(session, chosen, visitor.placement, visitor.learner_id, section_id, now)
        standing, owed = saving.owe(session, visitor, now)
    return _progressed(visitor, standing, owed, section_id)


@bp.post("/reflections/<prompt_id>")
@requires("learner")
def reflect(visitor: Visitor, prompt_id: str) -> Response:
    """Save a reflection, as it is typed or by its button."""
    chosen, now = saving.activity(visitor), utcnow()
    text = request.form.get("text", "")
    with db.begin() as session:
        saving.dates(session, visitor).check(now)
        at, base = versions.written_at(now), request.form.get("base")
        saved, met = reflections.save(
            session, chosen, visitor.placement, visitor.learner_id, prompt_id, text, at, base
        )
        standing, owed = saving.owe(session, visitor, now)
    told = versions.told(met, now) | {"words": saved.words}
    return _progressed(visitor, standing, owed, f"prompt-{prompt_id}", **told)


@bp.get("/grade")
@requires("learner")
def grade(visitor: Visitor) -> str:
    """Show what the score is and where it is, for a page that has been open for a while."""
    chosen = saving.activity(visitor)
    with db.read() as session:
        standing = standings.find(session, chosen, visitor.placement, visitor.learner_id)
        shown = pages.end(visitor, chosen, standing, pages.grade_line(session, visitor))
    return render_template("learner/grade.html", **shown)


@bp.get("/review")
@requires("learner")
def review(visitor: Visitor) -> Response:
    """Lead whoever comes from the gradebook to their own newest result, if there is one."""
    with db.read() as session:
        standing = standings.find(
            session, saving.activity(visitor), visitor.placement, visitor.learner_id
        )
    submitted = [line.id for line in standing.attempts if line.submitted_at]
    if submitted:
        return redirect(visitor.url_for("attempts.result", attempt_id=submitted[-1]), 303)
    return redirect(visitor.url_for(".activity"), 303)


def _progressed(
    visitor: Visitor, standing: Standing, owed: int | None, anchor: str, **told: Any
) -> Response:
    """Answer a script with what is new on the page, a form with the page."""
    saving.send(owed)
    if not saving.is_by_a_script():
        return redirect(visitor.url_for(".activity", _anchor=anchor), 303)
    chosen = saving.activity(visitor)
    with db.read() as session:
        shown = pages.end(visitor, chosen, standing, pages.grade_line(session, visitor))
    lines = ("done_line", "left_line", "progress_line")
    return jsonify(
        {name: languages.say(shown[name]) for name in lines}
        | told
        | {
            "time_left": languages.say(words.time_left(chosen, standing.read)),
            "end": render_template("learner/end.html", **shown),
        }
    )
