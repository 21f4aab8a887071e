"""What somebody is in a course: their role there, or the student whose view they look through."""

from dataclasses import dataclass
from typing import Final

from flask import session
from sqlalchemy.orm import Session

from lti_tool.practice.errors import Forbidden, NotFound
from lti_tool.practice.models import Course, Person
from lti_tool.practice.vocabulary import (
    ADMINISTRATOR,
    ASSISTANT,
    INSTRUCTOR,
    LEARNER,
    TEST_STUDENT,
)

STAFF: Final = (INSTRUCTOR, ASSISTANT, ADMINISTRATOR)
VIEWS: Final = (LEARNER, TEST_STUDENT)


@dataclass(frozen=True)
class Place:
    """A person in a course as it treats them now; staff may look through a student's eyes."""

    person: Person
    role: str
    looks_as_student: bool = False

    @property
    def learns(self) -> bool:
        """Whether the course shows them what students see."""
        return self.role not in STAFF

    @property
    def is_test(self) -> bool:
        """Whether they are the test student, whom no list names."""
        return self.role == TEST_STUDENT


def place_of(database: Session, person: Person, course: Course) -> Place:
    """Return the acting person's place in a course; Forbidden where they have none."""
    own = own_place(person, course)
    view = session.get("student_view")
    if own.learns or not view or view[0] != course.id:
        return own
    if view[1] == TEST_STUDENT:
        return Place(test_student(database, course), TEST_STUDENT, looks_as_student=True)
    return Place(person, LEARNER, looks_as_student=True)


def own_place(person: Person, course: Course) -> Place:
    """Return the place without any switch; an administrator has one in every course."""
    for each in person.enrollments:
        if each.course_id == course.id:
            return Place(person, each.role)
    if person.is_admin:
        return Place(person, ADMINISTRATOR)
    raise Forbidden(f"{person.shown_name} is not enrolled in {course.title}.")


def test_student(database: Session, course: Course) -> Person:
    """Return the course's test student, made when first needed: enrolled nowhere, as in Canvas."""
    id_ = f"test-student-{course.id}".lower()
    if not (found := database.get(Person, id_)):
        found = Person(id=id_, given_name="Test", family_name="Student", is_test=True)
        database.add(found)
        database.flush()
    return found


def look_as(course: Course, view: str) -> None:
    """See the course through a student's eyes from now on, or with one's own again."""
    if view in VIEWS:
        session["student_view"] = [course.id, view]
    else:
        session.pop("student_view", None)


def course_of(database: Session, person: Person, course_id: str) -> tuple[Course, Place]:
    """Find a course that the person may see, and their place in it."""
    if not (course := database.get(Course, course_id)):
        raise NotFound("There is no such course.")
    return course, place_of(database, person, course)


def taught_course(database: Session, person: Person, course_id: str) -> tuple[Course, Place]:
    """Find a course that the person, as they act in it now, may change."""
    course, place = course_of(database, person, course_id)
    if place.learns:
        raise Forbidden("Only those who teach a course may change it.")
    return course, place
