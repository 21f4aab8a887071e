"""What an activity.yaml may hold: every field, its type and its limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, get_args

from marshmallow import ValidationError, fields, post_load, validate, validates_schema
from marshmallow.experimental.context import Context

from quizzes.content.activity import (
    LONGEST_TITLE,
    MOST_ATTEMPTS,
    MOST_POINTS,
    Feedback,
    FixedQuestion,
    Prompt,
    Question,
    QuestionsShown,
    Section,
)
from quizzes.content.fixed import FIXED, AskedSchema
from quizzes.content.prose import ProseError, to_html
from quizzes.content.reactions import FigureField
from quizzes.content.written import (
    IDENTIFIER,
    LONGEST_ID,
    SOME,
    Part,
    Several,
    Whole,
    Words,
    repeated,
    twice,
)
from quizzes.scenarios.builders import BUILDERS

LANGUAGE = validate.Regexp(
    r"[a-z]{2,3}(-[A-Z]{2})?\Z", error='Write a language as "de" or "pt-BR".'
)
FEEDBACK, SHOWN = get_args(Feedback), get_args(QuestionsShown)
MOST_ASKED = 10
MOST_MINUTES = 600
MOST_WORDS = 500  # a reflection may have 5,000 characters
SHARE = validate.Range(0, 1, error="Must be from {min} to {max}, as 0.6 for 60 %.")


class Texts(Protocol):
    """Where a schema finds the pack's Markdown files."""

    def text(self, name: str) -> str:
        """Return one file's text; raise ValidationError with the reason if there is none."""


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


class PromptSchema(Part):
    """Something to write about."""

    id = fields.String(required=True, validate=IDENTIFIER)
    text = Words(required=True)
    minimum_words = Whole(MOST_WORDS, required=True)

    @post_load
    def to_prompt(self, data: dict[str, Any], **_: Any) -> Prompt:
        """Make the frozen prompt."""
        return Prompt(**data)


class SectionSchema(Part):
    """A stretch of reading, with at most one figure."""

    id = fields.String(required=True, validate=IDENTIFIER)
    title = Words(required=True)
    html = MarkdownFile(required=True, data_key="text")
    minutes = Whole(MOST_MINUTES, required=True)
    figure = FigureField(load_default=None)
    prompts = Several(fields.Nested(PromptSchema), load_default=())

    @post_load
    def to_section(self, data: dict[str, Any], **_: Any) -> Section:
        """Make the frozen section."""
        return Section(**data)


class BuiltSchema(AskedSchema):
    """One or several questions that a builder asks, each about a situation of its own."""

    builder = fields.String(required=True, validate=validate.OneOf(sorted(BUILDERS)))
    incident = Words(required=True, validate=validate.Length(max=32))
    count = Whole(MOST_ASKED, load_default=1)

    @validates_schema
    def check_that_numbered_ids_fit(self, data: dict[str, Any], **_: Any) -> None:
        """An answer is kept under the id, with its number."""
        if any(len(name) > LONGEST_ID for name in numbered(data["id"], data["count"])):
            raise ValidationError(f"With a number, longer than {LONGEST_ID}.", "id")

    @post_load
    def to_questions(self, data: dict[str, Any], **_: Any) -> tuple[Question, ...]:
        """Make the frozen questions."""
        count = data.pop("count")
        ids, labels = numbered(data.pop("id"), count), numbered(data.pop("incident"), count)
        return tuple(
            Question(id=id_, incident=label, **data) for id_, label in zip(ids, labels, strict=True)
        )


def numbered(name: str, count: int) -> tuple[str, ...]:
    """Return the name itself, or as many with a number as are asked for."""
    return tuple(f"{name}-{number}" for number in range(1, count + 1)) if count > 1 else (name,)


class Asked(fields.Field[tuple[Question | FixedQuestion, ...]]):
    """An entry of `questions`: by a builder, or of a `type` that an author writes whole."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if isinstance(value, Mapping) and not value.keys() & {"builder", "type"}:
            raise ValidationError("Name a builder, or the type of a question of your own.")
        if not isinstance(value, Mapping) or "type" not in value:
            return BuiltSchema().load(value)
        if (kind := value["type"]) not in tuple(FIXED):
            raise ValidationError({"type": [f"Must be one of: {', '.join(FIXED)}."]})
        return (FIXED[kind]().load(value),)


class ActivitySchema(Part):
    """A whole activity.yaml; loads as the Activity's fields but its key and version."""

    title = Words(required=True, validate=validate.Length(max=LONGEST_TITLE))
    subtitle = Words(required=True)
    points = Whole(MOST_POINTS, required=True)
    attempts = Whole(MOST_ATTEMPTS, required=True)
    pass_mark = fields.Float(required=True, validate=SHARE)
    feedback = fields.String(load_default="at_the_end", validate=validate.OneOf(FEEDBACK))
    questions_shown = fields.String(load_default="together", validate=validate.OneOf(SHOWN))
    ask_confidence = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    sections = Several(fields.Nested(SectionSchema), required=True, validate=SOME)
    questions = Several(Asked(), required=True, validate=SOME)
    translations = Several(fields.String(validate=LANGUAGE), load_default=())

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_that_ids_differ(self, _: Any, written: Any, **__: Any) -> None:
        """Look for ids used twice in what was written, whatever else is wrong with it."""
        sections, questions = _entries(written, "sections"), _entries(written, "questions")
        prompts = [prompt for section in sections for prompt in _entries(section, "prompts")]
        faults = {
            "sections": twice(_ids(sections), "sections") + twice(_ids(prompts), "prompts"),
            "questions": twice(_asked_ids(questions), "questions")
            + [f"{each} twice: give one of them another." for each in repeated(_asked(questions))],
        }
        if any(faults.values()):
            raise ValidationError({field: found for field, found in faults.items() if found})

    @post_load
    def flatten(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """List the questions one by one."""
        return data | {"questions": tuple(each for asked in data["questions"] for each in asked)}


def _entries(written: Any, field: str) -> list[Mapping[str, Any]]:
    """Return those entries of a list that are mappings; anything else has its own fault."""
    found = written.get(field) if isinstance(written, Mapping) else None
    return (
        [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []
    )


def _ids(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return [entry["id"] for entry in entries if isinstance(entry.get("id"), str)]


def _asked_ids(questions: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for question in questions:
        for name in _ids([question]):
            yield from numbered(name, _count(question))


def _asked(questions: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for question in questions:
        if "builder" in question:
            for label in numbered(str(question.get("incident")), _count(question)):
                yield f"{question['builder']} asks about incident {label!r}"


def _count(question: Mapping[str, Any]) -> int:
    """Return how many it asks for; anything else that is written there has its own fault."""
    count = question.get("count")
    return count if isinstance(count, int) and 1 <= count <= MOST_ASKED else 1
