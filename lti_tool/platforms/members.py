"""A member of a class list, read as carefully as a launch."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from lti_tool.models import LONGEST_ID
from lti_tool.platforms import roles
from lti_tool.platforms.texts import is_storable

MOST_GROUPS_OF_ONE = 100
"""Nobody is in more; those after that are left out."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Member:
    """Somebody in a class list; name and email are empty where the platform keeps them back.

    Attributes:
        groups: the platform's ids of the groups that they are in, where it says these.
    """

    subject: str
    name: str
    email: str
    is_staff: bool
    groups: frozenset[str]


class _MemberSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    user_id = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_ID))
    status = fields.String(allow_none=True, load_default=None)
    name = fields.String(allow_none=True, load_default=None)
    given_name = fields.String(allow_none=True, load_default=None)
    family_name = fields.String(allow_none=True, load_default=None)
    email = fields.String(allow_none=True, load_default=None)
    roles = fields.List(fields.String(), allow_none=True, load_default=None)


def read_member(member: dict[str, Any]) -> Member | None:
    """Return an active member; one who is not active, or makes no sense, is left out."""
    try:
        read = _MemberSchema().load(member)
    except ValidationError as error:
        log.warning("left out a member of a class list: %s", error.messages)
        return None
    # Coursera writes the status in upper case; some platforms leave it out.
    if (read["status"] or "Active").lower() != "active" or not is_storable(read):
        return None
    given_and_family = f"{read['given_name'] or ''} {read['family_name'] or ''}"
    return Member(
        subject=read["user_id"],
        name=(read["name"] or given_and_family).strip()[:LONGEST_ID],
        email=(read["email"] or "")[:LONGEST_ID],
        is_staff=roles.is_staff(read["roles"] or ()),
        groups=_groups(member.get("group_enrollments")),
    )


def _groups(sent: Any) -> frozenset[str]:
    """Read which groups somebody is in; what makes no sense is no group, and spoils no member."""
    listed = sent[:MOST_GROUPS_OF_ONE] if isinstance(sent, list) else []
    ids = [each.get("group_id") for each in listed if isinstance(each, dict)]
    return frozenset(str(each) for each in ids if isinstance(each, str | int))
