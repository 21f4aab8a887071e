"""Seats: what class pages need to know of each student of a link, written with the work itself.

A seat is taken by a launch (`enter`) and by the class list (`recount`); whatever changes how far
somebody is updates theirs in the same transaction (`keep`). `recount` finds all of it anew, from
the work itself: when the class list was fetched, and when a pack asks for other things.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, case, func, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lti_tool.models import Context, Enrollment, ResourceLink, Seat, User, Visit
from lti_tool.models.seats import DONE, NOT_STARTED, READING, SUBMITTED
from quizzes import standings
from quizzes.content import catalogue
from quizzes.db import Database, insert_missing
from quizzes.models import Attempt, Reflection, SectionRead
from quizzes.progress import Completion
from quizzes.standings import Standing

LONGEST_KEY = 255
_THEIRS = update(Seat).where(
    Seat.resource_link_id == bindparam("link"), Seat.user_id == bindparam("user")
)
_CAME = _THEIRS.values(
    is_here=True,
    status=case((Seat.status < READING, READING), else_=Seat.status),
    came_at=func.coalesce(Seat.came_at, bindparam("now", type_=Seat.came_at.type)),
    seen_at=bindparam("now", type_=Seat.seen_at.type),
)
OF_WORK = ("status", "sections_read", "reflections_done", "attempts", "score", "submitted_at")
_WORKED = _THEIRS.values(
    done_at=case(
        (
            bindparam("is_done", type_=Boolean),
            func.coalesce(Seat.done_at, bindparam("now", type_=Seat.done_at.type)),
        )
    ),
    wrote_at=func.coalesce(bindparam("wrote", type_=Seat.wrote_at.type), Seat.wrote_at),
)


def enter(session: Session, link: ResourceLink, user: User, now: datetime) -> None:
    """Give a student who launches their seat, or note that they came again."""
    name_key, email_key = _keys(user)
    keys = {"name_key": name_key, "email_key": email_key}
    seat = {"link": link.id, "user": user.id, "now": now} | keys
    if not session.connection().execute(_CAME, seat).rowcount:
        insert_missing(session, Seat, [{"resource_link_id": link.id, "user_id": user.id} | keys])
        session.connection().execute(_CAME, seat)  # also where the class list made it just now


def see(session: Session, visit_id: int, now: datetime) -> None:
    """Note that whoever is on a visit is there; nothing where they have no seat."""
    theirs = select(Visit.resource_link_id, Visit.user_id).where(Visit.id == visit_id)
    link_id, user_id = session.execute(theirs).one()
    session.execute(_seat(link_id, user_id).values(seen_at=now))


def keep(
    session: Session, link: ResourceLink, user: User, standing: Standing, now: datetime
) -> None:
    """Note how far a student is by now."""
    counted = _counted(standing)
    seat = {
        "link": link.id,
        "user": user.id,
        "now": now,
        "is_done": counted["status"] == DONE,
        "wrote": max((each.saved_at for each in standing.reflections.values()), default=None),
    }
    session.connection().execute(_WORKED, seat | counted)


def look(db: Database, link: ResourceLink, user: User, now: datetime) -> None:
    """Note that somebody of the staff has read what a student wrote, where that is new."""
    with suppress(OperationalError), db.begin() as session:  # a busy database fails no page
        unread = or_(Seat.read_at.is_(None), Seat.read_at < Seat.wrote_at)
        session.execute(
            _seat(link.id, user.id).where(Seat.wrote_at.is_not(None), unread).values(read_at=now)
        )


def is_counted(link: ResourceLink) -> bool:
    """Tell whether everybody of a link has a seat, counted by what its pack asks today."""
    return link.seats_version == catalogue.load(link.placement.activity_key).version


def recount(session: Session, link: ResourceLink) -> None:
    """Find who is in a link's course and how far everybody is; write what is not so already."""
    activity = catalogue.load(link.placement.activity_key)
    kept = {
        seat.user_id: seat
        for seat in session.scalars(select(Seat).filter_by(resource_link_id=link.id))
    }
    new, changed = [], []
    for user_id, values in _everybody(session, link):
        seat = kept.pop(user_id, None)
        key = {"resource_link_id": link.id, "user_id": user_id}
        if seat is None:
            new.append(key | values)
        elif any(getattr(seat, name) != value for name, value in values.items()):
            changed.append(key | values)
    for gone in kept.values():
        session.delete(gone)
    if new:
        insert_missing(session, Seat, new)
    if changed:
        session.execute(update(Seat), changed)
    link.seats_version = activity.version
    session.flush()


def recount_course(session: Session, context_id: int) -> None:
    """Recount every link of a course that somebody of its staff has looked at."""
    looked_at = ResourceLink.seats_version.is_not(None)
    links = select(ResourceLink).filter_by(context_id=context_id).where(looked_at)
    for link in session.scalars(links):
        recount(session, link)


