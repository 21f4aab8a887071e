"""How a scenario kept as JSON is read back: an attempt outlives the builder that made it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load

from quizzes import saying
from quizzes.errors import MalformedQuiz
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios.scenario import LogLine, Misreading, Option, Place, Scenario, picks


class Flag(fields.Boolean):
    """true or false, and nothing that merely looks like it."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Frozen(fields.List[Any]):
    """A list that loads as a tuple."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, *args, **kwargs))


class Sentence(fields.Field[str]):
    """Words in English, or a sentence that can be said in other languages."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        try:
            found = saying.from_json(value)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError("These are no words.") from error
        if not isinstance(found, str):
            raise ValidationError("These are no words.")
        return found


class AssetSchema(Schema):
    """Loads an Asset."""

    name = fields.String(required=True)
    deps = Frozen(fields.String(), required=True)
    code_version = fields.String(required=True, allow_none=True)
    external = Flag(required=True)
    task = fields.String(required=True)
    partitioned = Flag(load_default=False)  # what was kept before there were partitions has none

    @post_load
    def to_asset(self, data: dict[str, Any], **_: Any) -> Asset:
        """Make the frozen asset."""
        return Asset(**data)


class PipelineSchema(Schema):
    """Loads a Pipeline; MalformedPipeline if Dagster would refuse it."""

    assets = Frozen(fields.Nested(AssetSchema), required=True)
    partitions = Frozen(fields.String(), load_default=())

    @post_load
    def to_pipeline(self, data: dict[str, Any], **_: Any) -> Pipeline:
        """Make the frozen pipeline."""
        return Pipeline(**data)


class LogLineSchema(Schema):
    """Loads a LogLine."""

    at = fields.String(required=True)
    text = Sentence(required=True)

    @post_load
    def to_line(self, data: dict[str, Any], **_: Any) -> LogLine:
        """Make the frozen line."""
        return LogLine(**data)


class OptionSchema(Schema):
    """Loads an Option."""

    value = fields.String(required=True)
    words = Sentence(required=True)
    why = Sentence(load_default="")  # what was kept before options had reasons has none

    @post_load
    def to_option(self, data: dict[str, Any], **_: Any) -> Option:
        """Make the frozen option."""
        return Option(**data)


class PlaceSchema(Schema):
    """Loads a Place."""

    name = fields.String(required=True)
    options = Frozen(fields.Nested(OptionSchema), required=True)
    right = fields.List(fields.String(), required=True)
    why = Sentence(required=True)
    many = Flag(required=True)
    words = Sentence(required=True)
    path = Frozen(fields.String(), required=True)
    given = Frozen(fields.String(), required=True)
    then = fields.Dict(fields.String(), fields.String(), required=True)

    @post_load
    def to_place(self, data: dict[str, Any], **_: Any) -> Place:
        """Make the frozen place."""
        return Place(**data | {"right": frozenset(data["right"])})


class MisreadingSchema(Schema):
    """Loads a Misreading."""

    name = fields.String(required=True)
    sentence = Sentence(required=True)
    answer = fields.List(fields.String(), required=True)

    @post_load
    def to_misreading(self, data: dict[str, Any], **_: Any) -> Misreading:
        """Make the frozen misreading."""
        return Misreading(**data | {"answer": frozenset(data["answer"])})


class _AskedSchema(Schema):
    """What every scenario has been kept with."""

    story = Sentence(required=True)
    pipeline = fields.Nested(PipelineSchema, required=True)
    log = Frozen(fields.Nested(LogLineSchema), required=True)
    prompt = Sentence(required=True)
    rule = Sentence(required=True)
    notes = fields.Dict(fields.String(), Sentence(), required=True)


class ScenarioSchema(_AskedSchema):
    """Loads a Scenario; MalformedQuiz if it contradicts itself."""

    asks = fields.String(required=True)
    places = Frozen(fields.Nested(PlaceSchema), required=True)
    badges = fields.Dict(fields.String(), Sentence(), required=True)
    misreadings = Frozen(fields.Nested(MisreadingSchema), required=True)

    @post_load
    def to_scenario(self, data: dict[str, Any], **_: Any) -> Scenario:
        """Make the frozen scenario."""
        return Scenario(**data)


class PickingSchema(_AskedSchema):
    """Loads a Scenario that was kept when all that could be asked was to pick assets."""

    key = fields.List(fields.String(), required=True)
    why = fields.Dict(fields.String(), Sentence(), required=True)

    @post_load
    def to_scenario(self, data: dict[str, Any], **_: Any) -> Scenario:
        """Make the frozen scenario, as it was asked."""
        key, why, pipeline = data.pop("key"), data.pop("why"), data["pipeline"]
        built = [name for name in pipeline.in_order() if not pipeline.asset(name).external]
        if not why.keys() == set(built) >= set(key):
            raise MalformedQuiz("Its key and its reasons do not fit its pipeline.")
        return Scenario(asks="pick_nodes", places=picks(built, key, why), **data)


class Kept(fields.Field[Scenario]):
    """A Scenario, in the form in which it was kept."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Scenario:
        earlier = isinstance(value, dict) and "asks" not in value
        found: Scenario = (_PICKING if earlier else _SCENARIO).load(value)
        return found


# To make one takes longer than to load with it.
_PICKING, _SCENARIO = PickingSchema(), ScenarioSchema()
