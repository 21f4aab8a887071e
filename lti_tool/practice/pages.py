"""What people see: whom to act as, courses, activities, the gradebook, and the tool's calls."""

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.practice import gradebook, notices
from lti_tool.practice.acting import act_as, acting_person, as_somebody
from lti_tool.practice.config import CLIENT_ID, DEPLOYMENT_ID
from lti_tool.practice.errors import NotFound
from lti_tool.practice.launches import visible_activity
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Course, Person, ServiceCall
from lti_tool.practice.opening import framed
from lti_tool.practice.places import course_of
from lti_tool.practice.words import clock, initials, points, role_of, tint

bp = Blueprint("pages", __name__)

for word in (clock, initials, points, role_of, tint):
    bp.add_app_template_filter(word)


@bp.get("/")
@as_somebody
def home(database: Session, person: Person) -> str:
    """Show the courses of whoever acts."""
    courses = database.scalars(select(Course)).all()
    mine = {each.course_id for each in person.enrollments}
    shown = [course for course in courses if person.is_admin or course.id in mine]
    return render_template("practice/home.html", courses=shown, person=person)


@bp.get("/people")
def people() -> str:
    """Offer everyone to act as."""
    with lms().sessions.begin() as database:
        acting_person(database)
        everyone = database.scalars(select(Person).filter_by(is_test=False)).all()
        onward = request.args.get("next", "/")
        return render_template("practice/people.html", everyone=everyone, onward=onward)


@bp.post("/act-as")
def switch() -> Response:
    """Act as someone else, and go on where one was."""
    with lms().sessions.begin() as database:
        person = database.get(Person, request.form.get("person", ""))
        if not person or person.is_test:
            raise NotFound("There is no such person to act as.")
        act_as(person)
    return redirect(_inside(request.form.get("next", "/")), 303)


def _inside(path: str) -> str:
    """Return `path` if it leads to a page here, else the way home."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours else url_for(".home")


@bp.get("/courses/<course_id>")
@as_somebody
def course(database: Session, person: Person, course_id: str) -> str:
    """List a course's activities."""
    found, place = course_of(database, person, course_id)
    return render_template(
        "practice/course.html",
        course=found,
        place=place,
        grades=gradebook.grades_of(found, place.person),
        notice=notices.read(request.args.get("notice")),
    )


@bp.get("/activities/<activity_id>")
@as_somebody
def activity(database: Session, person: Person, activity_id: str) -> str:
    """Show the tool in a frame, with the grade that has arrived."""
    found, place = visible_activity(database, person, activity_id)
    return render_template(
        "practice/activity.html",
        activity=found,
        course=found.course,
        place=place,
        score=gradebook.grades_of(found.course, place.person).get(found.id),
        **framed(found.tool),
    )


@bp.get("/courses/<course_id>/gradebook")
@as_somebody
def grades(database: Session, person: Person, course_id: str) -> str:
    """Show every student's scores to staff, and students their own."""
    found, place = course_of(database, person, course_id)
    only = place.person if place.learns else None
    return render_template(
        "practice/gradebook.html",
        course=found,
        place=place,
        items=found.line_items,
        rows=gradebook.rows(found, only),
    )


@bp.get("/courses/<course_id>/people")
@as_somebody
def members(database: Session, person: Person, course_id: str) -> str:
    """List who is in a course."""
    found, place = course_of(database, person, course_id)
    return render_template("practice/members.html", course=found, place=place)


@bp.get("/courses/<course_id>/return")
@as_somebody
def come_back(database: Session, person: Person, course_id: str) -> str:
    """Receive people from the tool, in its frame or its tab, with the message it may send."""
    found, _ = course_of(database, person, course_id)
    message = request.args.get("lti_errormsg") or request.args.get("lti_msg")
    return render_template("practice/return.html", course=found, message=message)


@bp.get("/connect")
@as_somebody
def connect(_database: Session, _person: Person) -> str:
    """Show the values that connect this LMS and a tool."""
    return render_template(
        "practice/connect.html",
        config=lms().config,
        client_id=CLIENT_ID,
        deployment_id=DEPLOYMENT_ID,
    )


@bp.get("/calls")
@as_somebody
def calls(database: Session, _person: Person) -> str:
    """Show the tool's latest calls, newest first."""
    latest = select(ServiceCall).order_by(ServiceCall.id.desc()).limit(100)
    return render_template("practice/calls.html", calls=database.scalars(latest).all())
