"""People as the platforms know them, found or added: by launches and by class lists alike."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import Enrollment, User
from quizzes.db import Base
from quizzes.models import Learner

Row = TypeVar("Row", bound=Base)


def person(session: Session, registration_id: int, subject: str, now: datetime) -> User:
    """Return a registration's user, new or known."""
    return find_or_add(
        session,
        User,
        lambda: User(name="", email="", learner_id=new(session, Learner(created_at=now)).id),
        registration_id=registration_id,
        subject=subject,
    )


def enroll(session: Session, user_id: int, context_id: int) -> Enrollment:
    """Return a person's enrollment in a course, new (as a learner) or known."""
    return find_or_add(
        session,
        Enrollment,
        lambda: Enrollment(is_staff=False),
        user_id=user_id,
        context_id=context_id,
    )


def new(session: Session, row: Row) -> Row:
    """Add a row and give it its id."""
    session.add(row)
    session.flush()
    return row


def find_or_add(
    session: Session, table: type[Row], make: Callable[[], Row], **key: int | str
) -> Row:
    """Return the row with this key, made if need be, also when another process makes it now."""
    wanted = select(table).filter_by(**key)
    if found := session.scalars(wanted).one_or_none():
        return found
    try:
        with session.begin_nested():
            row = make()
            for name, value in key.items():
                setattr(row, name, value)
            return new(session, row)
    except IntegrityError:
        return session.scalars(wanted).one()
