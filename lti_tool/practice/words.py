"""How values are written on the pages."""

from datetime import datetime
from zlib import crc32

from lti_tool.practice.models import Enrollment, Person
from lti_tool.practice.vocabulary import ASSISTANT, INSTRUCTOR, LEARNER

ROLES = {INSTRUCTOR: "Instructor", ASSISTANT: "Teaching assistant", LEARNER: "Student"}


def role_of(who: Person | Enrollment) -> str:
    """Name a role in a course, or a person's roles where these differ."""
    if isinstance(who, Enrollment):
        return ROLES[who.role]
    if who.is_admin:
        return "Administrator"
    words = {ROLES[each.role] for each in who.enrollments}
    if len(words) == 1:
        return words.pop()
    return ", ".join(f"{ROLES[each.role]} in {each.course_id}" for each in who.enrollments)


def clock(moment: datetime) -> str:
    """Write a time of this machine: people and LMS share it."""
    return f"{moment.astimezone():%-d %b, %H:%M:%S}"


def points(value: float) -> str:
    """Write 10.0 as 10 and 8.6666 as 8.67."""
    return f"{round(value, 2):g}"


def initials(person: Person) -> str:
    """Abbreviate a name for its round badge."""
    if person.given_name and person.family_name:
        return person.given_name[0] + person.family_name[0]
    return "?"


def tint(id_: str) -> str:
    """Pick one of six colours for an id, always the same one."""
    return f"tint-{crc32(id_.encode()) % 6}"
