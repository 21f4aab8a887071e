"""LTI's substitution variables: "$Context.id" in a custom parameter becomes the course's id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from lti_tool.practice.models import Activity, Course
from lti_tool.practice.places import Place

Values = Mapping[str, str | None]

# Not among them, as in Moodle: ResourceLink.id.history.
NAMES: Final = (
    "User.id",
    "Person.name.full",
    "Person.name.given",
    "Person.name.family",
    "Person.email.primary",
    "Membership.role",
    "Context.id",
    "Context.label",
    "Context.title",
    "Context.id.history",
    "ResourceLink.id",
    "ResourceLink.title",
    "ResourceLink.description",
    "ResourceLink.available.startDateTime",
    "ResourceLink.available.endDateTime",
    "ResourceLink.submission.startDateTime",
    "ResourceLink.submission.endDateTime",
)


def known(
    place: Place, course: Course, activity: Activity | None, shared: Mapping[str, str]
) -> Values:
    """Say what each variable stands for; `shared` is what the tool may know of the person."""
    values: dict[str, str | None] = {
        "User.id": place.person.id,
        "Person.name.full": shared.get("name"),
        "Person.name.given": shared.get("given_name"),
        "Person.name.family": shared.get("family_name"),
        "Person.email.primary": shared.get("email"),
        "Membership.role": place.role,
        "Context.id": course.id,
        "Context.label": course.id,
        "Context.title": course.title,
        "Context.id.history": ",".join(course.history),
    }
    if activity:
        values |= {
            "ResourceLink.id": activity.id,
            "ResourceLink.title": activity.title,
            "ResourceLink.description": activity.description,
            "ResourceLink.available.startDateTime": _written(activity.available_from),
            "ResourceLink.available.endDateTime": _written(activity.available_until),
            "ResourceLink.submission.startDateTime": _written(activity.submit_from),
            "ResourceLink.submission.endDateTime": _written(activity.submit_until),
        }
    return values


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def resolve(custom: Mapping[str, str], values: Values) -> dict[str, str]:
    """Replace what is a known variable, an unset one by nothing; all else stays as it is."""
    return {name: _resolved(value, values) for name, value in custom.items()}


def _resolved(value: str, values: Values) -> str:
    if not value.startswith("$") or value[1:] not in values:
        return value
    return values[value[1:]] or ""
