"""Opening an activity, and what a student handed in there."""

from typing import Any

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from lti_tool.practice.acting import as_somebody
from lti_tool.practice.errors import Forbidden, NotFound
from lti_tool.practice.models import Activity, LineItem, Person
from lti_tool.practice.opening import begin, framed
from lti_tool.practice.places import Place, place_of
from lti_tool.practice.vocabulary import RESOURCE_LINK_REQUEST, SUBMISSION_REVIEW_REQUEST

bp = Blueprint("launches", __name__)


@bp.get("/activities/<activity_id>/launch")
@as_somebody
def launch(database: Session, person: Person, activity_id: str) -> str:
    """Send the browser to the tool, with hints of who wants what."""
    activity, place = visible_activity(database, person, activity_id)
    return begin(
        activity.tool,
        (person, place),
        activity.course,
        RESOURCE_LINK_REQUEST,
        {"activity": activity.id},
        activity.target_link_uri,
    )


def visible_activity(database: Session, person: Person, activity_id: str) -> tuple[Activity, Place]:
    """Find an activity of a course that the person may see, and their place there."""
    if not (activity := database.get(Activity, activity_id)):
        raise NotFound("There is no such activity.")
    return activity, place_of(database, person, activity.course)


@bp.get("/line-items/<int:item_id>/reviews/<student_id>")
@as_somebody
def review(database: Session, person: Person, item_id: int, student_id: str) -> str:
    """Show in a frame what a student handed in."""
    item, place = reviewable(database, person, item_id, student_id)
    return render_template(
        "practice/review.html",
        item=item,
        course=item.course,
        place=place,
        student=database.get_one(Person, student_id),
        **framed(item.tool),
    )


@bp.get("/line-items/<int:item_id>/reviews/<student_id>/launch")
@as_somebody
def launch_review(database: Session, person: Person, item_id: int, student_id: str) -> str:
    """Send the browser to the tool's review of what a student handed in."""
    item, place = reviewable(database, person, item_id, student_id)
    about = {"line_item": item.id, "student": student_id}
    return begin(
        item.tool,
        (person, place),
        item.course,
        SUBMISSION_REVIEW_REQUEST,
        about,
        review_url(item),
    )


def reviewable(
    database: Session, person: Person, item_id: int, student_id: str
) -> tuple[LineItem, Place]:
    """Find a column whose tool can show the student's submission to this person."""
    if not (item := database.get(LineItem, item_id)):
        raise NotFound("There is no such column in any gradebook.")
    place = place_of(database, person, item.course)
    if place.learns and place.person.id != student_id:
        raise Forbidden("Students may see their own submissions only.")
    score = next((score for score in item.scores if score.person_id == student_id), None)
    if not item.may_be_reviewed(score):
        raise NotFound("The tool has nothing to show for this score.")
    return item, place


def review_url(item: LineItem) -> str:
    """Return the review's own address, else that of the column's activity."""
    settings: dict[str, Any] = item.submission_review or {}
    activity_url = item.activity.target_link_uri if item.activity else item.tool.target_link_uri
    return str(settings.get("url") or activity_url)
