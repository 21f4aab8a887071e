"""What the practice LMS tells the tool at a launch: the claims of an id_token."""

from datetime import datetime, timedelta
from typing import Any, Final

from lti_tool.practice.config import CLIENT_ID, DEPLOYMENT_ID, Config
from lti_tool.practice.models import Activity, Course, Enrollment, Person
from lti_tool.practice.vocabulary import (
    ADMINISTRATOR_ROLES,
    AGS_CLAIM,
    AGS_SCOPES,
    CLAIM,
    COURSE_OFFERING,
    COURSE_ROLES,
    NRPS_CLAIM,
)

LIFETIME: Final = timedelta(seconds=60)
GUID: Final = "lineage-lab-practice.localhost"


def launch_claims(
    config: Config, person: Person, enrolled: Enrollment | None, activity: Activity, target: str
) -> dict[str, Any]:
    """Describe who opens what, where; `target` is "iframe" or "window"."""
    return {
        "sub": person.id,
        **personal(person),
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": DEPLOYMENT_ID,
        CLAIM + "target_link_uri": config.tool_launch_url,
        CLAIM + "roles": list(COURSE_ROLES[enrolled.role] if enrolled else ADMINISTRATOR_ROLES),
        CLAIM + "context": context(activity.course) | {"type": [COURSE_OFFERING]},
        CLAIM + "resource_link": {
            "id": activity.id,
            "title": activity.title,
            "description": activity.description,
        },
        CLAIM + "launch_presentation": {
            "document_target": target,
            "locale": "en",
            "return_url": f"{config.issuer}/courses/{activity.course_id}/return",
        },
        CLAIM + "tool_platform": {
            "guid": GUID,
            "name": "Practice LMS",
            "product_family_code": "lineage-lab-practice",
            "version": "1",
        },
        CLAIM + "custom": {"activity": activity.key},
        AGS_CLAIM: grade_service(config, activity),
        NRPS_CLAIM: {
            "context_memberships_url": memberships_url(config, activity.course),
            "service_versions": ["2.0"],
        },
    }


def stamp(config: Config, nonce: str, now: datetime) -> dict[str, Any]:
    """Say from whom, for whom and for how long an id_token is."""
    return {
        "iss": config.issuer,
        "aud": CLIENT_ID,
        "nonce": nonce,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }


def personal(person: Person) -> dict[str, str]:
    """Return the name and email of those who have them."""
    known = {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
    }
    return {claim: value for claim, value in known.items() if value}


def context(course: Course) -> dict[str, str]:
    """Name a course, as launches and memberships do."""
    return {"id": course.id, "label": course.id, "title": course.title}


def grade_service(config: Config, activity: Activity) -> dict[str, Any]:
    """Say where grades go; only an activity with a column has a line item."""
    service: dict[str, Any] = {
        "scope": list(AGS_SCOPES),
        "lineitems": line_items_url(config, activity.course_id),
    }
    if activity.line_item:
        item = activity.line_item
        service["lineitem"] = line_item_url(config, item.course_id, item.id)
    return service


def line_items_url(config: Config, course_id: str) -> str:
    """Return the address of a course's columns; like Moodle's it has a query of its own."""
    return f"{config.issuer}/lti/courses/{course_id}/lineitems?type_id={DEPLOYMENT_ID}"


def line_item_url(config: Config, course_id: str, item_id: int, service: str = "") -> str:
    """Return a column's address, or that of its "/scores" or "/results"."""
    path = f"/lti/courses/{course_id}/lineitems/{item_id}/lineitem{service}"
    return f"{config.issuer}{path}?type_id={DEPLOYMENT_ID}"


def memberships_url(config: Config, course: Course) -> str:
    """Return the address of a course's people."""
    return f"{config.issuer}/lti/courses/{course.id}/memberships"
