"""Students of a demo course and all of their work, stored a table at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session, aliased

from lti_tool.demo import rows
from lti_tool.demo.people import Student, Try
from lti_tool.demo.rows import Enrolled, Link, Row
from lti_tool.models import Enrollment, Score, Seat, User
from quizzes.db import Base
from quizzes.models import Attempt, Learner, Mark, Reflection, Reply, Response, SectionRead


def add(session: Session, link: Link, some: Sequence[Student], now: datetime) -> None:
    """Add students, and everything that they did."""
    learner_ids = _insert_numbered(session, Learner, [{"created_at": now} for _ in some])
    user_ids = _insert_numbered(session, User, rows.users(link, some, learner_ids))
    everyone = [Enrolled(*each) for each in zip(some, user_ids, learner_ids, strict=True)]
    _insert(session, Enrollment, rows.enrollments(link, everyone, now))
    _insert(session, Seat, rows.seats(link, everyone))
    _insert(session, SectionRead, rows.sections_read(link, everyone))
    reflection_ids = _insert_numbered(session, Reflection, rows.reflections(link, everyone))
    _insert(session, Reply, rows.replies(everyone, reflection_ids, now))
    _insert_attempts(session, rows.attempts(link, everyone))
    tries = _tries(session, link, everyone)
    _insert(session, Response, rows.responses(tries))
    _insert(session, Mark, rows.marks(link, tries))
    _insert(session, Score, rows.scores(link, everyone, now))


def _insert_attempts(session: Session, made: Iterable[Row]) -> None:
    """Insert attempts; their questions are large, so the database copies them."""
    template = aliased(Attempt)
    copied = select(template.quiz).where(template.id == bindparam("template")).scalar_subquery()
    if found := list(made):
        # The session's own execute would send them apart by which columns are NULL: far more trips.
        session.connection().execute(insert(Attempt).values(quiz=copied), found)


def _tries(session: Session, link: Link, everyone: Sequence[Enrolled]) -> dict[int, Try]:
    """Return the tries by the numbers of their attempts, in the order of the students."""
    found = session.execute(
        select(Attempt.learner_id, Attempt.number, Attempt.id)
        .where(Attempt.placement_id == link.placement_id)
        .where(Attempt.learner_id.in_([each.learner_id for each in everyone]))
    )
    ids = {(learner_id, number): attempt_id for learner_id, number, attempt_id in found}
    return {
        ids[each.learner_id, tried.number]: tried
        for each in everyone
        for tried in each.student.tries
    }


def _insert(session: Session, table: type[Base], made: Iterable[Row]) -> None:
    if found := list(made):
        session.execute(insert(table), found)


def _insert_numbered(session: Session, table: type[Base], made: Iterable[Row]) -> list[int]:
    """Insert rows that get a number; returns the numbers, in the same order."""
    returning: Any = insert(table).returning(table.id, sort_by_parameter_order=True)  # type: ignore[attr-defined]
    found = list(made)
    return list(session.scalars(returning, found)) if found else []
