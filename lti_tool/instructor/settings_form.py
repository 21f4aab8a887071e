"""The settings of a link as they are typed, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast, get_args

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema
from marshmallow.experimental.context import Context

from lti_tool import zones
from lti_tool.typed import Clock, Moment, Whole
from quizzes.content.activity import MOST_ATTEMPTS, MOST_POINTS, Feedback
from quizzes.counting import COUNTINGS
from quizzes.placements import Settings

DATES = {"opens": "opens_at", "due": "due_at", "closes": "closes_at"}
SHARES = {
    "question_share": "question_share",
    "pass_mark": "pass_mark",
    "late_penalty": "late_penalty",
}
"""Fields that are typed in percent, and the settings that they are."""
WHOLES = {"points": "points", "attempts": "attempts_allowed"}
WORDS = {"counting": "counting", "feedback": "feedback"}


@dataclass(frozen=True)
class Form:
    """What was typed, and what of it has to be put right."""

    typed: Mapping[str, str]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)


class SettingsSchema(Schema):
    """Every setting; dates that are not in the form stay as they are."""

    class Meta:
        """What else the form sends."""

        unknown = EXCLUDE

    points = Whole(1, MOST_POINTS)
    question_share = Whole(0, 100)
    pass_mark = Whole(0, 100)
    attempts = Whole(1, MOST_ATTEMPTS)
    late_penalty = Whole(0, 100)
    counting = fields.String(
        required=True, validate=validate.OneOf(COUNTINGS, error="Choose one of these.")
    )
    feedback = fields.String(
        required=True, validate=validate.OneOf(get_args(Feedback), error="Choose one of these.")
    )
    opens, due, closes = Moment(), Moment(), Moment()

    @validates_schema(skip_on_field_errors=False)
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        """An activity opens, then is due, then closes."""
        opens, due, closes = (data.get(name) for name in DATES)
        faults = {
            "due": due and opens and due <= opens and "Must be after it opens.",
            "closes": (closes and opens and closes <= opens and "Must be after it opens.")
            or (closes and due and closes < due and "Must not be before it is due."),
        }
        if found := {name: [fault] for name, fault in faults.items() if fault}:
            raise ValidationError(found)


def written(settings: Settings) -> Form:
    """Return the form as it is first shown."""
    return Form(
        {name: f"{getattr(settings, field):g}" for name, field in WHOLES.items()}
        | {name: f"{100 * getattr(settings, field):.0f}" for name, field in SHARES.items()}
        | {name: getattr(settings, field) for name, field in WORDS.items()}
        | {
            name: zones.local(getattr(settings, field), settings.time_zone)
            for name, field in DATES.items()
        }
        | {"zone": settings.time_zone}
    )


def read(
    typed: Mapping[str, str], now: Settings, at: datetime, *, takes_dates: bool
) -> tuple[Form, Settings | None]:
    """Return the form with its faults, and the settings that it asks for if it has none.

    Where the platform names the dates, `takes_dates` is False and they stay as they are now.
    """
    zone_name = typed.get("zone", zones.USUAL)
    zone = zones.find(zone_name)
    asked = {name: value for name, value in typed.items() if takes_dates or name not in DATES}
    try:
        with Context(Clock(zone or UTC, at)):
            data = SettingsSchema().load(asked)
    except ValidationError as error:
        return Form(typed, cast("dict[str, list[str]]", error.messages)), None
    if not zone:
        return Form(typed, {"zone": ["Choose the time zone of the dates."]}), None
    changes: dict[str, Any] = {field: data[name] for name, field in (WHOLES | WORDS).items()}
    changes |= {field: data[name] / 100 for name, field in SHARES.items()}
    if takes_dates:
        changes |= {field: data[name] for name, field in DATES.items()} | {"time_zone": zone_name}
    return Form(typed), replace(now, **changes)
