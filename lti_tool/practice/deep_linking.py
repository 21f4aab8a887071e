"""Adding activities: a tool is chosen, content is chosen in it, and the answer comes back."""

import secrets
from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.practice import choices, content_items, deep_linking_responses, notices
from lti_tool.practice.acting import as_somebody
from lti_tool.practice.choices import ACCEPTED_TYPES, Choice
from lti_tool.practice.deep_linking_responses import Answer
from lti_tool.practice.errors import Malformed, NotFound
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.models import Course, Person, Tool
from lti_tool.practice.models.tools import ACTIVE
from lti_tool.practice.opening import begin, framed, storage, target
from lti_tool.practice.places import taught_course
from lti_tool.practice.vocabulary import DEEP_LINKING_REQUEST

bp = Blueprint("deep_linking", __name__)

# What a try may vary, by the name in the address; the first is how it is done unasked.
VARIATIONS: Final = {
    "multiple": ("yes", "no"),
    "line_items": ("yes", "no", "unsaid"),
    "types": ACCEPTED_TYPES,
    "data": ("yes", "no"),
}


@bp.get("/courses/<course_id>/additions")
@as_somebody
def choose_tool(database: Session, person: Person, course_id: str) -> str:
    """Offer the tools that content can be chosen in."""
    course, place = taught_course(database, person, course_id)
    active = database.scalars(select(Tool).filter_by(state=ACTIVE).order_by(Tool.id))
    tools = [tool for tool in active if tool.deep_linking_url]
    return render_template("practice/additions.html", course=course, place=place, tools=tools)


@bp.get("/courses/<course_id>/additions/choice")
@as_somebody
def choose(database: Session, person: Person, course_id: str) -> str:
    """Show the tool in a frame, or the way to its window."""
    course, place = taught_course(database, person, course_id)
    tool = asked_tool(database)
    varied = {name: varied_as(name) for name in VARIATIONS}
    launch: dict[str, Any] = {"tool": tool.id, "storage": storage(), "in": target()}
    return render_template(
        "practice/choice.html",
        course=course,
        place=place,
        target=target(),
        **framed(tool),
        src=url_for(".launch", course_id=course.id, **launch | varied),
    )


@bp.get("/courses/<course_id>/additions/launch")
@as_somebody
def launch(database: Session, person: Person, course_id: str) -> str:
    """Send the browser to the tool, to choose content there."""
    course, place = taught_course(database, person, course_id)
    tool = asked_tool(database)
    choice = Choice(
        person=person.id,
        course=course.id,
        tool=tool.id,
        multiple=varied_as("multiple") == "yes",
        line_items=varied_as("line_items"),
        type=varied_as("types"),
        data=choices.opaque(secrets.token_hex(8)) if varied_as("data") == "yes" else None,
    )
    url = tool.deep_linking_url or tool.target_link_uri
    return begin(tool, (person, place), course, DEEP_LINKING_REQUEST, asdict(choice), url)


def asked_tool(database: Session) -> Tool:
    """Find the tool of the address."""
    tool = database.get(Tool, request.args.get("tool", 0, type=int))
    if not tool or not tool.deep_linking_url:
        raise NotFound("There is no tool of this number that content can be chosen in.")
    return tool


def varied_as(name: str) -> str:
    """Return how the address asks for a variation, or how it is done unasked."""
    asked = request.args.get(name, VARIATIONS[name][0])
    if asked not in VARIATIONS[name]:
        raise NotFound(f"{name} is one of {', '.join(VARIATIONS[name])}.")
    return asked


@bp.post("/lti/content-items")
def take() -> str:
    """Take the tool's answer, which the browser posts without our cookie: it came from there."""
    now = utcnow()
    choice = choices.read(request.args.get("choice", ""))
    with lms().sessions.begin() as database:
        tool = database.get(Tool, choice.tool)
    if not tool or not tool.is_active:
        raise Malformed("The tool was deleted meanwhile.")
    answer = deep_linking_responses.read(request.form.get("JWT", ""), tool, choice, now)
    with lms().sessions.begin() as database:
        deep_linking_responses.require_first_time(database, tool, answer, now)
        if not (course := database.get(Course, choice.course)):
            raise Malformed("The course was deleted meanwhile.")
        for link in answer.chosen.links:
            content_items.add(database, course, database.get_one(Tool, tool.id), link)
        notice = notices.sign(in_words(answer))
        onward = url_for("pages.course", course_id=course.id, notice=notice)
        return render_template(
            "practice/chosen.html", course=course, lines=in_words(answer), onward=onward
        )


def in_words(answer: Answer) -> list[str]:
    """Say what became of the choice, and what the tool says of it."""
    count = len(answer.chosen.links)
    lines = [f"{count} {'activity was' if count == 1 else 'activities were'} added."]
    if answer.chosen.others:
        lines.append(f"{answer.chosen.others} items of another type are not kept here.")
    if answer.message:
        lines.append(f"The tool says: {answer.message}")
    if answer.error:
        lines.append(f"The tool reports a fault: {answer.error}")
    return lines
