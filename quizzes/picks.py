"""One answer, saved at each pick: what is asked by far most, so in as few steps as it can be.

Rows are read and written as they are: to make objects of an attempt and of all that was answered in
it takes longer than the database does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from quizzes import asking, attempts, placements
from quizzes.db import Base
from quizzes.errors import AnswerChecked, Malformed
from quizzes.models import Attempt, Placement
from quizzes.saying import say
from quizzes.versions import Met, Version, meet


class Whose(NamedTuple):
    """An attempt, the learner and the placement that it has to be of, and whether dates bind."""

    attempt_id: int
    learner_id: int
    placement: Placement
    is_bound: bool = True


class Pick(NamedTuple):
    """What is sent: an answer to one item, when it was given, and over which one (versions.py)."""

    item_id: str
    chosen: Sequence[str]
    at: datetime
    confidence: str | None = None
    base: str | None = None


# Made once, as to put a statement together takes longer than to ask it.
_ATTEMPTS, _ANSWERS = (Base.metadata.tables[name] for name in ("attempt", "response"))
_FOUND = (
    select(
        *(_ATTEMPTS.c.id, _ATTEMPTS.c.started_at),
        *(_ATTEMPTS.c.submitted_at, _ATTEMPTS.c.set_aside_at),
        *(_ANSWERS.c.id.label("answer_id"), _ANSWERS.c.chosen, _ANSWERS.c.confidence),
        *(_ANSWERS.c.answered_at, _ANSWERS.c.checked_at),
    )
    .outerjoin_from(
        _ATTEMPTS,
        _ANSWERS,
        and_(_ANSWERS.c.attempt_id == _ATTEMPTS.c.id, _ANSWERS.c.item_id == bindparam("item")),
    )
    .where(
        _ATTEMPTS.c.id == bindparam("attempt"),
        _ATTEMPTS.c.learner_id == bindparam("learner"),
        _ATTEMPTS.c.placement_id == bindparam("placement"),
    )
)
_ADDED = insert(_ANSWERS).inline()
_CHANGED = update(_ANSWERS).where(_ANSWERS.c.id == bindparam("number"))


def save(session: Session, whose: Whose, pick: Pick, now: datetime) -> Met[tuple[str, ...]]:
    """Keep an answer in place of the one before, unless that was given later, in another place.

    Raises PlacementClosed, AttemptNotFound, Malformed, and AnswerChecked where another answer was
    checked.
    """
    dates = placements.dates(session, whose.placement, whose.learner_id, hold=True)
    if whose.is_bound:
        dates.check(now)
    found = _find(session, whose, pick.item_id)
    attempts.refuse_ended(found)
    offer = asking.offers(found, lambda: session.get_one(Attempt, found.id)).get(pick.item_id)
    if not offer:
        raise Malformed(say("This attempt has no such question."))
    given, sure = attempts.read(offer, pick.chosen), attempts.read_confidence(pick.confidence)
    before = Version(tuple(found.chosen), found.answered_at) if found.answer_id else None
    sent = Version(tuple(sorted(given.chosen)), pick.at)
    if before and found.checked_at:
        if before.work != sent.work:
            raise AnswerChecked(say("You have checked this answer, so it stays as it is."))
        return Met(before.at)
    met = meet(before, sent, pick.base)
    if met.newer is None:
        kept = {"chosen": list(sent.work), "answered_at": met.at}
        _write(session, found, pick.item_id, kept | {"confidence": sure or found.confidence})
    return met


def _find(session: Session, whose: Whose, item_id: str) -> Row[*tuple[Any, ...]]:
    """Return the attempt's row, with that of its answer to an item, or with nothing there."""
    wanted = {
        "attempt": whose.attempt_id,
        "learner": whose.learner_id,
        "placement": whose.placement.id,
        "item": item_id,
    }
    if found := session.execute(_FOUND, wanted).one_or_none():
        return found
    raise attempts.not_found()


def _write(
    session: Session, found: Row[*tuple[Any, ...]], item_id: str, kept: Mapping[str, Any]
) -> None:
    if found.answer_id:
        session.execute(_CHANGED, {"number": found.answer_id, **kept})
    else:
        session.execute(_ADDED, {"attempt_id": found.id, "item_id": item_id, **kept})
