"""Marking: items and answers -> what they earn, exactly; and a quiz kept as JSON, exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from dataclasses import fields as fields_of
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from marshmallow import Schema, ValidationError, fields, post_load

from quizzes import saying
from quizzes.errors import MalformedQuiz, QuizError
from quizzes.items.item import Item
from quizzes.items.stored import ItemSchema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizzes.items.item import Answer


PLAIN = (str, int, type(None))


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
_QUIZ = QuizSchema()


def to_json(quiz: Quiz) -> dict[str, Any]:
    """The whole quiz as JSON's own types: what an attempt keeps."""
    return cast("dict[str, Any]", _as_json(quiz))


def from_json(stored: Any) -> Quiz:
    """The quiz that was kept; MalformedQuiz if that is not what is stored."""
    try:
        return cast("Quiz", _QUIZ.load(stored))
    except (ValidationError, QuizError) as error:
        raise MalformedQuiz(f"What was kept is not a quiz: {error}") from error


def _as_json(value: Any) -> object:
    # As dataclasses.asdict does, which makes a copy of every text first.
    if isinstance(value, PLAIN):
        return saying.as_json(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_as_json(each) for each in value]
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    return {name: _as_json(getattr(value, name)) for name in _names_of(value.__class__)}


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(kind))
