"""The groups of a class: which there are, who is in one, and in which somebody is.

Of a course whose platform never offered groups nothing is asked.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from lti_tool.models import Context, CourseGroup, GroupMembership, Seat

SEVERAL = "; "
"""What stands between the names of several groups."""


def find(session: Session, course: Context) -> dict[int, str]:
    """Return the names of a course's groups that have students, by our numbers, in order."""
    if not course.groups_url:
        return {}
    students = exists().where(GroupMembership.course_group_id == CourseGroup.id)
    wanted = select(CourseGroup.id, CourseGroup.name).where(
        CourseGroup.context_id == course.id, students
    )
    found = [(number, name) for number, name in session.execute(wanted)]
    return dict(sorted(found, key=lambda group: (group[1].casefold(), group[0])))


def is_in(course: Context, group: int) -> ColumnElement[bool]:
    """Return what holds for the seats of those in a group of this course."""
    return Seat.user_id.in_(
        select(GroupMembership.user_id)
        .join(CourseGroup, CourseGroup.id == GroupMembership.course_group_id)
        .where(CourseGroup.id == group, CourseGroup.context_id == course.id)
    )


def names(session: Session, course: Context, user_ids: Collection[int]) -> Mapping[int, str]:
    """Return the groups of these people in a course, in words; nothing for who is in none."""
    if not course.groups_url:
        return {}
    wanted = (
        select(GroupMembership.user_id, CourseGroup.name)
        .join(CourseGroup, CourseGroup.id == GroupMembership.course_group_id)
        .where(CourseGroup.context_id == course.id, GroupMembership.user_id.in_(user_ids))
    )
    found: dict[int, list[str]] = {}
    for user_id, name in session.execute(wanted):
        found.setdefault(user_id, []).append(name)
    return {
        user_id: SEVERAL.join(sorted(theirs, key=str.casefold)) for user_id, theirs in found.items()
    }
