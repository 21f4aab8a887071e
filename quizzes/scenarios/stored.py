"""How a scenario kept as JSON is read back: an attempt outlives the builder that made it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load

from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios.scenario import LogLine, Scenario


class Flag(fields.Boolean):
    """true or false, and nothing that merely looks like it."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class AssetSchema(Schema):
    """Loads an Asset."""

    name = fields.String(required=True)
    deps = fields.List(fields.String(), required=True)
    code_version = fields.String(required=True, allow_none=True)
    external = Flag(required=True)
    task = fields.String(required=True)
    partitioned = Flag(load_default=False)  # what was kept before there were partitions has none

    @post_load
    def to_asset(self, data: dict[str, Any], **_: Any) -> Asset:
        """Make the frozen asset."""
        return Asset(**data | {"deps": tuple(data["deps"])})


class PipelineSchema(Schema):
    """Loads a Pipeline; MalformedPipeline if Dagster would refuse it."""

    assets = fields.List(fields.Nested(AssetSchema), required=True)
    partitions = fields.List(fields.String(), load_default=())

    @post_load
    def to_pipeline(self, data: dict[str, Any], **_: Any) -> Pipeline:
        """Make the frozen pipeline."""
        return Pipeline(tuple(data["assets"]), tuple(data["partitions"]))


class LogLineSchema(Schema):
    """Loads a LogLine."""

    at = fields.String(required=True)
    text = fields.String(required=True)

    @post_load
    def to_line(self, data: dict[str, Any], **_: Any) -> LogLine:
        """Make the frozen line."""
        return LogLine(**data)


class ScenarioSchema(Schema):
    """Loads a Scenario; MalformedQuiz if its key, reasons and notes do not fit its pipeline."""

    story = fields.String(required=True)
    pipeline = fields.Nested(PipelineSchema, required=True)
    log = fields.List(fields.Nested(LogLineSchema), required=True)
    prompt = fields.String(required=True)
    rule = fields.String(required=True)
    key = fields.List(fields.String(), required=True)
    why = fields.Dict(fields.String(), fields.String(), required=True)
    notes = fields.Dict(fields.String(), fields.String(), required=True)

    @post_load
    def to_scenario(self, data: dict[str, Any], **_: Any) -> Scenario:
        """Make the frozen scenario."""
        return Scenario(**data | {"log": tuple(data["log"]), "key": frozenset(data["key"])})
