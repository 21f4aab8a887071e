"""Questions that an author writes whole; those about a pipeline are held to the engine's answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import Any

from marshmallow import (
    INCLUDE,
    ValidationError,
    fields,
    post_load,
    validate,
    validates_schema,
)

from quizzes.content import engine_answers
from quizzes.content.activity import MOST_POINTS, FixedQuestion
from quizzes.content.engine_answers import STATUSES, Answers, Told
from quizzes.content.graphs import Graph, events_in
from quizzes.content.telling import line_of, notes_of
from quizzes.content.written import IDENTIFIER, ByName, Part, Several, Whole, Words, twice
from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.saying import say
from quizzes.scenarios.scenario import LogLine, Option, Place, Scenario

CLOCK = validate.Regexp(r"([01]\d|2[0-3]):[0-5]\d\Z", error='Write a time, such as "09:10".')
NO_GRAPH: dict[str, Any] = {"pipeline": Pipeline(()), "log": (), "notes": {}}
PICKED = {"stale": engine_answers.stale_now, "rebuild_all": engine_answers.rebuild_all}


class AskedSchema(Part):
    """What every question has."""

    id = fields.String(required=True, validate=IDENTIFIER)
    points = Whole(MOST_POINTS, required=True)
    hints = Several(Words(), load_default=())


class FixedSchema(AskedSchema):
    """What every question has that an author writes whole."""

    type = fields.String(required=True)
    story = Words(required=True)
    prompt = Words(required=True)
    rule = Words(required=True)


class OptionSchema(Part):
    """Something to choose."""

    text = Words(required=True)
    right = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    why = Words(required=True)


class ChooseSchema(FixedSchema):
    """One right option, or several."""

    options = Several(
        fields.Nested(OptionSchema), required=True, validate=validate.Length(min=2, max=8)
    )

    @validates_schema
    def check_the_options(self, data: dict[str, Any], **_: Any) -> None:
        """As many are right as the type says, and no two read the same."""
        faults = twice((option["text"] for option in data["options"]), "options")
        right = sum(option["right"] for option in data["options"])
        if data["type"] == "choose_one" and right != 1:
            faults.append(f"Exactly one must be right, not {right}.")
        elif not right:
            faults.append("None is right.")
        if faults:
            raise ValidationError(faults, "options")

    @post_load
    def to_question(self, data: dict[str, Any], **_: Any) -> FixedQuestion:
        """Make the frozen question: one place with all options."""
        listed = {str(number): option for number, option in enumerate(data["options"], start=1)}
        place = Place(
            name="answer",
            words=say("Your answer"),
            options=tuple(
                Option(value, option["text"], option["why"]) for value, option in listed.items()
            ),
            right=frozenset(value for value, option in listed.items() if option["right"]),
            why="",  # each option has its own
            many=data["type"] == "choose_many",
        )
        return _question(data, places=(place,), **NO_GRAPH)


class StatementSchema(Part):
    """Something to put into a group."""

    text = Words(required=True)
    group = fields.String(required=True)
    why = Words(required=True)


class SortSchema(FixedSchema):
    """Statements, each of one group."""

    groups = ByName(
        keys=fields.String(validate=IDENTIFIER),
        values=Words(),
        required=True,
        validate=validate.Length(min=2, max=6),
    )
    statements = Several(
        fields.Nested(StatementSchema), required=True, validate=validate.Length(min=2, max=12)
    )

    @validates_schema
    def check_the_groups(self, data: dict[str, Any], **_: Any) -> None:
        """Every statement is of a group that there is."""
        known = ", ".join(data["groups"])
        wrong = {
            place: {"group": [f"Must be one of: {known}."]}
            for place, statement in enumerate(data["statements"])
            if statement["group"] not in data["groups"]
        }
        if wrong:
            raise ValidationError({"statements": wrong})

    @post_load
    def to_question(self, data: dict[str, Any], **_: Any) -> FixedQuestion:
        """Make the frozen question: a place for each statement."""
        groups = tuple(Option(value, words) for value, words in data["groups"].items())
        places = tuple(
            Place(str(number), groups, frozenset([each["group"]]), each["why"], words=each["text"])
            for number, each in enumerate(data["statements"], start=1)
        )
        return _question(data, places=places, **NO_GRAPH)


class TimedSchema(Part):
    """What an event of a question has besides itself: its time, and its line in the log."""

    class Meta:
        """The event itself is read with its pipeline."""

        unknown = INCLUDE

    at = fields.String(required=True, validate=CLOCK)
    text = Words(load_default=None)


class OnAPipelineSchema(FixedSchema):
    """A pipeline and what happened to it, with a line of the log for each event."""

    pipeline = Graph()
    events = Several(
        fields.Nested(TimedSchema), required=True, validate=validate.Length(min=1, max=24)
    )
    notes = ByName(keys=fields.String(), values=Words(), load_default=dict)

    @validates_schema
    def check_notes_and_times(self, data: dict[str, Any], **_: Any) -> None:
        """A note is about a node, and no event is before the one above it."""
        faults: dict[str, Any] = {}
        if unknown := data["notes"].keys() - set(data["pipeline"].names):
            faults["notes"] = [f"{name} is no asset." for name in sorted(unknown)]
        times = [event["at"] for event in data["events"]]
        if early := [place for place, (one, next_) in enumerate(pairwise(times), 1) if next_ < one]:
            faults["events"] = {place: {"at": ["Before the event above it."]} for place in early}
        if faults:
            raise ValidationError(faults)


class PickNodesSchema(OnAPipelineSchema):
    """Which are stale now, or which must be rebuilt."""

    asks_for = fields.String(required=True, validate=validate.OneOf(list(PICKED)))
    answer = Several(fields.String(), required=True)

    @post_load
    def to_question(self, data: dict[str, Any], **_: Any) -> FixedQuestion:
        """Make the frozen question, if the engine picks the same."""
        told, given = _told(data), data["answer"]
        right = PICKED[data["asks_for"]](told)
        wrong = {place.name for place in right.places if bool(place.right) != (place.name in given)}
        _refuse_another_answer(right, given, wrong)
        return _about(data, told, right)


class PaintNodesSchema(OnAPipelineSchema):
    """The status of every asset."""

    answer = ByName(
        keys=fields.String(),
        values=fields.String(validate=validate.OneOf(STATUSES)),
        required=True,
    )

    @post_load
    def to_question(self, data: dict[str, Any], **_: Any) -> FixedQuestion:
        """Make the frozen question, if the engine gives every status so."""
        told, given = _told(data), data["answer"]
        right = engine_answers.painted(told)
        wrong = {name for name, status in right.said.items() if given.get(name) != status}
        _refuse_another_answer(right, given, wrong)
        return _about(data, told, right)


FIXED: Mapping[str, type[FixedSchema]] = {
    "choose_one": ChooseSchema,
    "choose_many": ChooseSchema,
    "sort_statements": SortSchema,
    "pick_nodes": PickNodesSchema,
    "paint_nodes": PaintNodesSchema,
}


def _told(data: dict[str, Any]) -> Told:
    """Take apart what happened, and when; what is left of each event is the event itself."""
    times = tuple(event.pop("at") for event in data["events"])
    data["lines"] = [event.pop("text") for event in data["events"]]
    return Told(Chronicle(data["pipeline"], events_in(data["pipeline"], data["events"])), times)


def _refuse_another_answer(right: Answers, given: Iterable[str], wrong: Collection[str]) -> None:
    faults = [f"{name} is not built here." for name in given if name not in right.said]
    faults += [
        f"{place.name}: the engine says: {place.why}"
        for place in right.places
        if place.name in wrong
    ]
    if faults:
        raise ValidationError(faults, "answer")
    if not any(place.right for place in right.places):
        raise ValidationError("Nothing would be right. Tell of events after which something is.")


def _about(data: dict[str, Any], told: Told, right: Answers) -> FixedQuestion:
    events = zip(told.times, data["lines"], told.chronicle.events, strict=True)
    now = told.chronicle.now.pipeline
    return _question(
        data,
        pipeline=now,
        log=tuple(LogLine(at, text or line_of(event)) for at, text, event in events),
        notes=notes_of(now) | data["notes"],
        places=right.places,
        misreadings=right.misreadings,
    )


def _question(data: dict[str, Any], **rest: Any) -> FixedQuestion:
    words = {name: data[name] for name in ("story", "prompt", "rule")}
    told = Scenario(asks=data["type"], **words, **rest)
    return FixedQuestion(data["id"], data["points"], told, data["hints"])
