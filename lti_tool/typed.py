"""What people type: numbers, words and dates, their limits, and the words for each fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.experimental.context import Context

from lti_tool import zones

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


class Points(fields.Field[float]):
    """A number with two decimals at most; nothing typed means none."""

    def __init__(self, name: str) -> None:
        super().__init__(load_default=None)
        self._name = name

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        typed = str(value).strip().replace(",", ".")
        if typed and not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", typed, re.ASCII):
            raise ValidationError(f"{self._name} is a number such as 8 or 8.5.")
        return float(typed) if typed else None


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
