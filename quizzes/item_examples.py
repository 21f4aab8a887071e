"""Answers that show a misconception, as somebody was asked: to look at, and nobody's by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from quizzes import asking
from quizzes.content.activity import FixedQuestion, Question
from quizzes.item_statistics import FIRST
from quizzes.items.item import Answer, Item
from quizzes.models import Attempt, Mark

TRIED_SEEDS = 12
"""In how many variants a misconception is looked for: in most of them it answers wrongly."""


@dataclass(frozen=True)
class Example:
    """An item as one attempt asked it, and what a misconception answers to it."""

    item: Item
    answer: Answer


def find(session: Session, placement_id: int, item_id: str, misreading: str) -> Example | None:
    """Return an item that somebody answered in the way of a misconception."""
    shown = select(Mark.attempt_id).filter_by(
        placement_id=placement_id, number=FIRST, item_id=item_id, misreading=misreading
    )
    kept = select(Attempt).where(Attempt.id.in_(shown.limit(1))).options(defer(Attempt.quiz))
    attempt = session.scalars(kept).one_or_none()
    asked = asking.quiz(attempt).items if attempt else ()
    item = next((each for each in asked if each.id == item_id), None)
    return _of(item, misreading) if item else None


def draw(asked: Question | FixedQuestion, misreading: str) -> Example | None:
    """Return a variant in which a misconception answers wrongly, whoever was asked it."""
    for seed in range(TRIED_SEEDS):
        item = Item(asked.id, asked.points, asked.scenario(seed), asked.hints)
        if example := _of(item, misreading):
            return example
    return None


def _of(item: Item, misreading: str) -> Example | None:
    wrong = next((each for each in item.scenario.misreadings if each.name == misreading), None)
    return Example(item, Answer(item.id, wrong.answer)) if wrong else None
