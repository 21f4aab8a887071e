"""One link's settings as they are typed: every field, its limits, and the words for each fault."""

from __future__ import annotations

from typing import Any, get_args

from marshmallow import (
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)
from marshmallow.experimental.context import Context

from lti_tool.typed import Clock, Moment, Whole, Words
from quizzes.content.activity import LONGEST_TITLE, MOST_ATTEMPTS, MOST_POINTS, Feedback
from quizzes.placements import Settings

LONGEST_TEXT = 2000


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
    feedback = fields.String(
        required=True, validate=validate.OneOf(get_args(Feedback), error="Choose one of the two.")
    )
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
            feedback=data["feedback"],
            opens_at=data["opens"],
            due_at=data["due"],
            closes_at=data["closes"],
        )
        return {
            "title": " ".join(data["title"].split()),
            "text": data["text"],
            "settings": settings,
        }
