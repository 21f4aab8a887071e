"""A group of a course, read as carefully as a member of its class list."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from lti_tool.models import LONGEST_ID
from lti_tool.platforms.texts import is_storable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Group:
    """A group of a course, by its id at the platform."""

    id: str
    name: str


class _Id(fields.String):
    """An id, which some platforms write as a number."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> Any:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return super()._deserialize(str(value) if is_number else value, attr, data, **options)


class _GroupSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    id = _Id(required=True, validate=validate.Length(min=1, max=LONGEST_ID))
    name = fields.String(allow_none=True, load_default=None)


def read_group(group: dict[str, Any]) -> Group | None:
    """Return a group; one that makes no sense is left out, one without a name goes by its id."""
    try:
        read = _GroupSchema().load(group)
    except ValidationError as error:
        log.warning("left out a group of a course: %s", error.messages)
        return None
    if not is_storable(read):
        return None
    name = (read["name"] or "").strip()[:LONGEST_ID]
    return Group(read["id"], name or f"Group {read['id']}"[:LONGEST_ID])
