"""Reactions as authors write them: a source in several states, and how what depends on it stands.

A small figure with a picture for each asset; which pictures there are is said here, how they are
drawn at the edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from quizzes.content.activity import Figure, FigureState
from quizzes.content.graphs import FigureSchema, events_in
from quizzes.content.written import IDENTIFIER, ByName, Part, Several, Words, twice

PICTURES: Final = (
    *("sun", "cloud", "rain", "snow"),
    *("car", "lawn", "bin", "laundry", "house"),
    *("table", "chart", "file", "bell"),
)
MOST_BESIDE = 4  # what depends on the source, or could: side by side on a phone
MOST_STATES = 4

PICTURE = validate.OneOf(PICTURES)


class StateSchema(Part):
    """One of the states that the reader can choose."""

    id = fields.String(required=True, validate=IDENTIFIER)
    label = Words(required=True, validate=validate.Length(max=40))
    picture = fields.String(required=True, validate=PICTURE)
    text = Words(required=True)
    events = Several(ByName(keys=fields.String()), load_default=())


class ReactionSchema(FigureSchema):
    """A source, and what Dagster says of each asset once the source has changed."""

    pictures = ByName(keys=fields.String(), values=fields.String(validate=PICTURE), required=True)
    states = Several(
        fields.Nested(StateSchema),
        required=True,
        validate=validate.Length(2, MOST_STATES, error="Must have from {min} to {max} entries."),
    )

    @validates_schema
    def check_that_it_is_small(self, data: dict[str, Any], **_: Any) -> None:
        """One source, and a few assets that read it or nothing: more needs a graph."""
        assets = data["pipeline"].assets
        sources = {asset.name for asset in assets if asset.external}
        if len(sources) != 1 or not 1 < len(assets) <= 1 + MOST_BESIDE:
            raise ValidationError(
                f"In a reaction one is external, and 1 to {MOST_BESIDE} are not.", "pipeline"
            )
        far = [place for place, asset in enumerate(assets) if not sources.issuperset(asset.deps)]
        if faults := {place: ["Must depend on the source alone, if at all."] for place in far}:
            raise ValidationError({"pipeline": faults})

    @validates_schema
    def check_pictures(self, data: dict[str, Any], **_: Any) -> None:
        """Every asset has a picture; the source has one in each state."""
        names = {asset.name for asset in data["pipeline"].assets if not asset.external}
        given = data["pictures"].keys()
        faults = {name: ["This is missing."] for name in sorted(names - given)}
        faults |= {name: ["Is no asset that is made here."] for name in sorted(given - names)}
        if faults:
            raise ValidationError({"pictures": faults})

    @validates_schema
    def check_ids(self, data: dict[str, Any], **_: Any) -> None:
        """A state goes by its id."""
        if repeated := twice((state["id"] for state in data["states"]), "states"):
            raise ValidationError(repeated, "states")

    @post_load
    def to_figure(self, data: dict[str, Any], **_: Any) -> Figure:
        """Make the frozen figure; a state's events follow what had happened to all."""
        pipeline, states = data["pipeline"], data.pop("states")
        events = events_in(pipeline, data.pop("events"))
        found, faults = [], {}
        for place, state in enumerate(states):
            try:
                after = events_in(pipeline, state.pop("events"), events)
                found.append(FigureState(**state, events=after))
            except ValidationError as fault:
                faults[place] = fault.messages
        if faults:
            raise ValidationError({"states": faults})
        return Figure(**data, events=events, states=tuple(found))


class FigureField(fields.Field[Figure]):
    """A figure of one of the kinds."""

    kinds: Final[Mapping[str, type[FigureSchema]]] = {
        "two-models": FigureSchema,
        "reaction": ReactionSchema,
    }

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        schema = FigureSchema
        if isinstance(value, Mapping) and "kind" in value:
            if value["kind"] not in tuple(self.kinds):
                raise ValidationError({"kind": [f"Must be one of: {', '.join(self.kinds)}."]})
            schema = self.kinds[value["kind"]]
        return schema().load(value)
