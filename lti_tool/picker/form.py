"""What an instructor fills in: one card for each link that may be made, and what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

from marshmallow import ValidationError
from marshmallow.experimental.context import Context
from werkzeug.datastructures import MultiDict

from lti_tool import setting_fields, zones
from lti_tool.picker.schema import LONGEST_TEXT, ItemSchema
from lti_tool.platforms.deep_linking import Choice
from lti_tool.typed import Clock
from quizzes import placements
from quizzes.content import catalogue
from quizzes.content.activity import Activity
from quizzes.errors import Malformed

FIELDS = tuple(ItemSchema().fields)
MOST_CARDS = 60
ZONE_UNKNOWN = "Choose the time zone that the dates are meant in."


@dataclass(frozen=True)
class Card:
    """An activity with its settings as they were typed; several cards may show the same one."""

    number: int
    activity: Activity
    is_picked: bool
    typed: Mapping[str, str]
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """The whole picker.

    Attributes:
        zone: which clock the dates are read from; empty before one is chosen.
        fault, zone_fault: what is wrong with the choice as a whole, and with the zone.
    """

    cards: tuple[Card, ...]
    zone: str = ""
    fault: str = ""
    zone_fault: str = ""

    @property
    def is_faulty(self) -> bool:
        """Tell whether anything has to be put right before links can be made."""
        return bool(self.fault or self.zone_fault or any(card.faults for card in self.cards))


def fresh(text: str) -> Form:
    """Return the form as it is first shown: every activity once, the only one picked.

    `text` is what the instructor already wrote in the LMS; it replaces our own words.
    """
    activities = catalogue.every().values()
    return Form(
        tuple(
            Card(number, activity, len(activities) == 1, _usual(activity, text))
            for number, activity in enumerate(activities, 1)
        )
    )


def filled_in(sent: MultiDict[str, str]) -> Form:
    """Return the form as it was sent; raises Malformed for what no page of ours sends."""
    numbers = [name.removeprefix("activity-") for name in sent if name.startswith("activity-")]
    are_numbers = all(re.fullmatch("[0-9]{1,4}", each) for each in numbers)
    if not 0 < len(numbers) <= MOST_CARDS or not are_numbers:
        raise Malformed("This form could not be read. Choose Lineage Lab in your course once more.")
    picked = set(sent.getlist("pick"))
    return Form(
        tuple(
            Card(
                number=int(each),
                activity=_activity(sent[f"activity-{each}"]),
                is_picked=each in picked,
                typed={name: sent.get(f"{name}-{each}", "") for name in FIELDS},
            )
            for each in numbers
        ),
        zone=sent.get("zone", ""),
    )


def with_another(form: Form, key: str, text: str) -> tuple[Form, int]:
    """Return the form with one more card of an activity, picked, and that card's number."""
    places = [place for place, card in enumerate(form.cards, 1) if card.activity.key == key]
    if not places or len(form.cards) >= MOST_CARDS:
        raise Malformed(f"At most {MOST_CARDS} activities can be shown at once.")
    activity, number = _activity(key), max(card.number for card in form.cards) + 1
    typed = _usual(activity, text)
    again = f"{activity.title} ({len(places) + 1})"
    another = Card(number, activity, True, typed | {"title": again})
    cards = (*form.cards[: places[-1]], another, *form.cards[places[-1] :])
    return replace(form, cards=cards), number


def choices(form: Form, accept_multiple: bool, now: datetime) -> tuple[Form, tuple[Choice, ...]]:
    """Check the picked cards; returns the form with its faults, and what may be sent if none."""
    zone = zones.find(form.zone)
    made: list[Choice] = []
    cards = []
    with Context(Clock(zone or UTC, now)):
        for card in form.cards:
            choice, faults = _read(card, form.zone) if card.is_picked else (None, {})
            made += [choice] if choice else []
            cards.append(replace(card, faults=faults))
    checked = replace(
        form,
        cards=tuple(cards),
        fault=_fault(sum(card.is_picked for card in cards), accept_multiple),
        zone_fault="" if zone else ZONE_UNKNOWN,
    )
    return checked, () if checked.is_faulty else tuple(made)


def _read(card: Card, zone: str) -> tuple[Choice | None, Mapping[str, Sequence[str]]]:
    try:
        read = ItemSchema().load(dict(card.typed))
    except ValidationError as error:
        return None, cast("dict[str, list[str]]", error.messages)
    settings = setting_fields.in_zone(read["settings"], zone)
    return Choice(card.activity, read["title"], read["text"], settings), {}


def _fault(picked: int, accept_multiple: bool) -> str:
    if not picked:
        return "Choose at least one activity." if accept_multiple else "Choose an activity."
    if picked > 1 and not accept_multiple:
        return "Your LMS takes one activity at a time: choose one."
    return ""


def _activity(key: str) -> Activity:
    if activity := catalogue.every().get(key):
        return activity
    raise Malformed("This form names an activity that this tool does not have.")


def _usual(activity: Activity, text: str) -> dict[str, Any]:
    words = {"title": activity.title, "text": (text or activity.subtitle)[:LONGEST_TEXT]}
    settings = setting_fields.written(placements.usual(activity))
    return words | {name: settings[name] for name in FIELDS if name in settings}
