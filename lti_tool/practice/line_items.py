"""The columns of the gradebook as a service: listed, made, changed, deleted."""

from typing import Any

from flask import Blueprint, Response, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.practice.claims import line_item_url
from lti_tool.practice.errors import Malformed, NotFound
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Activity, Course, LineItem
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
    """List a course's columns, narrowed by resource link, resource or tag."""
    require_query()
    with lms().sessions.begin() as session:
        require_scope(session, LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE)
        find_course(session, course_id)
        wanted = select(LineItem).filter_by(course_id=course_id).order_by(LineItem.id)
        for name, column in FILTERS.items():
            if name in request.args:
                wanted = wanted.where(column == request.args[name])
        items = [describe(item) for item in session.scalars(wanted)]
    return paged(*page(items), LINE_ITEMS)


@bp.post("")
def make_line_item(course_id: str) -> Response:
    """Add a column."""
    require_query()
    with lms().sessions.begin() as session:
        require_scope(session, LINE_ITEM_SCOPE)
        sent = body(LINE_ITEM)
        item = LineItem(course_id=find_course(session, course_id).id)
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
    require_query()
    with lms().sessions.begin() as session:
        require_scope(session, LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE)
        return answer(describe(find_line_item(session, course_id, item_id)), LINE_ITEM)


@bp.put("/<int:item_id>/lineitem")
def change_line_item(course_id: str, item_id: int) -> Response:
    """Replace what the tool may decide about a column."""
    require_query()
    with lms().sessions.begin() as session:
        require_scope(session, LINE_ITEM_SCOPE)
        item = find_line_item(session, course_id, item_id)
        write(item, body(LINE_ITEM))
        return answer(describe(item), LINE_ITEM)


@bp.delete("/<int:item_id>/lineitem")
def delete_line_item(course_id: str, item_id: int) -> Response:
    """Remove a column and its scores."""
    require_query()
    with lms().sessions.begin() as session:
        require_scope(session, LINE_ITEM_SCOPE)
        session.delete(find_line_item(session, course_id, item_id))
    return Response(status=204)


def find_course(session: Session, course_id: str) -> Course:
    """Return the course of an address."""
    if course := session.get(Course, course_id):
        return course
    raise NotFound(f"There is no course {course_id}.")


def find_line_item(session: Session, course_id: str, item_id: int) -> LineItem:
    """Return the column of an address."""
    mine = select(LineItem).filter_by(course_id=course_id, id=item_id)
    if item := session.scalars(mine).one_or_none():
        return item
    raise NotFound(f"Course {course_id} has no line item {item_id}.")


def write(item: LineItem, sent: dict[str, Any]) -> None:
    """Take over label, maximum, resource and tag; the first two are required."""
    label, maximum = text(sent, "label").strip(), number(sent, "scoreMaximum")
    if not label or not maximum:
        raise Malformed("A line item needs a label and a scoreMaximum above 0.")
    item.label, item.score_maximum = label, maximum
    item.resource_id, item.tag = text(sent, "resourceId"), text(sent, "tag")


def couple(session: Session, item: LineItem, activity_id: str) -> None:
    """Give an activity its column, where the tool names one that has none."""
    if not activity_id:
        return
    activity = session.get(Activity, activity_id)
    if not activity or activity.course_id != item.course_id:
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
    }
    return {
        "id": line_item_url(lms().config, item.course_id, item.id),
        "label": item.label,
        "scoreMaximum": tidy(item.score_maximum),
    } | {name: value for name, value in optional.items() if value}
