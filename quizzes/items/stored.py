"""How an item kept as JSON is read back: an attempt outlives what it was built from."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load

from quizzes.items.item import Item
from quizzes.scenarios.stored import Frozen, Kept, Sentence


class ItemSchema(Schema):
    """Loads an Item; MalformedQuiz if it contradicts itself."""

    id = fields.String(required=True)
    points = fields.Integer(required=True, strict=True)
    scenario = Kept(required=True)
    hints = Frozen(Sentence(), load_default=())  # there were none earlier

    @post_load
    def to_item(self, data: dict[str, Any], **_: Any) -> Item:
        """Make the frozen item."""
        return Item(**data)
