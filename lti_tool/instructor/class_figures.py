"""A class in numbers: how many are where, how that came about, and how they scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, select
from sqlalchemy.orm import Session

from lti_tool.instructor import roster
from lti_tool.models import ResourceLink, Score, Seat, User, stands
from lti_tool.models.seats import DONE, NOT_STARTED, SUBMITTED

FIRST_FEW = 5
STEPS = ("started", "submitted", "complete")


@dataclass(frozen=True)
class Counts:
    """How many students of a class are where; `dropped` are apart, all others are in `here`."""

    here: int
    not_started: int
    submitted: int
    done: int
    stalled: int
    unread: int
    dropped: int


@dataclass(frozen=True)
class Deliveries:
    """How many of a class have earned a score, and how many of those scores are not in the LMS."""

    earned: int
    owed: int


@dataclass(frozen=True)
class Day:
    """How many had come as far as each of STEPS by the end of a day."""

    date: date
    counts: tuple[int, ...]


def counts(session: Session, link: ResourceLink, now: datetime) -> Counts:
    """Count who is where."""
    here = Seat.is_here.is_(True)
    found = session.execute(
        select(
            _sum(here),
            _sum(here, Seat.status == NOT_STARTED),
            _sum(here, Seat.status >= SUBMITTED),
            _sum(here, Seat.status == DONE),
            _sum(*roster.filters(link, "stalled", now)),
            _sum(*roster.filters(link, "unread", now)),
            _sum(Seat.is_here.is_(False)),
        ).where(Seat.resource_link_id == link.id, roster.AS_THEY_LIE)
    ).one()
    return Counts(*found)


def deliveries(session: Session, link: ResourceLink) -> Deliveries:
    """Count the scores of whoever is in the class, and those that the LMS does not have."""
    seat = and_(Seat.resource_link_id == Score.resource_link_id, Seat.user_id == Score.user_id)
    found = session.execute(
        select(func.count(), _sum(Score.delivered_version < Score.version))
        .select_from(Score)
        .join(Seat, seat)
        .where(Score.resource_link_id == link.id, Seat.is_here.is_(True), stands())
    ).one()
    return Deliveries(*found)


def first_few(
    session: Session, link: ResourceLink, show: str, now: datetime
) -> list[tuple[User, Seat]]:
    """Return some of those whom a roster shows, the longest unseen first."""
    order: tuple[Any, ...] = (Seat.name_key, Seat.user_id)
    wanted = roster.filters(link, show, now)
    if show != "not-started":  # they were never seen, any of them
        order = (Seat.seen_at, *order)
        wanted += (roster.AS_THEY_LIE,)
    few = select(Seat.user_id).where(*wanted).order_by(*order)
    found = session.execute(  # sorted by seats alone: whole people are slow to sort
        select(User, Seat)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.resource_link_id == link.id, User.id.in_(few.limit(FIRST_FEW)))
        .order_by(*order)
    )
    return [(user, seat) for user, seat in found]


def progress(session: Session, link: ResourceLink) -> list[Day]:
    """Return how far the class had come by each day on which somebody came further."""
    is_text = session.get_bind().dialect.name == "sqlite"
    days = [_day(at, is_text) for at in (Seat.came_at, Seat.submitted_at, Seat.done_at)]
    found = session.execute(
        select(func.count(), *days)
        .where(Seat.resource_link_id == link.id, Seat.is_here.is_(True), roster.AS_THEY_LIE)
        .group_by(*days)
    )
    added: dict[str, list[int]] = {}
    for count, *reached in found:
        for step, day in enumerate(reached):
            if day:
                added.setdefault(str(day), [0] * len(STEPS))[step] += count
    so_far, reckoned = [0] * len(STEPS), []
    for day in sorted(added):
        so_far = [a + b for a, b in zip(so_far, added[day], strict=True)]
        reckoned.append(Day(date.fromisoformat(day), tuple(so_far)))
    return reckoned


def scores(session: Session, link: ResourceLink) -> list[tuple[float, int]]:
    """Return every score that there is, upwards, with how many have it."""
    found = session.execute(
        select(Seat.score, func.count())
        .where(Seat.resource_link_id == link.id, Seat.is_here.is_(True), Seat.score.is_not(None))
        .where(roster.AS_THEY_LIE)
        .group_by(Seat.score)
        .order_by(Seat.score)
    )
    return [(score, count) for score, count in found if score is not None]


def _sum(*conditions: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)


def _day(at: Any, is_text: bool) -> Any:
    # A text begins with the day; to read all of it as a time takes longer.
    return func.substr(cast(at, String), 1, 10) if is_text else func.date(at)
