"""What the practice LMS tells a tool at every launch: the claims of an id_token."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from lti_tool.practice import variables
from lti_tool.practice.config import Config
from lti_tool.practice.models import Activity, Course, LineItem, Person, Tool
from lti_tool.practice.places import Place
from lti_tool.practice.vocabulary import (
    AGS_CLAIM,
    AGS_SCOPES,
    CLAIM,
    COURSE_OFFERING,
    COURSE_ROLES,
    GROUPS_CLAIM,
    GROUPS_SCOPE,
    MEMBERSHIP_SCOPE,
    NRPS_CLAIM,
    VERSION,
)

LIFETIME: Final = timedelta(seconds=60)
PLATFORM: Final = {
    "guid": "lineage-lab-practice.localhost",
    "name": "Practice LMS",
    "product_family_code": "lineage-lab-practice",
    "version": "1",
}


@dataclass(frozen=True)
class Launch:
    """Who opens which tool in which course; `target` is "iframe" or "window"."""

    config: Config
    tool: Tool
    place: Place
    course: Course
    target: str


def launch_claims(launch: Launch) -> dict[str, Any]:
    """Describe what is the same in every message."""
    return {
        "sub": launch.place.person.id,
        **personal(launch.place.person, launch.tool),
        CLAIM + "version": VERSION,
        CLAIM + "deployment_id": launch.tool.deployment_id,
        CLAIM + "roles": list(COURSE_ROLES[launch.place.role]),
        CLAIM + "context": context(launch.course) | {"type": [COURSE_OFFERING]},
        CLAIM + "launch_presentation": {
            "document_target": launch.target,
            "locale": "en",
            "return_url": f"{launch.config.issuer}/courses/{launch.course.id}/return",
        },
        CLAIM + "tool_platform": PLATFORM,
        **memberships_service(launch),
        **groups_service(launch),
    }


def stamp(config: Config, tool: Tool, nonce: str, now: datetime) -> dict[str, Any]:
    """Say from whom, for whom and for how long an id_token is."""
    return {
        "iss": config.issuer,
        "aud": tool.client_id,
        "nonce": nonce,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }


def personal(person: Person, tool: Tool) -> dict[str, str]:
    """Return the name and email of those who have them, where the tool registered for them."""
    known = {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
    }
    return {claim: value for claim, value in known.items() if value and claim in tool.claims}


def context(course: Course) -> dict[str, str]:
    """Name a course, as launches and memberships do."""
    return {"id": course.id, "label": course.id, "title": course.title}


def resource_link(activity: Activity) -> dict[str, str]:
    """Name an activity."""
    return {"id": activity.id, "title": activity.title, "description": activity.description}


def custom(launch: Launch, activity: Activity | None, own: dict[str, str]) -> dict[str, Any]:
    """Return the tool's custom parameters and the link's own, with their variables resolved."""
    sent = launch.tool.custom | own
    if not sent:
        return {}
    shared = personal(launch.place.person, launch.tool)
    known = variables.known(launch.place, launch.course, activity, shared)
    return {CLAIM + "custom": variables.resolve(sent, known)}


def grade_service(launch: Launch, item: LineItem | None) -> dict[str, Any]:
    """Say where grades go; only an activity with a column has a line item."""
    scopes = [scope for scope in AGS_SCOPES if scope in launch.tool.scopes]
    if not scopes:
        return {}
    service: dict[str, Any] = {
        "scope": scopes,
        "lineitems": line_items_url(launch.config, launch.course, launch.tool),
    }
    if item:
        service["lineitem"] = line_item_url(launch.config, item)
    return {AGS_CLAIM: service}


def memberships_service(launch: Launch) -> dict[str, Any]:
    """Say where the course's people are listed, to a tool that may know."""
    if MEMBERSHIP_SCOPE not in launch.tool.scopes:
        return {}
    url = memberships_url(launch.config, launch.course)
    return {NRPS_CLAIM: {"context_memberships_url": url, "service_versions": ["2.0"]}}


def groups_service(launch: Launch) -> dict[str, Any]:
    """Say where the course's groups are listed, to a tool that may know."""
    if GROUPS_SCOPE not in launch.tool.scopes:
        return {}
    url = groups_url(launch.config, launch.course)
    service = {"scope": [GROUPS_SCOPE], "context_groups_url": url, "service_versions": ["1.0"]}
    return {GROUPS_CLAIM: service}


def line_items_url(config: Config, course: Course, tool: Tool) -> str:
    """Return the address of a tool's columns in a course; like Moodle's it has a query."""
    return f"{config.issuer}/lti/courses/{course.id}/lineitems?type_id={tool.id}"


def line_item_url(config: Config, item: LineItem, service: str = "") -> str:
    """Return a column's address, or that of its "/scores" or "/results"."""
    path = f"/lti/courses/{item.course_id}/lineitems/{item.id}/lineitem{service}"
    return f"{config.issuer}{path}?type_id={item.tool.id}"


def memberships_url(config: Config, course: Course) -> str:
    """Return the address of a course's people."""
    return f"{config.issuer}/lti/courses/{course.id}/memberships"


def groups_url(config: Config, course: Course) -> str:
    """Return the address of a course's groups."""
    return f"{config.issuer}/lti/courses/{course.id}/groups"
