"""The settings of a link as they are typed, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

from marshmallow import EXCLUDE, ValidationError
from marshmallow.experimental.context import Context

from lti_tool import setting_fields, zones
from lti_tool.setting_fields import DATES, SettingsSchema
from lti_tool.typed import Clock, Whole
from quizzes import placements
from quizzes.models import Placement
from quizzes.placements import Settings


@dataclass(frozen=True)
class Form:
    """What was typed, and what of it has to be put right."""

    typed: Mapping[str, str]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)


class EverySettingSchema(SettingsSchema):
    """Every setting; dates that are not in the form stay as they are."""

    class Meta:
        """What else the form sends."""

        unknown = EXCLUDE

    question_share = Whole(0, 100)


def written(placement: Placement) -> Form:
    """Return the form as it is first shown."""
    typed = setting_fields.written(placements.settings(placement))
    return Form(typed | {"zone": setting_fields.zone_of(placement)})


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
            data = EverySettingSchema().load(asked)
    except ValidationError as error:
        return Form(typed, cast("dict[str, list[str]]", error.messages)), None
    if not zone:
        return Form(typed, {"zone": ["Choose the time zone of the dates."]}), None
    changes: dict[str, Any] = setting_fields.read(data)
    if not takes_dates:
        changes = {name: value for name, value in changes.items() if name not in DATES.values()}
        return Form(typed), replace(now, **changes)
    return Form(typed), setting_fields.in_zone(replace(now, **changes), zone_name)
