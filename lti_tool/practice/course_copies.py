"""Copying a course as Moodle does: new ids throughout; custom, resourceId and tag survive."""

import secrets
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from lti_tool.practice.models import Base, Course

Row = TypeVar("Row", bound=Base)


def copy(session: Session, course: Course) -> Course:
    """Make a course like this one, with the same people and nothing handed in."""
    made = like(
        course,
        id=new_id(session, course),
        title=f"{course.title} (copy)",
        history=[course.id, *course.history],
    )
    session.add(made)
    session.flush()
    for enrolled in course.enrollments:
        session.add(like(enrolled, id=None, course_id=made.id))
    renamed = {activity.id: secrets.token_hex(6) for activity in course.activities}
    for activity in course.activities:
        session.add(like(activity, id=renamed[activity.id], course_id=made.id))
    session.flush()
    for item in course.line_items:
        link = renamed[item.activity_id] if item.activity_id else None
        session.add(like(item, id=None, course_id=made.id, activity_id=link))
    session.flush()
    return made


def new_id(session: Session, course: Course) -> str:
    """Number the copies: DE101-2, DE101-3."""
    first = [course.id, *course.history][-1]
    numbered = (f"{first}-{number}" for number in count(2))
    return next(id_ for id_ in numbered if not session.get(Course, id_))


def like(row: Row, **changed: Any) -> Row:
    """Return a new row with this one's columns, but for some."""
    columns = {each.key: getattr(row, each.key) for each in inspect(type(row)).column_attrs}
    return type(row)(**(columns | changed))
