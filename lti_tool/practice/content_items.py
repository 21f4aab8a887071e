"""What a tool answers to a choice of content: checked strictly, then turned into activities."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from marshmallow import ValidationError, fields, validate, validates_schema
from sqlalchemy.orm import Session

from lti_tool.practice import addresses
from lti_tool.practice.choices import Choice
from lti_tool.practice.errors import Malformed
from lti_tool.practice.models import Activity, Course, LineItem, Tool
from lti_tool.practice.schemas import Lenient, SubmissionReview, sentences, texts, web_address
from lti_tool.practice.vocabulary import RESOURCE_LINK

LONGEST_TEXT: Final = 10_000
POINTS_AT_MOST: Final = 100


class Period(Lenient):
    """When something is open."""

    startDateTime = fields.AwareDateTime(format="iso")  # noqa: N815
    endDateTime = fields.AwareDateTime(format="iso")  # noqa: N815

    @validates_schema
    def check_order(self, data: Mapping[str, datetime], **_: Any) -> None:
        """Refuse an end before the start."""
        start, end = data.get("startDateTime"), data.get("endDateTime")
        if start and end and end < start:
            raise ValidationError("endDateTime is before startDateTime.")


def whole_points(sent: Any) -> None:
    """Refuse what Moodle does not keep as points: anything but an integer from 1 to 100."""
    if type(sent) is not int or not 1 <= sent <= POINTS_AT_MOST:
        raise ValidationError(f"Must be an integer from 1 to {POINTS_AT_MOST}.")


class Column(Lenient):
    """The column that an activity gets in the gradebook."""

    label = fields.String(load_default="")
    scoreMaximum = fields.Raw(required=True, validate=whole_points)  # noqa: N815
    resourceId = fields.String(load_default="")  # noqa: N815
    tag = fields.String(load_default="")
    submissionReview = fields.Nested(SubmissionReview, load_default=None)  # noqa: N815


class Link(Lenient):
    """One item of the type ltiResourceLink."""

    title = fields.String(load_default="")
    text = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))
    url = web_address(load_default=None)
    custom = texts(load_default=dict)
    lineItem = fields.Nested(Column, load_default=None)  # noqa: N815
    available = fields.Nested(Period, load_default=dict)
    submission = fields.Nested(Period, load_default=dict)


@dataclass(frozen=True)
class Chosen:
    """The links to make activities of, and how many items of other types came with them."""

    links: list[dict[str, Any]]
    others: int


def read(items: Any, choice: Choice, tool: Tool) -> Chosen:
    """Check the content items of an answer against what was asked; raises Malformed."""
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise Malformed("content_items must be a list of objects.")
    if len(items) > 1 and not choice.multiple:
        raise Malformed(f"accept_multiple is false, and {len(items)} items came.")
    links = [
        read_link(item, f"content_items.{place}", choice, tool)
        for place, item in enumerate(items)
        if require_type(item, f"content_items.{place}", choice) == RESOURCE_LINK
    ]
    return Chosen(links, len(items) - len(links))


def require_type(item: dict[str, Any], path: str, choice: Choice) -> str:
    """Return an item's type, which must be the one that is accepted."""
    if item.get("type") != choice.type:
        raise Malformed(f"{path}.type must be one of accept_types, which has {choice.type} only.")
    return choice.type


def read_link(item: dict[str, Any], path: str, choice: Choice, tool: Tool) -> dict[str, Any]:
    """Check one link."""
    try:
        link: dict[str, Any] = Link().load(item)
    except ValidationError as error:
        raise Malformed(" ".join(sentences(error.messages, path))) from error
    column = link["lineItem"]
    if column and choice.line_items == "no":
        raise Malformed(f"{path}.lineItem: accept_lineitem is false.")
    review = (column or {}).get("submissionReview") or {}
    for name, url in (("url", link["url"]), ("lineItem.submissionReview.url", review.get("url"))):
        if url and not addresses.is_at(url, tool.origin):
            raise Malformed(f"{path}.{name} must be at {tool.origin}.")
    return link


def add(session: Session, course: Course, tool: Tool, link: dict[str, Any]) -> Activity:
    """Put an activity at the end of a course, with its column."""
    last = max((activity.position for activity in course.activities), default=-1)
    activity = Activity(
        id=secrets.token_hex(6),
        course=course,
        tool=tool,
        position=last + 1,
        title=link["title"] or tool.name,
        description=link["text"],
        url=link["url"],
        custom=link["custom"],
        available_from=link["available"].get("startDateTime"),
        available_until=link["available"].get("endDateTime"),
        submit_from=link["submission"].get("startDateTime"),
        submit_until=link["submission"].get("endDateTime"),
    )
    session.add(activity)
    if column := link["lineItem"]:
        activity.line_item = LineItem(
            course=course,
            tool=tool,
            label=column["label"] or activity.title,
            score_maximum=column["scoreMaximum"],
            resource_id=column["resourceId"],
            tag=column["tag"],
            submission_review=column["submissionReview"],
        )
    session.flush()
    return activity
