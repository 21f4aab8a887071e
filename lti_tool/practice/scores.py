"""Grades in and out: the tool posts scores and reads results."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.practice.claims import line_item_url
from lti_tool.practice.errors import Conflict, Malformed, NotFound, Unprocessable
from lti_tool.practice.line_items import calling_tool, find_line_item
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.models import Enrollment, LineItem, Person, Score
from lti_tool.practice.services import body, number, page, paged, text, tidy
from lti_tool.practice.vocabulary import (
    ACTIVITY_PROGRESS,
    GRADING_PROGRESS,
    RESULT_SCOPE,
    RESULTS,
    SCORE,
    SCORE_SCOPE,
)

bp = Blueprint(
    "scores", __name__, url_prefix="/lti/courses/<course_id>/lineitems/<int:item_id>/lineitem"
)


@bp.post("/scores")
def post_score(course_id: str, item_id: int) -> Response:
    """Take the newest score of a student."""
    with lms().sessions.begin() as session:
        tool = calling_tool(session, SCORE_SCOPE)
        item = find_line_item(session, tool, course_id, item_id)
        score = read_score(item, body(SCORE))
        require_learner(session, item, score.person_id)
        require_later(session.get(Score, (item.id, score.person_id)), score)
        session.merge(score)
    g.note = f"{score.person_id}: {in_words(score)}"
    return Response(status=200, content_type=SCORE)


def read_score(item: LineItem, sent: dict[str, Any]) -> Score:
    """Check a score as it was sent."""
    given, maximum = number(sent, "scoreGiven"), number(sent, "scoreMaximum")
    if given is not None and not maximum:
        raise Malformed("scoreGiven needs a scoreMaximum above 0.")
    return Score(
        line_item_id=item.id,
        person_id=text(sent, "userId"),
        given=given,
        maximum=maximum,
        comment=text(sent, "comment"),
        activity_progress=_one_of(ACTIVITY_PROGRESS, sent, "activityProgress"),
        grading_progress=_one_of(GRADING_PROGRESS, sent, "gradingProgress"),
        timestamp=_moment(sent),
        received_at=utcnow(),
    )


def _one_of(words: tuple[str, ...], sent: dict[str, Any], name: str) -> str:
    if (word := text(sent, name)) not in words:
        raise Malformed(f"{name} must be one of {', '.join(words)}.")
    return word


def _moment(sent: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(text(sent, "timestamp"))
    except ValueError as error:
        raise Malformed("timestamp must be an ISO 8601 time.") from error
    if moment.tzinfo is None:
        raise Malformed("timestamp must say its time zone.")
    return moment


def require_learner(session: Session, item: LineItem, person_id: str) -> None:
    """Refuse a score for someone who is not a student of the column's course."""
    if (person := session.get(Person, person_id)) and person.is_test:
        raise Unprocessable("The test student's scores are not kept.")
    enrolled = session.scalars(
        select(Enrollment).filter_by(course_id=item.course_id, person_id=person_id)
    ).one_or_none()
    if not enrolled:
        raise NotFound(f"Nobody with the userId {person_id!r} is in course {item.course_id}.")
    if not enrolled.learns:
        raise Malformed(f"{person_id} does not learn in course {item.course_id}: no score is kept.")


def require_later(stored: Score | None, score: Score) -> None:
    """Refuse a score that is not newer than the stored one, by the second as Moodle does."""
    if stored and whole_second(score.timestamp) <= whole_second(stored.timestamp):
        raise Conflict(
            f"Refusing a score of {score.timestamp.isoformat()} for {score.person_id}: "
            f"it is not later than the stored one, {stored.timestamp.isoformat()}."
        )


def whole_second(moment: datetime) -> datetime:
    """Cut off what Moodle does not keep."""
    return moment.replace(microsecond=0)


def in_words(score: Score) -> str:
    """Sum a score up for the log."""
    points = "no score"
    if score.given is not None and score.maximum is not None:
        points = f"{tidy(score.given)} of {tidy(score.maximum)}"
    return f"{points}, {score.activity_progress}, {score.grading_progress}"


@bp.get("/results")
def list_results(course_id: str, item_id: int) -> Response:
    """List a column's grades, or one student's."""
    with lms().sessions.begin() as session:
        tool = calling_tool(session, RESULT_SCOPE)
        item = find_line_item(session, tool, course_id, item_id)
        only = request.args.get("user_id")
        results = [
            describe(item, score) for score in item.scores if only in (None, score.person_id)
        ]
    return paged(*page(results), RESULTS)


def describe(item: LineItem, score: Score) -> dict[str, Any]:
    """Return a grade as the standard has it; a score that is not final has no number."""
    address = line_item_url(lms().config, item, "/results")
    described: dict[str, Any] = {
        "id": f"{address}&user_id={score.person_id}",
        "userId": score.person_id,
        "scoreOf": line_item_url(lms().config, item),
        "timestamp": score.timestamp.isoformat(),
    }
    if score.result is not None:
        described["resultScore"] = tidy(round(score.result, 5))
        described["resultMaximum"] = tidy(item.score_maximum)
    if score.comment:
        described["comment"] = score.comment
    return described
