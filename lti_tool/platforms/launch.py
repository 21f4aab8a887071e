"""A launch as the tool knows it. This is the last place that sees a claim."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError

from lti_tool.errors import LaunchRefused
from lti_tool.models import LONGEST_ID
from lti_tool.platforms import claims, roles
from lti_tool.platforms.claims import CLAIM
from lti_tool.platforms.tool_description import PRIVACY
from quizzes.saying import say

LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True)
class GradeService:
    """What the platform lets us do with grades at this link.

    Attributes:
        line_item_url: the link's own grade column; empty where it has none.
        line_items_url: all columns of the course; empty where we may not see them.
        scopes: AGS scope URLs that were granted.
    """

    line_item_url: str
    line_items_url: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class OpenedLink:
    """A launch into an activity: the link that was followed.

    Attributes:
        custom: what the link carries, by names in small letters.
        grades: None where the platform offered no grade service at all.
        reviewed: whose work the gradebook asks to see; empty where it is a plain launch.
    """

    id: str
    title: str
    custom: dict[str, str]
    grades: GradeService | None
    reviewed: str

    def addresses(self) -> tuple[str, ...]:
        """Return where we are asked to send things to."""
        grades = self.grades
        return (grades.line_item_url, grades.line_items_url) if grades else ()


@dataclass(frozen=True)
class LinkRequest:
    """A launch to choose what to put into a course: LTI calls it deep linking.

    Attributes:
        return_url: where the browser takes the choice.
        accept_multiple: whether several links may be returned at once.
        accept_lineitem: whether a link may bring its grade column along.
        data: to be sent back as it is; None where nothing was sent.
        title, text: what the instructor has already typed in the LMS.
    """

    return_url: str
    accept_multiple: bool
    accept_lineitem: bool
    data: Any
    title: str
    text: str

    def addresses(self) -> tuple[str, ...]:
        """Return where we are asked to send things to."""
        return (self.return_url,)


@dataclass(frozen=True)
class PrivacyRequest:
    """A launch by an administrator of the LMS, to answer what people ask about their data.

    Attributes:
        about: the id of whom it is about; empty where it names nobody.
    """

    about: str

    def addresses(self) -> tuple[str, ...]:
        """Return where we are asked to send things to: nowhere."""
        return ()


Purpose = OpenedLink | LinkRequest | PrivacyRequest


@dataclass(frozen=True)
class Launch:
    """Who came, as what, from which course, and what for.

    Attributes:
        subject, name, email: the person; name and email are empty where not sent.
        is_test_user: nobody real, as Canvas's Test Student.
        context_id: the course; empty where the launch has none.
        memberships_url: where the class list is; empty where it is not offered.
        groups_url: where the course's groups are; empty where they are not offered.
        product, platform_name: which LMS this is, as it says itself; may be empty.
        locale: the language in which this person has the LMS; may be empty.
    """

    deployment_id: str
    subject: str
    name: str
    email: str
    is_staff: bool
    is_test_user: bool
    context_id: str
    context_title: str
    memberships_url: str
    groups_url: str
    product: str
    platform_name: str
    locale: str
    purpose: Purpose

    @classmethod
    def from_claims(cls, sent: dict[str, Any]) -> Launch:
        """Read the verified claims of any message that we know; raises LaunchRefused."""
        kind = sent.get(CLAIM + "message_type")
        if not isinstance(kind, str) or kind not in _MESSAGES:
            raise LaunchRefused(f"unknown message {kind!r}")
        schema, purpose = _MESSAGES[kind]
        try:
            read = schema.load(sent)
        except ValidationError as error:
            raise LaunchRefused(f"claims of the wrong shape: {error.messages}") from error
        context, platform = read["context"] or {}, read["tool_platform"] or {}
        return cls(
            deployment_id=read["deployment_id"],
            subject=read["sub"],
            name=_name(read),
            email=(read["email"] or "")[:LONGEST_ID],
            is_staff=roles.is_staff(read["roles"]),
            is_test_user=roles.is_test_user(read["roles"]),
            context_id=context.get("id", ""),
            context_title=context.get("title") or context.get("label") or "",
            memberships_url=(read["nrps"] or {}).get("context_memberships_url") or "",
            groups_url=(read["groups"] or {}).get("context_groups_url") or "",
            product=(platform.get("product_family_code") or "").lower()[:LONGEST_ID],
            platform_name=(platform.get("name") or "")[:LONGEST_ID],
            locale=_locale((read["presentation"] or {}).get("locale") or ""),
            purpose=purpose(read),
        )

    def addresses(self) -> tuple[str, ...]:
        """Return every address that something of ours would go to."""
        course = self.memberships_url, self.groups_url
        return tuple(url for url in (*course, *self.purpose.addresses()) if url)


def _locale(sent: str) -> str:
    """Return what a platform says if it can be a language: Canvas may send a variable's name."""
    return sent if LOCALE.fullmatch(sent) else ""


