"""An answer as it is sent: read, or refused in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from sys import intern
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from quizzes.errors import Malformed
from quizzes.items.item import Answer, Item
from quizzes.saying import joined, say

MOST_LETTERS = 128


@dataclass(frozen=True)
class Offer:
    """What an answer to one item is read by.

    Attributes:
        choices: everything that can be chosen.
        alternatives: the choices of each place at which only one can be chosen, after its name.
    """

    item_id: str
    choices: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, item: Item) -> Offer:
        """Return what an item offers; the same words as of another item take no room again."""
        places = item.scenario.places
        return cls(
            item.id,
            tuple(intern(str(sent)) for place in places for sent in place.choices.values()),
            tuple(
                tuple(intern(str(word)) for word in (place.name, *place.choices.values()))
                for place in places
                if not place.many
            ),
        )


class AnswerSchema(Schema):
    """Loads the Answer to one item; ValidationError says what does not fit its question."""

    item_id = fields.String(required=True, validate=validate.Length(max=64))
    chosen = fields.List(fields.String(validate=validate.Length(max=MOST_LETTERS)), required=True)

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer

    @validates_schema
    def check_that_it_fits_the_item(self, data: dict[str, Any], **_: Any) -> None:
        """Look for another question's answer, and for what cannot be chosen here."""
        if data["item_id"] != self.offer.item_id:
            raise ValidationError(say("This answers another question."), "item_id")
        choices, chosen = self.offer.choices, data["chosen"]
        if len(chosen) > len(choices):
            raise ValidationError(
                say("At most {number} can be chosen.", number=len(choices)), "chosen"
            )
        for sent in chosen:
            if sent not in choices:
                raise ValidationError(
                    say("{sent} cannot be chosen here.", sent=repr(sent)), "chosen"
                )
        for name, *alternatives in self.offer.alternatives:
            if len(set(alternatives).intersection(chosen)) > 1:
                raise ValidationError(
                    say("Only one can be chosen for {name}.", name=name), "chosen"
                )

    @post_load
    def to_answer(self, data: dict[str, Any], **_: Any) -> Answer:
        """Make the frozen answer."""
        return Answer(data["item_id"], frozenset(data["chosen"]))


def read_answer(offer: Offer, data: Any) -> Answer:
    """The answer that is in {"item_id": ..., "chosen": [...]}; Malformed if it does not fit."""
    try:
        answer: Answer = AnswerSchema(offer).load(data)
    except ValidationError as error:
        raise Malformed(joined(" ", _sentences(error.messages))) from error
    return answer


def _sentences(messages: Any) -> Iterable[str]:
    if isinstance(messages, str):
        yield messages
    else:
        for part in messages.values() if isinstance(messages, dict) else messages:
            yield from _sentences(part)
