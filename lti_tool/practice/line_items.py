"""The columns of the gradebook as a service: listed, made, changed, deleted."""

from typing import Any

from flask import Blueprint, Response, g, request
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.practice.addresses import is_at
from lti_tool.practice.claims import line_item_url
from lti_tool.practice.errors import Malformed, NotFound
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Activity, Course, LineItem, Tool
from lti_tool.practice.schemas import SubmissionReview, sentences
from lti_tool.practice.services import (
    answer,
    body,
    number,
    page,
    paged,
    require_query,
    text,
    tidy,
)
from lti_tool.practice.tokens import require_scope
from lti_tool.practice.vocabulary import (
    LINE_ITEM,
    LINE_ITEM_READ_SCOPE,
    LINE_ITEM_SCOPE,
    LINE_ITEMS,
)

bp = Blueprint("line_items", __name__, url_prefix="/lti/courses/<course_id>/lineitems")

FILTERS = {
    "resource_link_id": LineItem.activity_id,
    "resource_id": LineItem.resource_id,
    "tag": LineItem.tag,
}


@bp.get("")
def list_line_items(course_id: str) -> Response:
    """List the tool's columns in a course, narrowed by resource link, resource or tag."""
    with lms().sessions.begin() as session:
        tool = calling_tool(session, LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE)
        find_course(session, course_id)
        mine = select(LineItem).filter_by(course_id=course_id, tool_id=tool.id)
        wanted = mine.order_by(LineItem.id)
        for name, column in FILTERS.items():
            if name in request.args:
                wanted = wanted.where(column == request.args[name])
        items = [describe(item) for item in session.scalars(wanted)]
    return paged(*page(items), LINE_ITEMS)


@bp.post("")
def make_line_item(course_id: str) -> Response:
    """Add a column."""
    with lms().sessions.begin() as session:
        tool = calling_tool(session, LINE_ITEM_SCOPE)
        sent = body(LINE_ITEM)
        item = LineItem(course_id=find_course(session, course_id).id, tool=tool)
        write(item, sent)
        couple(session, item, text(sent, "resourceLinkId"))
        session.add(item)
        session.flush()
        made = describe(item)
    g.note = f"new column: {made['label']}"
    return answer(made, LINE_ITEM, 201)


@bp.get("/<int:item_id>/lineitem")
def show_line_item(course_id: str, item_id: int) -> Response:
    """Describe one column."""
    with lms().sessions.begin() as session:
        tool = calling_tool(session, LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE)
        return answer(describe(find_line_item(session, tool, course_id, item_id)), LINE_ITEM)


@bp.put("/<int:item_id>/lineitem")
def change_line_item(course_id: str, item_id: int) -> Response:
    """Replace what the tool may decide about a column; what is left out is wiped."""
    with lms().sessions.begin() as session:
        tool = calling_tool(session, LINE_ITEM_SCOPE)
        item = find_line_item(session, tool, course_id, item_id)
        write(item, body(LINE_ITEM))
        return answer(describe(item), LINE_ITEM)


@bp.delete("/<int:item_id>/lineitem")
def delete_line_item(course_id: str, item_id: int) -> Response:
    """Remove a column and its scores."""
    with lms().sessions.begin() as session:
        tool = calling_tool(session, LINE_ITEM_SCOPE)
        session.delete(find_line_item(session, tool, course_id, item_id))
    return Response(status=204)


def calling_tool(session: Session, *scopes: str) -> Tool:
    """Return the tool that calls with a token for one of `scopes`, at an address of its own."""
    tool = require_scope(session, *scopes)
    require_query(tool)
    return tool


def find_course(session: Session, course_id: str) -> Course:
    """Return the course of an address."""
    if course := session.get(Course, course_id):
        return course
    raise NotFound(f"There is no course {course_id}.")


def find_line_item(session: Session, tool: Tool, course_id: str, item_id: int) -> LineItem:
    """Return the tool's column of an address."""
    mine = select(LineItem).filter_by(course_id=course_id, id=item_id, tool_id=tool.id)
    if item := session.scalars(mine).one_or_none():
        return item
    raise NotFound(f"Course {course_id} has no line item {item_id}.")


def write(item: LineItem, sent: dict[str, Any]) -> None:
    """Take over label, maximum, resource, tag and review; the first two are required."""
    label, maximum = text(sent, "label").strip(), number(sent, "scoreMaximum")
    if not label or not maximum:
        raise Malformed("A line item needs a label and a scoreMaximum above 0.")
    item.label, item.score_maximum = label, maximum
    item.resource_id, item.tag = text(sent, "resourceId"), text(sent, "tag")
    item.submission_review = review(item, sent.get("submissionReview"))


def review(item: LineItem, sent: Any) -> dict[str, Any] | None:
    """Check how submissions of a column can be reviewed; nothing where they cannot."""
    if sent is None:
        return None
    try:
        checked: dict[str, Any] = SubmissionReview().load(sent)
    except ValidationError as error:
        raise Malformed(f"submissionReview: {' '.join(sentences(error.messages))}") from error
    if "url" in checked and not is_at(checked["url"], item.tool.origin):
        raise Malformed(f"submissionReview.url must be at {item.tool.origin}.")
    return checked


def couple(session: Session, item: LineItem, activity_id: str) -> None:
    """Give an activity its column, where the tool names one that has none."""
    if not activity_id:
        return
    activity = session.get(Activity, activity_id)
    if not activity or activity.course_id != item.course_id or activity.tool != item.tool:
        raise NotFound(f"Course {item.course_id} has no resource link {activity_id}.")
    if activity.line_item:
        raise Malformed(f"The resource link {activity_id} has a line item already.")
    item.activity_id = activity.id


def describe(item: LineItem) -> dict[str, Any]:
    """Return a column as the standard has it; what is empty is left out."""
    optional = {
        "resourceLinkId": item.activity_id,
        "resourceId": item.resource_id,
        "tag": item.tag,
        "submissionReview": item.submission_review,
    }
    return {
        "id": line_item_url(lms().config, item),
        "label": item.label,
        "scoreMaximum": tidy(item.score_maximum),
    } | {name: value for name, value in optional.items() if value not in ("", None)}
