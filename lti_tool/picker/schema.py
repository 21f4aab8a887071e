"""One link as it is typed in the picker: its settings, and how it is called on the course page."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load, validate, validates_schema
from marshmallow.experimental.context import Context

from lti_tool import setting_fields
from lti_tool.setting_fields import SettingsSchema
from lti_tool.typed import Clock, Words
from quizzes.content.activity import LONGEST_TITLE
from quizzes.placements import Settings

LONGEST_TEXT = 2000
OVER = "This is over already."


class ItemSchema(SettingsSchema):
    """A card of the picker; loads a title, a text and Settings."""

    title = Words(
        required=True,
        validate=validate.Length(1, LONGEST_TITLE, error="Give a title of 1 to {max} characters."),
    )
    text = Words(validate=validate.Length(max=LONGEST_TEXT, error="At most {max} characters."))

    @validates_schema(skip_on_field_errors=False)
    def check_that_there_is_time(self, data: dict[str, Any], **_: Any) -> None:
        """A new link is neither due nor closed already."""
        now = Context[Clock].get().now
        due, closes = data.get("due"), data.get("closes")
        setting_fields.refuse(
            due=due and due <= now and OVER, closes=closes and closes <= now and OVER
        )

    @post_load
    def to_values(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Put the settings together."""
        return {
            "title": " ".join(data["title"].split()),
            "text": data["text"],
            "settings": Settings(**setting_fields.read(data)),
        }
