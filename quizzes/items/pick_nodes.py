"""Pick the assets of a graph that a question asks for: how it is answered, marked, explained."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from quizzes.errors import Malformed, MalformedQuiz
from quizzes.scenarios.stored import ScenarioSchema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizzes.scenarios.scenario import Scenario


@dataclass(frozen=True)
class Answer:
    """The assets that somebody picked in one item."""

    item_id: str
    chosen: frozenset[str]


@dataclass(frozen=True)
class Verdict:
    """One asset of a marked answer: was it picked, was it right to pick it, and why."""

    name: str
    chosen: bool
    right: bool
    why: str


@dataclass(frozen=True)
class PickNodes:
    """A question about a scenario that earns up to `points`."""

    id: str
    points: int
    scenario: Scenario

    def __post_init__(self) -> None:
        if self.points < 1:
            raise MalformedQuiz(f"{self.id} must be worth at least one point.")

    def earned(self, answer: Answer | None) -> Fraction:
        """Exactly (hits - false picks) / size of the key of the points, and never below 0."""
        if answer is None:
            return Fraction(0)
        key = self.scenario.key
        net = len(answer.chosen & key) - len(answer.chosen - key)
        return Fraction(max(0, net) * self.points, len(key))

    def marks(self, answer: Answer | None) -> tuple[Verdict, ...]:
        """A verdict on every asset that could be picked, parents first."""
        scenario = self.scenario
        chosen = answer.chosen if answer else frozenset()
        return tuple(
            Verdict(name, name in chosen, name in scenario.key, scenario.why[name])
            for name in scenario.selectable
        )


class AnswerSchema(Schema):
    """Loads the Answer to one item; ValidationError says what does not fit its question."""

    item_id = fields.String(required=True, validate=validate.Length(max=64))
    chosen = fields.List(fields.String(validate=validate.Length(max=64)), required=True)

    def __init__(self, item: PickNodes) -> None:
        super().__init__()
        self.item = item

    @validates_schema
    def check_that_it_fits_the_item(self, data: dict[str, Any], **_: Any) -> None:
        """Look for another question's answer, and for assets that cannot be picked here."""
        if data["item_id"] != self.item.id:
            raise ValidationError("This answers another question.", "item_id")
        selectable, pipeline = self.item.scenario.selectable, self.item.scenario.pipeline
        if len(data["chosen"]) > len(selectable):
            raise ValidationError(f"At most {len(selectable)} assets can be picked.", "chosen")
        for name in data["chosen"]:
            if name not in pipeline.names:
                raise ValidationError(f"There is no asset called {name!r} here.", "chosen")
            if name not in selectable:
                raise ValidationError(f"{name} is a source, which cannot be picked.", "chosen")

    @post_load
    def to_answer(self, data: dict[str, Any], **_: Any) -> Answer:
        """Make the frozen answer."""
        return Answer(data["item_id"], frozenset(data["chosen"]))


def read_answer(item: PickNodes, data: Any) -> Answer:
    """The answer that is in {"item_id": ..., "chosen": [...]}; Malformed if it does not fit."""
    try:
        answer: Answer = AnswerSchema(item).load(data)
    except ValidationError as error:
        raise Malformed(" ".join(_sentences(error.messages))) from error
    return answer


def _sentences(messages: Any) -> Iterable[str]:
    if isinstance(messages, str):
        yield messages
    else:
        for part in messages.values() if isinstance(messages, dict) else messages:
            yield from _sentences(part)


class PickNodesSchema(Schema):
    """Loads a PickNodes that was kept as JSON."""

    id = fields.String(required=True)
    points = fields.Integer(required=True, strict=True)
    scenario = fields.Nested(ScenarioSchema, required=True)

    @post_load
    def to_item(self, data: dict[str, Any], **_: Any) -> PickNodes:
        """Make the frozen item."""
        return PickNodes(**data)
