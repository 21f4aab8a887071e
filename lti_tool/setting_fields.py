"""The settings of a link as they are typed, in the picker and on the link's own page alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from lti_tool import zones
from lti_tool.platforms import link_settings
from lti_tool.typed import Moment, Whole
from quizzes.content.activity import MOST_ATTEMPTS, MOST_POINTS, Feedback
from quizzes.counting import COUNTINGS
from quizzes.models import Placement
from quizzes.placements import Settings

WHOLES = {"points": "points", "attempts": "attempts_allowed"}
SHARES = {
    "question_share": "question_share",
    "pass_mark": "pass_mark",
    "late_penalty": "late_penalty",
}
"""Fields that are typed in percent, and the settings that they are."""
WORDS = {"counting": "counting", "feedback": "feedback"}
DATES = {"opens": "opens_at", "due": "due_at", "closes": "closes_at"}
NOT_OFFERED = "Choose one of these."


class SettingsSchema(Schema):
    """What is asked of every link, wherever it is set up."""

    points = Whole(1, MOST_POINTS)
    pass_mark = Whole(0, 100)
    attempts = Whole(1, MOST_ATTEMPTS)
    counting = fields.String(required=True, validate=validate.OneOf(COUNTINGS, error=NOT_OFFERED))
    feedback = fields.String(
        required=True, validate=validate.OneOf(get_args(Feedback), error=NOT_OFFERED)
    )
    opens, due, closes = Moment(), Moment(), Moment()
    late_penalty = Whole(0, 100)

    @validates_schema(skip_on_field_errors=False)
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        """An activity opens, then is due, then closes."""
        opens, due, closes = (data.get(name) for name in DATES)
        refuse(
            due=due and opens and due <= opens and "Must be after it opens.",
            closes=(closes and opens and closes <= opens and "Must be after it opens.")
            or (closes and due and closes < due and "Must not be before it is due."),
        )


def refuse(**faults: str | bool | None) -> None:
    """Raise a ValidationError with the faults that are words, by the names of their fields."""
    if found := {name: [fault] for name, fault in faults.items() if fault}:
        raise ValidationError(found)


def in_zone(settings: Settings, zone: str) -> Settings:
    """Return settings with the zone that their dates were typed in; without dates it says nothing.

    So a zone that is only preselected changes nothing.
    """
    return replace(settings, time_zone=zone) if _has_dates(settings) else settings


def zone_of(placement: Placement) -> str:
    """Return the zone that dates of a placement were typed in; empty where none were, so far.

    Dates that a platform names come without one.
    """
    typed_here = _has_dates(placement) and not link_settings.names_dates(placement)
    return placement.time_zone if typed_here else ""


def _has_dates(settings: Settings | Placement) -> bool:
    return any(getattr(settings, field) for field in DATES.values())


def written(settings: Settings) -> dict[str, str]:
    """Return settings as they stand in their fields."""
    return (
        {name: f"{getattr(settings, field):g}" for name, field in WHOLES.items()}
        | {name: f"{100 * getattr(settings, field):.0f}" for name, field in SHARES.items()}
        | {name: getattr(settings, field) for name, field in WORDS.items()}
        | {
            name: zones.local(getattr(settings, field), settings.time_zone)
            for name, field in DATES.items()
        }
    )


def read(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form of these fields asks for, by the names of Settings."""
    asked = {field: data[name] for name, field in (WHOLES | WORDS | DATES).items() if name in data}
    return asked | {field: data[name] / 100 for name, field in SHARES.items() if name in data}
