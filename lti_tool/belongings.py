"""Which rows are whose: found by the foreign keys that lead there; so no table is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, false, or_, select

from lti_tool.models import Context, ResourceLink, User, Visit
from quizzes.db import Base
from quizzes.models import Learner, Placement

OF_OTHERS = frozenset({Visit.__table__.c.reviewed_id})
"""Columns that lead to a person from what is somebody else's."""

Belongings = Mapping[Table, ColumnElement[bool]]
"""For each table, what holds for those of its rows that belong to somebody or to something."""


def of_people(some: Iterable[User]) -> Belongings:
    """Return what is these people's: who they are, and whatever leads to that."""
    everybody = list(some)
    learners = {each for user in everybody for each in (user.learner_id, user.trial_learner_id)}
    people, users = table_of(Learner), table_of(User)
    return _leading_to(
        {
            people: people.c.id.in_(learners - {None}),
            users: users.c.id.in_([user.id for user in everybody]),
        }
    )


def of_course(context_id: int) -> Belongings:
    """Return what was done in a course; not the course, its links and how these are set up."""
    courses, links, placements = map(table_of, (Context, ResourceLink, Placement))
    here = links.c.context_id == context_id
    seeds = {
        courses: courses.c.id == context_id,
        links: here,
        placements: placements.c.id.in_(select(links.c.placement_id).where(here)),
    }
    return _but(seeds, _leading_to(seeds))


def of_placements(placements: Select[int]) -> Belongings:
    """Return what was done at placements that no link opens any more."""
    table = table_of(Placement)
    seeds = {table: table.c.id.in_(placements), table_of(ResourceLink): false()}
    return _but(seeds, _leading_to(seeds))


def of_both(some: Belongings, others: Belongings) -> Belongings:
    """Return what belongs to both."""
    return {table: and_(some[table], others[table]) for table in some if table in others}


def whose(belongings: Belongings) -> ColumnElement[bool]:
    """Return what holds for the users to whom one of these rows leads."""
    return or_(
        *(
            own.in_(select(column).where(condition, column.is_not(None)))
            for table, condition in belongings.items()
            for column, own in leading_to_people(table)
        )
    )


def has_nothing() -> ColumnElement[bool]:
    """Return what holds for users to whom no row leads at all."""
    return and_(
        *(
            ~select(column).where(column == own).correlate(table_of(User)).exists()
            for table in Base.metadata.sorted_tables
            if table is not table_of(User)
            for column, own in leading_to_people(table)
        )
    )


def leading_to_people(table: Table) -> Iterator[tuple[Column[Any], Any]]:
    """Yield columns that lead to somebody, each with the column of `user` that it meets."""
    owns = {
        table_of(User): (User.id,),
        table_of(Learner): (User.learner_id, User.trial_learner_id),
    }
    for column in _keys(table):
        for foreign in column.foreign_keys:
            for own in owns.get(foreign.column.table, ()):
                yield column, own


def table_of(model: type[Base]) -> Table:
    """Return a model's table."""
    return Base.metadata.tables[model.__tablename__]


def _leading_to(seeds: Belongings) -> Belongings:
    """Return these rows, those with a foreign key to one of them, those with one to these, ..."""
    found = dict(seeds)
    for table in Base.metadata.sorted_tables:
        if table not in found:
            conditions = [
                column.in_(select(foreign.column).where(found[foreign.column.table]))
                for column in _keys(table)
                for foreign in column.foreign_keys
                if foreign.column.table in found
            ]
            if conditions:
                found[table] = or_(*conditions)
    return found


def _keys(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column.foreign_keys and column not in OF_OTHERS]


def _but(seeds: Belongings, found: Belongings) -> Belongings:
    return {table: condition for table, condition in found.items() if table not in seeds}
