"""What JSON from a tool must look like, and how a fault in it is told."""

from collections.abc import Iterator
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, fields, validate

from lti_tool.practice.vocabulary import ACTIVITY_PROGRESS

WORDS: Final = {
    "Missing data for required field.": "This is missing.",
    "Field may not be null.": "This is missing.",
}
STATES: Final = (*ACTIVITY_PROGRESS, "None")


class Lenient(Schema):
    """What a standard does not name is passed over."""

    class Meta:
        """Marshmallow's settings."""

        unknown = EXCLUDE


def web_address(**arguments: Any) -> fields.Url:
    """Take an absolute http or https address; a host without dots will do."""
    return fields.Url(schemes={"http", "https"}, require_tld=False, **arguments)


def texts(**arguments: Any) -> fields.Dict:
    """Take an object whose values are all texts, as custom parameters must be."""
    return fields.Dict(keys=fields.String(), values=fields.String(), **arguments)


class SubmissionReview(Lenient):
    """Where and when what a student handed in can be looked at."""

    url = web_address()
    label = fields.String()
    custom = texts()
    reviewableStatus = fields.List(fields.String(validate=validate.OneOf(STATES)))  # noqa: N815


def sentences(messages: Any, path: str = "") -> list[str]:
    """Flatten marshmallow's messages: "lineItem.scoreMaximum: Not a valid integer."."""
    return list(_told(messages, path))


def _told(messages: Any, path: str) -> Iterator[str]:
    if not isinstance(messages, dict):
        for message in messages:
            told = WORDS.get(message, message)
            yield f"{path}: {told}" if path else str(told)
        return
    for name, inner in messages.items():
        onward = path if name == "_schema" else f"{path}.{name}".lstrip(".")
        yield from _told(inner, onward)
