"""An answer as it is sent: read, or refused in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from sys import intern
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

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
    """Loads what is sent as an answer, whatever its question offers."""

    item_id = fields.String(required=True, validate=validate.Length(max=64))
    chosen = fields.List(fields.String(validate=validate.Length(max=MOST_LETTERS)), required=True)


# To make a schema takes longer than to load with it.
_SENT = AnswerSchema()


def read_answer(offer: Offer, data: Any) -> Answer:
    """The answer that is in {"item_id": ..., "chosen": [...]}; Malformed if it does not fit."""
    try:
        sent = _SENT.load(data)
    except ValidationError as error:
        raise Malformed(joined(" ", _sentences(error.messages))) from error
    if complaint := _misfit(offer, sent["item_id"], sent["chosen"]):
        raise Malformed(complaint)
    return Answer(sent["item_id"], frozenset(sent["chosen"]))


def _misfit(offer: Offer, item_id: str, chosen: list[str]) -> str:
    """Say that this answers another question, or chooses what cannot be chosen; "" if neither."""
    if item_id != offer.item_id:
        return say("This answers another question.")
    if len(chosen) > len(offer.choices):
        return say("At most {number} can be chosen.", number=len(offer.choices))
    for sent in chosen:
        if sent not in offer.choices:
            return say("{sent} cannot be chosen here.", sent=repr(sent))
    for name, *alternatives in offer.alternatives:
        if len(set(alternatives).intersection(chosen)) > 1:
            return say("Only one can be chosen for {name}.", name=name)
    return ""


def _sentences(messages: Any) -> Iterable[str]:
    if isinstance(messages, str):
        yield messages
    else:
        for part in messages.values() if isinstance(messages, dict) else messages:
            yield from _sentences(part)
