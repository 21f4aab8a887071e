"""Marking: items and answers -> what they earn, exactly; and a quiz kept as JSON, exactly."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from marshmallow import Schema, ValidationError, fields, post_load

from quizzes import saying
from quizzes.errors import MalformedQuiz, QuizError
from quizzes.items.item import Item
from quizzes.items.stored import ItemSchema

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from quizzes.items.item import Answer


@dataclass(frozen=True)
class Quiz:
    """The questions of one attempt, in the order in which they are asked."""

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        if len({item.id for item in self.items}) < len(self.items):
            raise MalformedQuiz("Two questions of a quiz have the same id.")


@dataclass(frozen=True)
class Outcome:
    """What a quiz earned, in hundredths of a point, and what it could have earned."""

    given: Decimal
    maximum: int


def grade(quiz: Quiz, answers: Mapping[str, Answer]) -> Outcome:
    """Add up what each item earned; an unanswered item earns nothing.

    Shares of points are fractions until here: this is the one place where they are rounded.
    """
    exact = sum((item.earned(answers.get(item.id)) for item in quiz.items), Fraction(0))
    return Outcome(_in_hundredths(exact), maximum=sum(item.points for item in quiz.items))


def _in_hundredths(exact: Fraction) -> Decimal:
    return Decimal(math.floor(exact * 100 + Fraction(1, 2))) / 100


class QuizSchema(Schema):
    """Loads a Quiz that was kept as JSON."""

    items = fields.List(fields.Nested(ItemSchema), required=True)

    @post_load
    def to_quiz(self, data: dict[str, Any], **_: Any) -> Quiz:
        """Make the frozen quiz."""
        return Quiz(tuple(data["items"]))


# To make one takes longer than to load with it.
_QUIZ, _ITEM = QuizSchema(), ItemSchema()


def to_json(quiz: Quiz) -> dict[str, Any]:
    """The whole quiz as JSON's own types: what an attempt keeps."""
    return asdict(quiz, dict_factory=_plain)


def from_json(stored: Any) -> Quiz:
    """The quiz that was kept; MalformedQuiz if that is not what is stored."""
    try:
        return cast("Quiz", _QUIZ.load(stored))
    except (ValidationError, QuizError) as error:
        raise MalformedQuiz(f"What was kept is not a quiz: {error}") from error


def items_from_json(stored: Any, wanted: Container[str]) -> list[Item]:
    """Those items of a quiz that was kept whose ids are wanted; the others are not read."""
    return [_ITEM.load(each) for each in stored["items"] if each["id"] in wanted]


def item_from_json(stored: Any, item_id: str) -> Item | None:
    """One item of the quiz that was kept; None if it has none such."""
    return next(iter(items_from_json(stored, {item_id})), None)


def ids_from_json(stored: Any) -> tuple[str, ...]:
    """The ids of a kept quiz's items, in the order in which they are asked."""
    return tuple(each["id"] for each in stored["items"])


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _as_json(value) for name, value in pairs}


def _as_json(value: object) -> object:
    match value:
        case frozenset():
            return sorted(value)
        case tuple() | list():
            return [_as_json(each) for each in value]
        case dict():
            return {name: _as_json(each) for name, each in value.items()}
    return saying.as_json(value)
