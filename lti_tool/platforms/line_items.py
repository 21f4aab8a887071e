"""Line items, which is what LTI calls the columns of a gradebook: read, asked for, written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate

from lti_tool.errors import PlatformUnavailable
from lti_tool.models import LONGEST_URL
from lti_tool.platforms.http import Answer
from lti_tool.platforms.relatives import origin
from lti_tool.platforms.texts import is_storable

LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
"""Moodle answers to exactly these and to nothing more general."""


@dataclass(frozen=True)
class LineItem:
    """A column of a gradebook; ids that the platform does not tell are empty.

    Attributes:
        everything: the column as the platform sent it, with what we do not know.
    """

    url: str
    label: str
    maximum: float
    resource_link_id: str
    resource_id: str
    tag: str
    everything: Mapping[str, Any]

    def matches(self, resource_link_id: str, resource_id: str, tag: str) -> bool:
        """Tell whether it is one of those that were asked for; what is empty matches all."""
        return (
            resource_link_id in ("", self.resource_link_id)
            and resource_id in ("", self.resource_id)
            and tag in ("", self.tag)
        )


class _LineItemSchema(Schema):
    class Meta:
        unknown = INCLUDE

    id = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_URL))
    label = fields.String(load_default="", allow_none=True)
    scoreMaximum = fields.Float(load_default=0, allow_none=True)  # noqa: N815  # LTI's name
    resourceLinkId = fields.String(load_default="", allow_none=True)  # noqa: N815
    resourceId = fields.String(load_default="", allow_none=True)  # noqa: N815
    tag = fields.String(load_default="", allow_none=True)


def read(sent: Any, asked: str) -> LineItem | None:
    """Return a column that a platform sent; None for what is none.

    A column at another origin than the one that was asked is none either: scores, and our
    access tokens, go to its address.
    """
    try:
        item = _LineItemSchema().load(sent)
    except ValidationError:
        return None
    if not is_storable(item) or origin(item["id"]) != origin(asked):
        return None
    return LineItem(
        url=item["id"],
        label=item["label"] or "",
        maximum=item["scoreMaximum"] or 0,
        resource_link_id=item["resourceLinkId"] or "",
        resource_id=item["resourceId"] or "",
        tag=item["tag"] or "",
        everything=sent,
    )


def read_one(answer: Answer, asked: str) -> LineItem:
    """Return the column that an answer holds; raises PlatformUnavailable where it holds none."""
    try:
        item = read(answer.json(), asked)
    except ValueError:
        item = None
    if not item:
        raise PlatformUnavailable("The LMS answered with something else than a grade column.")
    return item


def filtered(line_items_url: str, **wanted: str) -> str:
    """Return where a platform lists only some columns; Moodle's address has a query already."""
    parts = urlsplit(line_items_url)
    asked = urlencode({name: value for name, value in wanted.items() if value})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, asked)))))


def below(line_item_url: str, name: str) -> str:
    """Return a service of a line item; Moodle's line item URLs carry a query."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))