def _name(read: dict[str, Any]) -> str:
    parts = (read["given_name"], read["family_name"])
    return (read["name"] or " ".join(part for part in parts if part)).strip()[:LONGEST_ID]


def _opened_link(read: dict[str, Any]) -> OpenedLink:
    link, ags = read["resource_link"], read["ags"]
    return OpenedLink(
        id=link["id"],
        title=link.get("title") or "",
        custom=_custom(read["custom"] or {}),
        grades=None if ags is None else _grades(ags),
        reviewed=read.get("for_user", {}).get("user_id", ""),
    )


def _custom(sent: dict[str, Any]) -> dict[str, str]:
    # Moodle sends a name with capitals twice, once as it is and once in small letters.
    return {name.lower(): value for name, value in sent.items() if isinstance(value, str)}


def _grades(ags: dict[str, Any]) -> GradeService:
    return GradeService(
        ags.get("lineitem") or "", ags.get("lineitems") or "", tuple(ags.get("scope") or ())
    )


def _link_request(read: dict[str, Any]) -> LinkRequest:
    settings = read["settings"]
    if "ltiResourceLink" not in settings["accept_types"]:
        raise LaunchRefused(
            f"accept_types are {settings['accept_types']}",
            say(
                "Your LMS asks for something that this tool does not make. It makes links to "
                "activities: choose it where you add an activity or a link to your course."
            ),
        )
    return LinkRequest(
        return_url=settings["deep_link_return_url"],
        accept_multiple=bool(settings.get("accept_multiple")),
        accept_lineitem=settings.get("accept_lineitem") is not False,
        data=settings.get("data"),
        title=settings.get("title") or "",
        text=settings.get("text") or "",
    )


def _privacy_request(read: dict[str, Any]) -> PrivacyRequest:
    if read["context"] or read["resource_link"]:
        raise LaunchRefused(
            "a data privacy launch from a course",
            say("Data privacy is opened from the administration of your LMS, not from a course."),
        )
    if not roles.is_administrator(read["roles"]):
        raise LaunchRefused(
            "a data privacy launch by somebody who is no administrator",
            say("Only an administrator of your LMS can answer data privacy requests here."),
        )
    about = read["for_user"] or {}
    return PrivacyRequest(about.get("user_id") or about.get("id") or "")


# To make a schema takes longer than to load with it.
_MESSAGES: dict[str, tuple[Schema, Callable[[dict[str, Any]], Purpose]]] = {
    "LtiResourceLinkRequest": (claims.ResourceLinkClaims(), _opened_link),
    "LtiSubmissionReviewRequest": (claims.SubmissionReviewClaims(), _opened_link),
    "LtiDeepLinkingRequest": (claims.DeepLinkingClaims(), _link_request),
    **dict.fromkeys(PRIVACY, (claims.DataPrivacyClaims(), _privacy_request)),
}
