"""An answer as it is sent: read, or refused in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from quizzes.errors import Malformed
from quizzes.items.item import Answer, Item
from quizzes.saying import joined, say

MOST_LETTERS = 128


class AnswerSchema(Schema):
    """Loads the Answer to one item; ValidationError says what does not fit its question."""

    item_id = fields.String(required=True, validate=validate.Length(max=64))
    chosen = fields.List(fields.String(validate=validate.Length(max=MOST_LETTERS)), required=True)

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item

    @validates_schema
    def check_that_it_fits_the_item(self, data: dict[str, Any], **_: Any) -> None:
        """Look for another question's answer, and for what cannot be chosen here."""
        if data["item_id"] != self.item.id:
            raise ValidationError(say("This answers another question."), "item_id")
        scenario, chosen = self.item.scenario, data["chosen"]
        if len(chosen) > len(scenario.choices):
            raise ValidationError(
                say("At most {number} can be chosen.", number=len(scenario.choices)), "chosen"
            )
        for sent in chosen:
            if sent not in scenario.choices:
                raise ValidationError(
                    say("{sent} cannot be chosen here.", sent=repr(sent)), "chosen"
                )
        for place in scenario.places:
            if not place.many and len(place.chosen(chosen)) > 1:
                raise ValidationError(
                    say("Only one can be chosen for {name}.", name=place.name), "chosen"
                )

    @post_load
    def to_answer(self, data: dict[str, Any], **_: Any) -> Answer:
        """Make the frozen answer."""
        return Answer(data["item_id"], frozenset(data["chosen"]))


def read_answer(item: Item, data: Any) -> Answer:
    """The answer that is in {"item_id": ..., "chosen": [...]}; Malformed if it does not fit."""
    try:
        answer: Answer = AnswerSchema(item).load(data)
    except ValidationError as error:
        raise Malformed(joined(" ", _sentences(error.messages))) from error
    return answer


def _sentences(messages: Any) -> Iterable[str]:
    if isinstance(messages, str):
        yield messages
    else:
        for part in messages.values() if isinstance(messages, dict) else messages:
            yield from _sentences(part)