def _everybody(session: Session, link: ResourceLink) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what the seat of everybody should say who is in the course, or has worked here."""
    visits, latest = _visits(session, link), _latest_work(session, link.placement_id)
    activity = catalogue.load(link.placement.activity_key)
    found = standings.everybody(session, activity, link.placement)
    for user, is_here in _students(session, link):
        came_at, seen_at = visits.get(user.id, (None, None))
        if not (is_here or came_at):
            continue
        values = _counted(found.get(user.learner_id))
        if came_at:
            values["status"] = max(values["status"], READING)
        name_key, email_key = _keys(user)
        wrote_at, worked_at = latest.get(user.learner_id, (None, None))
        yield (
            user.id,
            values
            | {
                "is_here": is_here,
                "name_key": name_key,
                "email_key": email_key,
                "came_at": came_at,
                "seen_at": seen_at,
                "wrote_at": wrote_at,
                "done_at": worked_at if values["status"] == DONE else None,
            },
        )


def _students(session: Session, link: ResourceLink) -> Iterator[tuple[User, bool]]:
    """Yield everybody who is no staff, and whether they are in the course by all that is known.

    Whoever launched since the class list was fetched is in it too; and so is everybody who
    ever launched, where the list names no students at all, as one that is kept back.
    """
    found = session.execute(
        select(User, Enrollment.listed_at, Enrollment.launched_at, Context.roster_at)
        .join(Enrollment, Enrollment.user_id == User.id)
        .join(Context, Context.id == Enrollment.context_id)
        .where(Enrollment.context_id == link.context_id, Enrollment.is_staff.is_(False))
        .order_by(User.id)
    ).all()
    listed = [bool(at and roster_at and at >= roster_at) for _, at, _, roster_at in found]
    says_something = any(listed)
    for (user, _, launched_at, roster_at), is_listed in zip(found, listed, strict=True):
        is_newer = launched_at and not (says_something and roster_at and launched_at <= roster_at)
        yield user, is_listed or bool(is_newer)


def _visits(session: Session, link: ResourceLink) -> dict[int, tuple[datetime, datetime]]:
    """Return when each person came first and was seen last at a link; visits end, seats stay."""
    found = session.execute(
        select(Visit.user_id, func.min(Visit.opened_at), func.max(Visit.seen_at))
        .where(Visit.resource_link_id == link.id, Visit.is_staff.is_(False))
        .where(Visit.is_trial.is_(False))
        .group_by(Visit.user_id)
    )
    times = {user_id: (came_at, seen_at) for user_id, came_at, seen_at in found}
    kept = select(Seat.user_id, Seat.came_at, Seat.seen_at).filter_by(resource_link_id=link.id)
    for user_id, came_at, seen_at in session.execute(kept):
        if came_at and seen_at:
            first, last = times.get(user_id, (came_at, seen_at))
            times[user_id] = min(first, came_at), max(last, seen_at)
    return times


def _latest_work(
    session: Session, placement_id: int
) -> dict[int, tuple[datetime | None, datetime]]:
    """Return when each learner wrote last, and when they did anything last that counts."""
    wrote = _latest(session, Reflection.learner_id, Reflection.saved_at, placement_id)
    read = _latest(session, SectionRead.learner_id, SectionRead.read_at, placement_id)
    submitted = _first_submission(session, placement_id)
    return {
        learner_id: (
            wrote.get(learner_id),
            max(times[learner_id] for times in (wrote, read, submitted) if learner_id in times),
        )
        for learner_id in {*wrote, *read, *submitted}
    }


def _latest(session: Session, learner_id: Any, at: Any, placement_id: int) -> dict[int, datetime]:
    table = learner_id.class_
    wanted = select(learner_id, func.max(at)).where(table.placement_id == placement_id)
    return {each: latest for each, latest in session.execute(wanted.group_by(learner_id))}  # noqa: C416


def _first_submission(session: Session, placement_id: int) -> dict[int, datetime]:
    wanted = (
        select(Attempt.learner_id, func.min(Attempt.submitted_at))
        .where(Attempt.placement_id == placement_id, Attempt.submitted_at.is_not(None))
        .group_by(Attempt.learner_id)
    )
    return {learner_id: at for learner_id, at in session.execute(wanted) if at}


def _counted(standing: Standing | None) -> dict[str, Any]:
    """Return what a seat says of somebody's work; None: there is none."""
    if not standing:
        return dict.fromkeys(OF_WORK, 0) | {"score": None, "submitted_at": None}
    done = standing.completion
    submitted = [line.submitted_at for line in standing.attempts if line.submitted_at]
    return {
        "status": _status(done),
        "sections_read": done.sections_read,
        "reflections_done": done.reflections_done,
        "attempts": len(submitted),
        "score": standing.score,
        "submitted_at": min(submitted, default=None),
    }


def _status(done: Completion) -> int:
    if done.submitted:
        return DONE if done.complete else SUBMITTED
    return READING if done.begun else NOT_STARTED


def _seat(link_id: int, user_id: int) -> Any:
    return update(Seat).where(Seat.resource_link_id == link_id, Seat.user_id == user_id)


def _keys(user: User) -> tuple[str, str]:
    """Return the name and the address to sort and search by; the LMS need not say either."""
    name = user.name or f"Student {user.subject}"
    return name.casefold()[:LONGEST_KEY], user.email.casefold()[:LONGEST_KEY]
