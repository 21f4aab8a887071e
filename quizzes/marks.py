"""What every answer of a submitted attempt was worth, kept so that a class can be added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from quizzes.grading import Quiz
from quizzes.items.item import Answer, Item
from quizzes.models import Attempt, Learner, Mark


def keep(session: Session, attempt: Attempt, quiz: Quiz, answers: Mapping[str, Answer]) -> None:
    """Keep a mark for each item, in place of those kept before; none where somebody only tries."""
    if session.get_one(Learner, attempt.learner_id).only_tries:
        return
    session.execute(delete(Mark).filter_by(attempt_id=attempt.id))
    add(session, rows(attempt, quiz, answers))


def renew(session: Session, attempt: Attempt, items: Iterable[Mapping[str, Any]]) -> None:
    """Keep what each item is worth now in place of the marks of an attempt, if it has any."""
    gone = session.execute(delete(Mark).filter_by(attempt_id=attempt.id))
    assert isinstance(gone, CursorResult)  # noqa: S101  # a DELETE gives no other kind
    if gone.rowcount:
        add(session, _rows(attempt, items))


def rows(attempt: Attempt, quiz: Quiz, answers: Mapping[str, Answer]) -> list[dict[str, Any]]:
    """Return the rows that an attempt's answers make."""
    return _rows(attempt, of(quiz, answers))


def _rows(attempt: Attempt, items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    whose = {
        "attempt_id": attempt.id,
        "placement_id": attempt.placement_id,
        "number": attempt.number,
    }
    return [{**whose, **item} for item in items]


def add(session: Session, made: Sequence[dict[str, Any]]) -> None:
    """Keep rows where there are none of their attempt."""
    if made:
        session.execute(insert(Mark), made)


def worth(item: Item, answer: Answer | None) -> tuple[Fraction, str]:
    """Return the points that an answer earns, and the misconception that it shows ("" for none).

    Where it shows several, which are then alike, the first one stands.
    """
    shown = item.misreadings(answer)
    return item.earned(answer), shown[0].name if shown else ""


def of(
    quiz: Quiz,
    answers: Mapping[str, Answer],
    worth: Callable[[Item, Answer | None], tuple[Fraction, str]] = worth,
) -> Iterator[dict[str, Any]]:
    """Yield what is kept of each item: what it and all others earned, and how it was answered."""
    found = {item.id: worth(item, answers.get(item.id)) for item in quiz.items}
    given = sum((earned for earned, _ in found.values()), Fraction(0))
    maximum = sum(item.points for item in quiz.items)
    for item in quiz.items:
        (earned, misreading), others = found[item.id], maximum - item.points
        yield {
            "item_id": item.id,
            "share": float(earned / item.points),
            "rest": float((given - earned) / others) if others else 0.0,
            "misreading": misreading,
            "size": size(item),
        }


def size(item: Item) -> str:
    """Return which kind of variant an item is: "9/3" has 9 nodes, and 3 places to answer at."""
    right = sum(bool(place.right) for place in item.scenario.places)
    return f"{len(item.scenario.pipeline.names)}/{right}"
