"""Everything that is kept about one person: to be shown, taken along, and erased.

What belongs to whom: belongings.py. docs/privacy.md says why each field is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from lti_tool.belongings import (
    Belongings,
    has_nothing,
    of_both,
    of_course,
    of_people,
    table_of,
)
from lti_tool.models import Context, Deployment, Enrollment, ResourceLink, Score, User, Visit
from quizzes import decisions
from quizzes.db import Base
from quizzes.models import (
    Accommodation,
    Attempt,
    Event,
    Override,
    Placement,
    Reflection,
    Remark,
    Reply,
)

MOST_FOUND = 50
SOMEBODY = "an instructor"
"""What erased staff are called where they wrote to somebody else."""
OF_SECRETS = "_hash"
"""How the names of columns end that prove a browser to be somebody's: told to nobody."""
WHAT_IT_ASKS = frozenset({"quiz", "seed"})
"""Columns of an attempt from which its key can be read, or reckoned."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def find(session: Session, words: str, among: Deployment | None = None) -> Sequence[User]:
    """Return the people whose id in the LMS, name or email is or contains these words.

    `among`: the deployment whose people alone are looked at; all people where none is given.
    """
    like = f"%{words.replace('%', '').replace('_', '')}%"
    wanted = or_(User.subject == words, User.name.ilike(like), User.email.ilike(like))
    people = select(User).where(wanted, *([_came_through(among)] if among else []))
    return session.scalars(people.order_by(User.id).limit(MOST_FOUND)).all()


def one_of(session: Session, deployment: Deployment, **who: int | str) -> User | None:
    """Return somebody by `id` or `subject` if an administrator of this deployment answers for them.

    A subject is one person's at a registration, so that no more than one is found by it.
    """
    wanted = select(User).filter_by(**who).where(_came_through(deployment))
    return session.scalars(wanted).one_or_none()


def has_others(session: Session, deployment: Deployment) -> bool:
    """Tell whether the registration of this deployment has others, maybe of other customers."""
    return session.scalars(_others(deployment)).first() is not None


def export(session: Session, user: User) -> Rows:
    """Return every row about a person, by table, as JSON's own types; secrets are left out.

    So is what an open attempt asks, and what that is made from: it would tell the answers.
    """
    found = {}
    for table, condition in of_people([user]).items():
        columns = [column for column in table.c if not column.name.endswith(OF_SECRETS)]
        rows = session.execute(select(*columns).where(condition)).mappings().all()
        if rows:
            found[table.name] = [_told(table, row) for row in rows]
    return found


def erase(session: Session, user: User) -> dict[str, int]:
    """Delete every row about a person; returns how many of each table.

    Where they wrote to others as staff, that stays, by nobody's name.
    """
    taught = select(Enrollment.context_id).filter_by(user_id=user.id, is_staff=True)
    _take_name_away(session, user, taught)
    _take_erasers_name_away(session, user)
    session.execute(update(Visit).where(Visit.reviewed_id == user.id).values(reviewed_id=None))
    return delete_all(session, of_people([user]))


def erase_in_course(session: Session, some: Sequence[User], context_id: int) -> None:
    """Delete every row about these people in one course; who is nowhere else is erased wholly."""
    here = select(Enrollment.user_id).filter_by(context_id=context_id, is_staff=True)
    staff = set(session.scalars(here))
    for user in some:
        if user.id in staff:
            course = select(Context.id).filter_by(id=context_id)
            _take_name_away(session, user, course)
    ids = [user.id for user in some]
    links = select(ResourceLink.id).filter_by(context_id=context_id)
    seen = update(Visit).where(Visit.reviewed_id.in_(ids), Visit.resource_link_id.in_(links))
    session.execute(seen.values(reviewed_id=None))
    delete_all(session, of_both(of_people(some), of_course(context_id)))
    erase_people(session, select(User).where(User.id.in_(ids), has_nothing()))


def erase_people(session: Session, wanted: Select[User]) -> bool:
    """Delete people to whom no other row leads; returns whether there were any."""
    some = session.scalars(wanted).all()
    for user in some:
        _take_erasers_name_away(session, user)
    ids = [user.id for user in some]
    session.execute(update(Visit).where(Visit.reviewed_id.in_(ids)).values(reviewed_id=None))
    delete_all(session, of_people(some))
    return bool(some)


def delete_all(session: Session, belongings: Belongings) -> dict[str, int]:
    """Delete these rows; returns how many of each table, where there are any."""
    counts = {}
    for table in reversed(Base.metadata.sorted_tables):
        if table in belongings:
            deleted = session.execute(delete(table).where(belongings[table]))
            assert isinstance(deleted, CursorResult)  # noqa: S101  # a DELETE gives no other kind
            counts[table.name] = deleted.rowcount
    session.expire_all()
    return {name: count for name, count in counts.items() if count}


def note_erasure(session: Session, user: User, author: str, at: datetime) -> None:
    """Keep, at each activity that somebody opened, that they were erased, but not who it was."""
    why = decisions.Grounds(author, "What was kept about them was to be erased.", at)
    for placement in session.scalars(select(Placement).where(_opened(user))):
        decisions.note_erasure(session, placement, why)


def _came_through(deployment: Deployment) -> ColumnElement[bool]:
    """Return what holds for the people of a deployment.

    They are those of its registration. Where that has several deployments, these can be other
    schools': then whoever is in another one as well, or in none that is known, is left out.
    """
    others = _others(deployment)
    return and_(
        User.registration_id == deployment.registration_id,
        ~_is_in(others),
        or_(~others.exists(), _is_in(select(Deployment.id).filter_by(id=deployment.id))),
    )


def _others(deployment: Deployment) -> Select[int]:
    same = Deployment.registration_id == deployment.registration_id
    return select(Deployment.id).where(same, Deployment.id != deployment.id)


def _is_in(deployments: Select[int]) -> ColumnElement[bool]:
    contexts = select(Context.id).where(Context.deployment_id.in_(deployments))
    links = select(ResourceLink.id).where(ResourceLink.context_id.in_(contexts))
    return or_(
        User.id.in_(select(Enrollment.user_id).where(Enrollment.context_id.in_(contexts))),
        User.id.in_(select(Visit.user_id).where(Visit.resource_link_id.in_(links))),
    )


def _opened(user: User) -> ColumnElement[bool]:
    """Return what holds for the placements with a row about this person."""
    owned, links = of_people([user]), table_of(ResourceLink)
    direct = [
        Placement.id.in_(select(table.c.placement_id).where(condition))
        for table, condition in owned.items()
        if "placement_id" in table.c
    ]
    by_link = [
        Placement.id.in_(
            select(links.c.placement_id)
            .join(table, table.c.resource_link_id == links.c.id)
            .where(condition)
        )
        for table, condition in owned.items()
        if "resource_link_id" in table.c
    ]
    return or_(*direct, *by_link)


def _take_name_away(session: Session, user: User, taught: Select[int]) -> None:
    """Let what somebody wrote to students of these courses be nobody's by name."""
    here = select(ResourceLink.placement_id).where(ResourceLink.context_id.in_(taught))
    written = select(Reflection.id).where(Reflection.placement_id.in_(here))
    marked = select(Attempt.id).where(Attempt.placement_id.in_(here))
    comments = update(Score).where(Score.placement_id.in_(here), Score.comment.contains(user.name))
    if user.name:  # a comment names who decided a mark
        session.execute(comments.values(comment=func.replace(Score.comment, user.name, SOMEBODY)))
    for table, where in (
        (Reply, Reply.reflection_id.in_(written)),
        (Remark, Remark.attempt_id.in_(marked)),
        (Override, Override.placement_id.in_(here)),
        (Accommodation, Accommodation.placement_id.in_(here)),
        (Event, Event.placement_id.in_(here)),
    ):
        theirs = and_(table.author == user.name, where)
        session.execute(update(table).where(theirs).values(author=SOMEBODY))


def _take_erasers_name_away(session: Session, user: User) -> None:
    """Let what somebody erased as their LMS's administrator be erased by nobody's name."""
    erasures = Event.kind == decisions.ERASURE, Event.placement_id.in_(_placements_of(user))
    theirs = update(Event).where(Event.author == user.name, *erasures)
    session.execute(theirs.values(author=SOMEBODY))


def _placements_of(user: User) -> Select[int]:
    """Return those of this person's registration, where they may have erased as administrator."""
    return (
        select(ResourceLink.placement_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Deployment, Deployment.id == Context.deployment_id)
        .where(Deployment.registration_id == user.registration_id)
    )


def _told(table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    is_open = table is table_of(Attempt) and row["submitted_at"] is None
    names = [name for name in row if not (is_open and name in WHAT_IT_ASKS)]
    return {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
