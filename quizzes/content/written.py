"""What several parts of a pack are written with: ids, words, lists, and parts that know their keys.

Marshmallow reads them; every fault that it finds is one for the author.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

SLUG = validate.Regexp(
    r"[a-z0-9]+(-[a-z0-9]+)*\Z", error="Use small letters, digits and single hyphens."
)
LONGEST_ID = 64
IDENTIFIER = validate.And(SLUG, validate.Length(max=LONGEST_ID))
AT_LEAST_ONE = validate.Range(min=1, error="Must be at least {min}.")


class Words(fields.String):
    """Text on one line; line breaks of the YAML become spaces, and it must say something."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        words = " ".join(str(super()._deserialize(value, attr, data, **kwargs)).split())
        if not words:
            raise ValidationError("Must not be empty.")
        return words


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
        "type": "Must be a mapping of keys to values.",
    }


def twice(names: Iterable[str], what: str) -> list[str]:
    """Say which names are given more than once."""
    listed = list(names)
    return [
        f"More than one of the {what} is {name!r}."
        for name in dict.fromkeys(listed)
        if listed.count(name) > 1
    ]
