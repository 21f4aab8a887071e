"""One link's settings as they are typed: every field, its limits, and the words for each fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from marshmallow import (
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)
from marshmallow.experimental.context import Context

from lti_tool.picker import zones
from quizzes.placements import MOST_ATTEMPTS, MOST_POINTS, Settings

LONGEST_TITLE = 200
LONGEST_TEXT = 2000
UNREADABLE = "Give a day and a time, such as 2026-12-01 23:59."


@dataclass(frozen=True)
class Clock:
    """How typed dates are read: in which zone, and what is past by now."""

    zone: tzinfo
    now: datetime


class Words(fields.String):
    """Text of one line or several, without what is no text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        words = str(super()._deserialize(value, attr, data, **kwargs))
        return words.replace("\0", "").replace("\r\n", "\n").strip()


class Whole(fields.Field[int]):
    """A whole number between two."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(required=True)
        self._least, self._most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002
        typed = str(value).strip()
        if not (typed.isascii() and typed.isdigit() and self._fits(typed)):
            raise ValidationError(f"Must be a whole number from {self._least} to {self._most}.")
        return int(typed)

    def _fits(self, digits: str) -> bool:
        return len(digits) <= len(str(self._most)) and self._least <= int(digits) <= self._most


class Moment(fields.Field[datetime]):
    """A date and a time in the form's zone; nothing typed means none."""

    def __init__(self) -> None:
        super().__init__(load_default=None)

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002
        data: Any,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Any:
        typed = str(value).strip()
        return _moment(typed, Context[Clock].get().zone) if typed else None


def _moment(typed: str, zone: tzinfo) -> datetime:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", typed, re.ASCII):
        raise ValidationError(UNREADABLE)
    try:
        found = zones.moment(datetime.fromisoformat(typed), zone)
    except (OverflowError, ValueError) as error:
        raise ValidationError(UNREADABLE) from error
    if not found:
        raise ValidationError("Clocks skip this time on that day: choose another one.")
    return found


class ItemSchema(Schema):
    """A card of the picker; loads a title, a text and Settings."""

    title = Words(
        required=True,
        validate=validate.Length(1, LONGEST_TITLE, error="Give a title of 1 to {max} characters."),
    )
    text = Words(validate=validate.Length(max=LONGEST_TEXT, error="At most {max} characters."))
    points = Whole(1, MOST_POINTS)
    pass_mark = Whole(0, 100)
    attempts = Whole(1, MOST_ATTEMPTS)
    opens, due, closes = Moment(), Moment(), Moment()

    @validates_schema(skip_on_field_errors=False)
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        """An activity opens, then is due, then closes, and none of the last two is over already."""
        opens, due, closes = (data.get(name) for name in ("opens", "due", "closes"))
        faults = {
            "due": (due and opens and due <= opens and "Must be after it opens.")
            or (due and due <= Context[Clock].get().now and "This is over already."),
            "closes": (closes and opens and closes <= opens and "Must be after it opens.")
            or (closes and due and closes < due and "Must not be before it is due.")
            or (closes and closes <= Context[Clock].get().now and "This is over already."),
        }
        if found := {name: [fault] for name, fault in faults.items() if fault}:
            raise ValidationError(found)

    @post_load
    def to_values(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Put the settings together."""
        settings = Settings(
            points=data["points"],
            pass_mark=data["pass_mark"] / 100,
            attempts_allowed=data["attempts"],
            opens_at=data["opens"],
            due_at=data["due"],
            closes_at=data["closes"],
        )
        return {
            "title": " ".join(data["title"].split()),
            "text": data["text"],
            "settings": settings,
        }
