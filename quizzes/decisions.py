"""What instructors decide for one learner or for all, each with its reason, kept as an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from quizzes import learners, placements
from quizzes.errors import NotDecided
from quizzes.models import Accommodation, Attempt, Event, Override, Placement
from quizzes.placements import Settings

LONGEST_REASON = 1000
MOST_EXTRA_ATTEMPTS = 20
ERASURE = "erasure"
"""The kind of event that says of nobody by name that they were erased."""


@dataclass(frozen=True)
class Grounds:
    """Who decides something, when, and why; raises NotDecided where nobody says why."""

    author: str
    reason: str
    at: datetime

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise NotDecided("Say why: whoever it concerns reads the reason.")
        if len(self.reason) > LONGEST_REASON:
            raise NotDecided(f"A reason has at most {LONGEST_REASON} characters.")


def override(
    session: Session,
    placement: Placement,
    learner_id: int,
    points: float | None,
    reading_done: bool | None,
    why: Grounds,
) -> None:
    """Let a mark, or whether the reading is done, be what an instructor says; None leaves it."""
    if points is None and reading_done is None:
        raise NotDecided("Choose what is decided: the mark, the reading, or both.")
    if points is not None and not 0 <= points <= placement.points:
        raise NotDecided(f"A mark here is from 0 to {placement.points:g} points.")
    learners.lock(session, learner_id)
    out_of = None if points is None else placement.points
    decided = {"points": points, "out_of": out_of, "reading_done": reading_done}
    grounds = {"reason": why.reason, "author": why.author, "decided_at": why.at}
    key = {"learner_id": learner_id, "placement_id": placement.id}
    session.merge(Override(**key, **decided, **grounds))
    note(session, placement, learner_id, "override", why, decided)


def withdraw_override(
    session: Session, placement: Placement, learner_id: int, why: Grounds
) -> None:
    """Let what was reckoned hold again, if anything else was decided."""
    learners.lock(session, learner_id)
    if decided := session.get(Override, (learner_id, placement.id)):
        session.delete(decided)
        was = {"points": decided.points, "out_of": decided.out_of}
        note(session, placement, learner_id, "override_withdrawn", why, was)


def allow(
    session: Session,
    placement: Placement,
    learner_id: int,
    extra_attempts: int,
    due_at: datetime | None,
    closes_at: datetime | None,
    why: Grounds,
) -> None:
    """Allow one learner more attempts or other dates than all have; nothing takes it all back."""
    if not 0 <= extra_attempts <= MOST_EXTRA_ATTEMPTS:
        raise NotDecided(f"From 0 to {MOST_EXTRA_ATTEMPTS} more attempts can be allowed.")
    if due_at and closes_at and closes_at < due_at:
        raise NotDecided("It cannot close before it is due.")
    learners.lock(session, learner_id)
    allowed = {"extra_attempts": extra_attempts, "due_at": due_at, "closes_at": closes_at}
    key = {"learner_id": learner_id, "placement_id": placement.id}
    grounds = {"reason": why.reason, "author": why.author, "given_at": why.at}
    session.merge(Accommodation(**key, **allowed, **grounds))
    note(session, placement, learner_id, "allowed", why, allowed)


def reset(session: Session, placement: Placement, learner_id: int, why: Grounds) -> int:
    """Set every attempt of a learner aside, so that they begin anew; returns how many those are.

    They stay for the record, and count for nothing.
    """
    learners.lock(session, learner_id)
    theirs = select(Attempt).filter_by(
        learner_id=learner_id, placement_id=placement.id, set_aside_at=None
    )
    numbers = []
    for attempt in session.scalars(theirs.order_by(Attempt.number)):
        attempt.set_aside_at = why.at
        numbers.append(attempt.number)
    if numbers:
        note(session, placement, learner_id, "reset", why, {"attempts": numbers})
    return len(numbers)


def set_up(
    session: Session, placement: Placement, settings: Settings, author: str, at: datetime
) -> None:
    """Set a placement up otherwise, and have what everybody earned there reckoned anew."""
    before, after = asdict(placements.settings(placement)), asdict(settings)
    changes = {name: value for name, value in after.items() if value != before[name]}
    if changes:
        placements.change(placement, changes)
        was = {name: before[name] for name in changes}
        _note(session, placement, None, "settings", {"was": was, "is": changes}, author, at)
        unsettle(session, placement, at)


def unsettle(session: Session, placement: Placement, at: datetime) -> None:
    """Have what everybody earned at a placement reckoned anew, soon."""
    session.execute(update(Placement).where(Placement.id == placement.id).values(unsettled_at=at))


def note(
    session: Session,
    placement: Placement,
    learner_id: int,
    kind: str,
    why: Grounds,
    details: dict[str, Any],
) -> None:
    """Keep that something was decided for a learner; only an erasure changes that, or ends it."""
    _note(session, placement, learner_id, kind, details, why.author, why.at, why.reason)


def note_erasure(session: Session, placement: Placement, why: Grounds) -> None:
    """Keep that somebody was erased who had work at a placement, and not who that was."""
    _note(session, placement, None, ERASURE, {}, why.author, why.at, why.reason)


def events(session: Session, placement: Placement, learner_id: int) -> Sequence[Event]:
    """Return what was decided for a learner, or for everybody, in the order of time."""
    concerns = or_(Event.learner_id == learner_id, Event.learner_id.is_(None))
    return session.scalars(
        select(Event).filter_by(placement_id=placement.id).where(concerns).order_by(Event.id)
    ).all()


def _note(
    session: Session,
    placement: Placement,
    learner_id: int | None,
    kind: str,
    details: dict[str, Any],
    author: str,
    at: datetime,
    reason: str = "",
) -> None:
    session.add(
        Event(
            placement_id=placement.id,
            learner_id=learner_id,
            kind=kind,
            author=author,
            reason=reason,
            details=_plain(details),
            happened_at=at,
        )
    )
    session.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
