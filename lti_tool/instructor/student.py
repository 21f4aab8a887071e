"""One student's page: everything that they did at a link, and the replies to what they wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from lti_tool import languages, seats, setting_fields, zones
from lti_tool.current import db
from lti_tool.instructor import students
from lti_tool.instructor.blueprint import bp
from lti_tool.results import marked
from lti_tool.visits import Visitor, requires
from quizzes import attempts, reflections
from quizzes.db import utcnow
from quizzes.errors import AttemptNotFound


@dataclass(frozen=True)
class Faulty:
    """A form of the page that cannot be taken as it was sent: which one, what was typed, why."""

    form: str
    typed: Mapping[str, str]
    faults: Mapping[str, Sequence[str]]


NOT_FAULTY = Faulty("", {}, {})


@bp.get("/students/<int(max=999999999):user_id>")
@requires("staff")
def student(visitor: Visitor, user_id: int) -> str:
    """Show everything that one student of the course did at this link."""
    return page(visitor, user_id)


def page(visitor: Visitor, user_id: int, faulty: Faulty = NOT_FAULTY) -> str:
    """Return a student's page, with what is to be put right in one of its forms."""
    activity = languages.activity(visitor.placement.activity_key)
    zone = setting_fields.zone_of(visitor.placement)
    with db.read() as session:
        user = students.find(session, visitor, user_id)
        shown = render_template(
            "instructor/student.html",
            visitor=visitor,
            context_title=visitor.context.title,
            activity=activity,
            told=request.args.get("told"),
            faulty=faulty,
            zones=zones.by_area(),
            zone=zone,
            local=lambda moment: zones.local(moment, zone or zones.USUAL),
            **students.work(session, visitor, activity, user),
        )
    seats.look(db, visitor.link, user, utcnow())
    return shown


@bp.post("/students/<int(max=999999999):user_id>/replies/<prompt_id>")
@requires("staff")
def reply(visitor: Visitor, user_id: int, prompt_id: str) -> Response:
    """Answer what a student of the course wrote to a prompt, or change that answer."""
    text, now = request.form.get("text", ""), utcnow()
    with db.begin() as session:
        learner_id = students.find(session, visitor, user_id).learner_id
        reflections.reply(
            session, visitor.placement, learner_id, prompt_id, text, visitor.name, now
        )
    return _told(visitor, user_id, prompt_id)


@bp.post("/students/<int(max=999999999):user_id>/replies/<prompt_id>/withdrawal")
@requires("staff")
def withdraw(visitor: Visitor, user_id: int, prompt_id: str) -> Response:
    """Take an answer to a student back."""
    with db.begin() as session:
        learner_id = students.find(session, visitor, user_id).learner_id
        reflections.withdraw(session, visitor.placement, learner_id, prompt_id)
    return _told(visitor, user_id, prompt_id)


def _told(visitor: Visitor, user_id: int, prompt_id: str) -> Response:
    """Go back to the page, which says at the prompt what came of it."""
    place = visitor.url_for(".student", user_id=user_id, told=prompt_id, _anchor="told")
    return redirect(place, 303)


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
