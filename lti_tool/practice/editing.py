"""What those who teach do to a course: look at it as a student, copy it, delete from it."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.practice import course_copies, notices
from lti_tool.practice.acting import as_somebody
from lti_tool.practice.errors import Forbidden
from lti_tool.practice.launches import visible_activity
from lti_tool.practice.models import Person
from lti_tool.practice.places import course_of, look_as, taught_course

bp = Blueprint("editing", __name__)


@bp.post("/courses/<course_id>/view")
@as_somebody
def view(database: Session, person: Person, course_id: str) -> Response:
    """Look at a course as a student, in one of two ways, or as oneself again."""
    course, place = course_of(database, person, course_id)
    if place.learns and not place.looks_as_student:
        raise Forbidden("Only those who teach a course can look at it as a student.")
    look_as(course, request.form.get("as", ""))
    return redirect(url_for("pages.course", course_id=course.id), 303)


@bp.post("/courses/<course_id>/copies")
@as_somebody
def copy(database: Session, person: Person, course_id: str) -> Response:
    """Copy a course with its people, activities and columns, and without any grade."""
    course, _ = taught_course(database, person, course_id)
    made = course_copies.copy(database, course)
    notice = notices.sign([f"This is a copy of {course.id}, with links and columns of its own."])
    return redirect(url_for("pages.course", course_id=made.id, notice=notice), 303)


@bp.route("/activities/<activity_id>/deletion", methods=["GET", "POST"])
@as_somebody
def delete_activity(database: Session, person: Person, activity_id: str) -> Response | str:
    """Ask, then delete an activity with its column and grades."""
    activity, _ = visible_activity(database, person, activity_id)
    course, place = taught_course(database, person, activity.course_id)
    back = url_for("pages.course", course_id=course.id)
    if request.method == "GET":
        return render_template(
            "practice/confirmation.html",
            question=f"Delete the activity “{activity.title}”?",
            consequence="Its column in the gradebook and all grades in it go too."
            if activity.line_item
            else "It has no column in the gradebook.",
            back=back,
            course=course,
            place=place,
        )
    database.delete(activity)
    return redirect(back, 303)
