"""What an activity.yaml may hold: every field, its type and its limits."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema
from marshmallow.experimental.context import Context

from quizzes.content.activity import Figure, Prompt, Question, Section
from quizzes.content.prose import ProseError, to_html
from quizzes.drawing import MOST_CELLS, draw
from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios.builders import BUILDERS

SLUG = validate.Regexp(
    r"[a-z0-9]+(-[a-z0-9]+)*\Z", error="Use small letters, digits and single hyphens."
)
# A name has to fit into its box of the drawing, 152 px wide, in letters that can be read.
NODE = validate.And(
    validate.Regexp(r"[A-Za-z0-9_]+\Z", error="Use letters, digits and underscores."),
    validate.Length(max=18, error="Longer than {max} letters: it would not fit into its box."),
)
IDENTIFIER = validate.And(SLUG, validate.Length(max=64))
AT_LEAST_ONE = validate.Range(min=1, error="Must be at least {min}.")


class Texts(Protocol):
    """Where a schema finds the pack's Markdown files."""

    def text(self, name: str) -> str:
        """Return one file's text; raise ValidationError with the reason if there is none."""


class Words(fields.String):
    """Text on one line; line breaks of the YAML become spaces, and it must say something."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        words = " ".join(str(super()._deserialize(value, attr, data, **kwargs)).split())
        if not words:
            raise ValidationError("Must not be empty.")
        return words


class MarkdownFile(fields.String):
    """The name of a Markdown file in the pack's folder; loads as HTML."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = str(super()._deserialize(value, attr, data, **kwargs))
        markdown = Context[Texts].get().text(name)
        if not markdown.strip():
            raise ValidationError(f"{name} is empty.")
        try:
            return to_html(markdown)
        except ProseError as fault:
            raise ValidationError(f"{name}: {fault}.") from fault


class Several(fields.List[Any]):
    """A list that loads as a tuple, since what is loaded stays as it is."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class Part(Schema):
    """A part of a pack; a key that it does not know is a fault."""

    error_messages = {  # noqa: RUF012  # marshmallow declares it so
        "unknown": "Unknown key.",
        "type": "Must be a mapping of keys to values.",
    }


class AssetSchema(Part):
    """One node of a figure: the asset, and the task that makes it."""

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


class FigureSchema(Part):
    """A pipeline to explore, with words for those who see it and for those who do not."""

    kind = fields.String(required=True, validate=validate.OneOf(["two-models"]))
    caption = Words(required=True)
    description = Words(required=True)
    pipeline = Several(fields.Nested(AssetSchema), required=True, validate=validate.Length(min=1))

    @post_load
    def to_figure(self, data: dict[str, Any], **_: Any) -> Figure:
        """Make the frozen figure; a graph that no pipeline can be is a fault of `pipeline`."""
        assets = data.pop("pipeline")
        faults = _twice((asset.task for asset in assets if asset.task), "tasks")
        try:
            pipeline = Pipeline(assets)
        except MalformedPipeline as fault:
            raise ValidationError({"pipeline": [str(fault), *faults]}) from fault
        picture = draw(pipeline)
        if max(picture.columns, picture.rows) > MOST_CELLS:
            faults.append(f"Drawn, it has more than {MOST_CELLS} columns or rows.")
        if faults:
            raise ValidationError({"pipeline": faults})
        return Figure(pipeline=pipeline, **data)


class PromptSchema(Part):
    """Something to write about."""

    id = fields.String(required=True, validate=IDENTIFIER)
    text = Words(required=True)
    minimum_words = fields.Integer(required=True, strict=True, validate=AT_LEAST_ONE)

    @post_load
    def to_prompt(self, data: dict[str, Any], **_: Any) -> Prompt:
        """Make the frozen prompt."""
        return Prompt(**data)


class SectionSchema(Part):
    """A stretch of reading, with at most one figure."""

    id = fields.String(required=True, validate=IDENTIFIER)
    title = Words(required=True)
    html = MarkdownFile(required=True, data_key="text")
    minutes = fields.Integer(required=True, strict=True, validate=AT_LEAST_ONE)
    figure = fields.Nested(FigureSchema, load_default=None)
    prompts = Several(fields.Nested(PromptSchema), load_default=())

    @post_load
    def to_section(self, data: dict[str, Any], **_: Any) -> Section:
        """Make the frozen section."""
        return Section(**data)


class QuestionSchema(Part):
    """A question that a builder asks about an incident."""

    id = fields.String(required=True, validate=IDENTIFIER)
    builder = fields.String(required=True, validate=validate.OneOf(sorted(BUILDERS)))
    incident = Words(required=True, validate=validate.Length(max=32))
    points = fields.Integer(required=True, strict=True, validate=AT_LEAST_ONE)

    @post_load
    def to_question(self, data: dict[str, Any], **_: Any) -> Question:
        """Make the frozen question."""
        return Question(**data)


class ActivitySchema(Part):
    """A whole activity.yaml; loads as the Activity's fields but its key and version."""

    title = Words(required=True)
    subtitle = Words(required=True)
    points = fields.Integer(required=True, strict=True, validate=AT_LEAST_ONE)
    attempts = fields.Integer(required=True, strict=True, validate=AT_LEAST_ONE)
    pass_mark = fields.Float(required=True, validate=validate.Range(0, 1))
    sections = Several(fields.Nested(SectionSchema), required=True, validate=validate.Length(min=1))
    questions = Several(
        fields.Nested(QuestionSchema), required=True, validate=validate.Length(min=1)
    )

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_that_ids_differ(self, _: Any, written: Any, **__: Any) -> None:
        """Look for ids used twice in what was written, whatever else is wrong with it."""
        sections, questions = _entries(written, "sections"), _entries(written, "questions")
        prompts = [prompt for section in sections for prompt in _entries(section, "prompts")]
        asked = [
            f"{question.get('builder')} about {question.get('incident')}" for question in questions
        ]
        faults = {
            "sections": _twice(_ids(sections), "sections") + _twice(_ids(prompts), "prompts"),
            "questions": _twice(_ids(questions), "questions") + _twice(asked, "questions"),
        }
        if any(faults.values()):
            raise ValidationError({field: found for field, found in faults.items() if found})


def _entries(written: Any, field: str) -> list[Mapping[str, Any]]:
    """Return those entries of a list that are mappings; anything else has its own fault."""
    found = written.get(field) if isinstance(written, Mapping) else None
    return (
        [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []
    )


def _ids(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return [entry["id"] for entry in entries if isinstance(entry.get("id"), str)]


def _twice(names: Iterable[str], what: str) -> list[str]:
    """Say which names are given more than once."""
    listed = list(names)
    return [
        f"More than one of the {what} is {name!r}."
        for name in dict.fromkeys(listed)
        if listed.count(name) > 1
    ]
