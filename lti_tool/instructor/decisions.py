"""What an instructor decides for one student: a mark, more attempts or time, a new beginning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from flask import redirect, request
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from marshmallow.experimental.context import Context
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool import zones
from lti_tool.current import db, jobs
from lti_tool.grades import outbox
from lti_tool.instructor import student, students
from lti_tool.instructor.blueprint import bp
from lti_tool.models import User
from lti_tool.typed import Clock, Moment, Points, Whole, Words
from lti_tool.visits import Visitor, requires
from quizzes import decisions, standings
from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.decisions import LONGEST_REASON, MOST_EXTRA_ATTEMPTS, Grounds
from quizzes.errors import NotDecided

READING = {"as_it_is": None, "done": True, "not_done": False}
Decide = Callable[[Session, int, Mapping[str, Any], Grounds], object]
Answer = Response | tuple[str, int]


class ReasonSchema(Schema):
    """A decision of which only the reason is typed."""

    class Meta:
        """What else the form sends."""

        unknown = EXCLUDE

    reason = Words(
        required=True,
        validate=validate.Length(
            1, LONGEST_REASON, error="Say why, in {max} characters at most: the student reads it."
        ),
    )


class OverrideSchema(ReasonSchema):
    """A mark, or whether the reading is done."""

    points = Points("A mark")
    reading = fields.String(load_default="as_it_is", validate=validate.OneOf(READING))


class AllowanceSchema(ReasonSchema):
    """More attempts, other dates."""

    extra_attempts = Whole(0, MOST_EXTRA_ATTEMPTS)
    due, closes = Moment(), Moment()


@bp.post("/students/<int(max=999999999):user_id>/override")
@requires("staff")
def override(visitor: Visitor, user_id: int) -> Answer:
    """Decide a student's mark, or whether their reading is done."""

    def decide(session: Session, learner_id: int, read: Mapping[str, Any], why: Grounds) -> None:
        done = READING[read["reading"]]
        decisions.override(session, visitor.placement, learner_id, read["points"], done, why)

    return _decide(visitor, user_id, "override", OverrideSchema(), decide)


@bp.post("/students/<int(max=999999999):user_id>/override/withdrawal")
@requires("staff")
def withdraw_override(visitor: Visitor, user_id: int) -> Answer:
    """Let what was reckoned hold again."""

    def decide(session: Session, learner_id: int, _: Mapping[str, Any], why: Grounds) -> None:
        decisions.withdraw_override(session, visitor.placement, learner_id, why)

    return _decide(visitor, user_id, "withdrawal", ReasonSchema(), decide)


@bp.post("/students/<int(max=999999999):user_id>/allowance")
@requires("staff")
def allow(visitor: Visitor, user_id: int) -> Answer:
    """Allow a student more attempts, or other dates, than all have."""

    def decide(session: Session, learner_id: int, read: Mapping[str, Any], why: Grounds) -> None:
        more, due, closes = read["extra_attempts"], read["due"], read["closes"]
        decisions.allow(session, visitor.placement, learner_id, more, due, closes, why)

    return _decide(visitor, user_id, "allowance", AllowanceSchema(), decide)


@bp.post("/students/<int(max=999999999):user_id>/reset")
@requires("staff")
def reset(visitor: Visitor, user_id: int) -> Answer:
    """Set a student's attempts aside, so that they begin anew."""

    def decide(session: Session, learner_id: int, _: Mapping[str, Any], why: Grounds) -> None:
        decisions.reset(session, visitor.placement, learner_id, why)

    return _decide(visitor, user_id, "reset", ReasonSchema(), decide)


def _decide(visitor: Visitor, user_id: int, form: str, schema: Schema, decide: Decide) -> Answer:
    """Read a form, decide, and owe what follows; or show the page with what is to be put right."""
    now, owed = utcnow(), None
    try:
        read = _read(schema, now)
        with db.begin() as session:
            user = students.find(session, visitor, user_id)
            decide(session, user.learner_id, read, Grounds(visitor.name, read["reason"], now))
            owed = _owe(session, visitor, user, now)
    except (ValidationError, NotDecided) as error:
        faults = _faults(error)
        faulty = student.Faulty(form, request.form, faults)
        return student.page(visitor, user_id, faulty), 422
    if owed is not None:
        jobs.deliver_scores(owed)
    place = visitor.url_for(".student", user_id=user_id, told=form, _anchor="told")
    return redirect(place, 303)


def _read(schema: Schema, now: datetime) -> Mapping[str, Any]:
    zone = zones.find(request.form.get("zone", zones.USUAL))
    with Context(Clock(zone or UTC, now)):
        read: dict[str, Any] = schema.load(dict(request.form))
    return read


def _faults(error: ValidationError | NotDecided) -> Mapping[str, Sequence[str]]:
    """Return what is wrong, by the fields; under no name what is wrong with the whole."""
    if isinstance(error, NotDecided):
        return {"": [str(error)]}
    return cast("dict[str, list[str]]", error.messages)


def _owe(session: Session, visitor: Visitor, user: User, now: datetime) -> int | None:
    activity = catalogue.load(visitor.placement.activity_key)
    standing = standings.find(session, activity, visitor.placement, user.learner_id)
    return outbox.correct(session, visitor.link, user, standing, now)
