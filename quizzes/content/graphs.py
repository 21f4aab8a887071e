"""Pipelines as authors write them, what happens to them, and the figures that show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from quizzes.content.activity import Figure
from quizzes.content.written import ByName, Part, Several, Words, twice
from quizzes.drawing import MOST_CELLS, draw
from quizzes.errors import MalformedCase, MalformedPipeline
from quizzes.orchestrators.dagster_cases import events_of
from quizzes.orchestrators.events import Event
from quizzes.orchestrators.ledger import Ledger
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import after, play

# A name has to fit into its box of the drawing, 152 px wide, in letters that can be read.
NODE = validate.And(
    validate.Regexp(r"[A-Za-z0-9_]+\Z", error="Use letters, digits and underscores."),
    validate.Length(max=18, error="Longer than {max} letters: it would not fit into its box."),
)


class AssetSchema(Part):
    """One node of a graph: the asset, and the task that makes it."""

    name = fields.String(required=True, validate=NODE)
    task = fields.String(validate=NODE)
    deps = Several(fields.String(), load_default=())
    code_version = Words()
    external = fields.Boolean(load_default=False, truthy={True}, falsy={False})

    @validates_schema
    def check_who_makes_it(self, data: dict[str, Any], **_: Any) -> None:
        """An asset is made by a task of this pipeline, or elsewhere: never both, never neither."""
        if data["external"] and (data["deps"] or data.keys() & {"task", "code_version"}):
            raise ValidationError("Made elsewhere, so it has no task, deps or code_version here.")
        if not data["external"] and "task" not in data:
            raise ValidationError("Name the task that makes it, or say external: true.", "task")

    @post_load
    def to_asset(self, data: dict[str, Any], **_: Any) -> Asset:
        """Make the frozen asset."""
        return Asset(**data)


class Graph(Several):
    """A list of assets that loads as a pipeline; one that cannot be, or be drawn, is a fault."""

    def __init__(self) -> None:
        super().__init__(fields.Nested(AssetSchema), required=True)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        assets = super()._deserialize(value, attr, data, **kwargs)
        if not assets:
            raise ValidationError("Must have at least one asset.")
        faults = twice((asset.task for asset in assets if asset.task), "tasks")
        try:
            pipeline = Pipeline(assets)
        except MalformedPipeline as fault:
            raise ValidationError([str(fault), *faults]) from fault
        picture = draw(pipeline)
        if max(picture.columns, picture.rows) > MOST_CELLS:
            faults.append(f"Drawn, it has more than {MOST_CELLS} columns or rows.")
        if faults:
            raise ValidationError(faults)
        return pipeline


class FigureSchema(Part):
    """A pipeline to explore, with words for those who see it and for those who do not."""

    kind = fields.String(required=True)
    caption = Words(required=True)
    description = Words(required=True)
    pipeline = Graph()
    events = Several(ByName(keys=fields.String()), load_default=())

    @post_load
    def to_figure(self, data: dict[str, Any], **_: Any) -> Figure:
        """Make the frozen figure; what cannot happen to its pipeline is a fault of `events`."""
        data["events"] = events_in(data["pipeline"], data["events"])
        return Figure(**data)


def events_in(
    pipeline: Pipeline, written: Sequence[Mapping[str, Any]], before: Sequence[Event] = ()
) -> tuple[Event, ...]:
    """Read what happened to a pipeline, and play it; ValidationError says what cannot be.

    `before` is what had happened to it until then.
    """
    kinds = {asset.name: "external" if asset.external else "asset" for asset in pipeline.assets}
    case = {"family": "unpartitioned", "assets": {name: {"kind": k} for name, k in kinds.items()}}
    events: list[Event] = []
    faults = {}
    for place, fields_of_it in enumerate(written):
        try:
            events.extend(events_of({**case, "events": [fields_of_it]}))
        except MalformedCase as fault:
            faults[place] = _within_an_event(fault)
    if faults:
        raise ValidationError({"events": faults})
    _play(play(pipeline, before), events)
    return tuple(events)


def _within_an_event(fault: MalformedCase) -> dict[str, list[str]] | list[str]:
    """By the field, which is the end of "Case ?: events.0.field: reason"."""
    _, place, reason = str(fault).split(": ", 2)
    field = ".".join(place.split(".")[2:])
    return {field: [reason]} if field else [reason]


def _play(ledger: Ledger, events: Sequence[Event]) -> None:
    for place, event in enumerate(events):
        try:
            ledger = after(ledger, event)
        except MalformedPipeline as fault:
            raise ValidationError({"events": {place: [str(fault)]}}) from fault
