"""A launch as the tool knows it. This is the last place that sees a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate

from lti_tool.errors import LaunchRefused
from lti_tool.models import LONGEST_ID, LONGEST_URL
from lti_tool.platforms import roles

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
RESOURCE_LINK_LAUNCH = "LtiResourceLinkRequest"


@dataclass(frozen=True)
class GradeService:
    """What the platform lets us do with grades at this link.

    Attributes:
        line_item_url: the link's own grade column; empty where it has none.
        scopes: AGS scope URLs that were granted.
    """

    line_item_url: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Launch:
    """Who came, as what, to which link of which course.

    Attributes:
        subject, name, email: the person; name and email are empty where not sent.
        context_id: the course; empty where the launch has none.
        activity_key: the pack that the link asks for; empty where it asks for none.
        grades: None where the platform offered no grade service at all.
        memberships_url: where the class list is; empty where it is not offered.
    """

    deployment_id: str
    subject: str
    name: str
    email: str
    is_staff: bool
    context_id: str
    context_title: str
    resource_link_id: str
    resource_link_title: str
    activity_key: str
    grades: GradeService | None
    memberships_url: str

    @classmethod
    def from_claims(cls, claims: dict[str, Any]) -> Launch:
        """Read the verified claims of a resource link launch; raises LaunchRefused."""
        try:
            read = _Claims().load(claims)
        except ValidationError as error:
            raise LaunchRefused(f"claims of the wrong shape: {error.messages}") from error
        context, link, custom = read["context"] or {}, read["resource_link"], read["custom"] or {}
        return cls(
            deployment_id=read["deployment_id"],
            subject=read["sub"],
            name=_name(read),
            email=(read["email"] or "")[:LONGEST_ID],
            is_staff=roles.is_staff(read["roles"]),
            context_id=context.get("id", ""),
            context_title=context.get("title") or context.get("label") or "",
            resource_link_id=link["id"],
            resource_link_title=link.get("title") or "",
            activity_key=str(custom.get("activity") or ""),
            grades=_grades(read["ags"]),
            memberships_url=(read["nrps"] or {}).get("context_memberships_url") or "",
        )


def _name(read: dict[str, Any]) -> str:
    parts = (read["given_name"], read["family_name"])
    return (read["name"] or " ".join(part for part in parts if part)).strip()[:LONGEST_ID]


def _grades(ags: dict[str, Any] | None) -> GradeService | None:
    if ags is None:
        return None
    return GradeService(ags.get("lineitem") or "", tuple(ags.get("scope") or ()))


class _Included(Schema):
    class Meta:
        unknown = INCLUDE


def _id(**options: Any) -> fields.String:
    return fields.String(validate=validate.Length(min=1, max=LONGEST_ID), **options)


def _address() -> fields.String:
    return fields.String(allow_none=True, validate=validate.Length(max=LONGEST_URL))


def _words() -> fields.String:
    return fields.String(allow_none=True)


class _Context(_Included):
    id = _id(required=True)
    label = _words()
    title = _words()


class _ResourceLink(_Included):
    id = _id(required=True)
    title = _words()


class _Ags(_Included):
    scope = fields.List(fields.String())
    lineitem = _address()


class _Nrps(_Included):
    context_memberships_url = _address()


class _Claims(_Included):
    """The claims that we read, by the names we give them."""

    sub = _id(required=True)
    name = fields.String(load_default="", allow_none=True)
    given_name = fields.String(load_default="", allow_none=True)
    family_name = fields.String(load_default="", allow_none=True)
    email = fields.String(load_default="", allow_none=True)
    deployment_id = _id(required=True, data_key=CLAIM + "deployment_id")
    roles = fields.List(fields.String(), required=True, data_key=CLAIM + "roles")
    context = fields.Nested(
        _Context, load_default=None, allow_none=True, data_key=CLAIM + "context"
    )
    resource_link = fields.Nested(_ResourceLink, required=True, data_key=CLAIM + "resource_link")
    custom = fields.Dict(load_default=None, allow_none=True, data_key=CLAIM + "custom")
    ags = fields.Nested(_Ags, load_default=None, allow_none=True, data_key=AGS_CLAIM)
    nrps = fields.Nested(_Nrps, load_default=None, allow_none=True, data_key=NRPS_CLAIM)
