"""What several parts of a pack are written with: ids, words, lists, and parts that know their keys.

Marshmallow reads them; every fault that it finds is one for the author.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

SLUG = validate.Regexp(
    r"[a-z0-9]+(-[a-z0-9]+)*\Z", error="Use small letters, digits and single hyphens."
)
LONGEST_ID = 64
IDENTIFIER = validate.And(SLUG, validate.Length(max=LONGEST_ID))
SOME = validate.Length(min=1, error="Must have at least one entry.")

# Marshmallow's words are for programmers; these say what an author can write instead.
MISSING = {"required": "This is missing.", "null": "Must not be empty."}
EXPECTED: Mapping[type[fields.Field[Any]], str] = {
    fields.String: "Must be words: put them in quotation marks.",
    fields.Integer: "Must be a whole number, such as 3, without quotation marks.",
    fields.Float: "Must be a number, such as 0.6.",
    fields.Boolean: "Must be true or false, without quotation marks.",
    fields.List: "Must be a list: a hyphen before each entry.",
    fields.Mapping: "Must be a mapping of keys to values.",
}


class Words(fields.String):
    """Text on one line; line breaks of the YAML become spaces, and it must say something."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        words = " ".join(str(super()._deserialize(value, attr, data, **kwargs)).split())
        if not words:
            raise ValidationError("Must not be empty.")
        return words


class Whole(fields.Integer):
    """A whole number from 1 to `most`, written without quotation marks."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        limits = validate.Range(1, most, error="Must be from {min} to {max}.")
        super().__init__(strict=True, validate=limits, **kwargs)


class Several(fields.List[Any]):
    """A list that loads as a tuple, since what is loaded stays as it is."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class ByName(fields.Dict):
    """Values by a name; what is wrong with a name or its value is a fault at that name."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        except ValidationError as fault:
            if not isinstance(fault.messages, dict):
                raise
            faults = {name: [*chain(*found.values())] for name, found in fault.messages.items()}
            raise ValidationError(faults) from fault


class Part(Schema):
    """A part of a pack; a key that it does not know is a fault."""

    error_messages = {  # noqa: RUF012  # marshmallow declares it so
        "unknown": "Unknown key.",
        "type": EXPECTED[fields.Mapping],
    }

    def on_bind_field(self, _: str, field_obj: fields.Field[Any]) -> None:
        """Let its fields speak plainly."""
        _speak_plainly(field_obj)


def _speak_plainly(field: fields.Field[Any]) -> None:
    field.error_messages |= MISSING
    for kind, words in EXPECTED.items():
        if isinstance(field, kind):
            field.error_messages["invalid"] = words
    for part in ("inner", "key_field", "value_field"):
        if within := getattr(field, part, None):
            _speak_plainly(within)


def twice(names: Iterable[str], what: str) -> list[str]:
    """Say which names are given more than once."""
    return [f"More than one of the {what} is {name!r}." for name in repeated(names)]


def repeated(names: Iterable[str]) -> list[str]:
    """Name once what is there more than once."""
    return [name for name, times in Counter(names).items() if times > 1]
