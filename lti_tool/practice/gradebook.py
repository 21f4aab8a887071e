"""The gradebook as a table: a row for each student, a cell for each column."""

from dataclasses import dataclass

from lti_tool.practice.models import Course, LineItem, Person, Score


@dataclass(frozen=True)
class Row:
    """One student and their scores, a cell for each line item in its order."""

    person: Person
    cells: tuple[tuple[LineItem, Score | None], ...]


def rows(course: Course, only: Person | None) -> list[Row]:
    """Return a row for each student of the course, or for `only` one."""
    scores = {
        (score.line_item_id, score.person_id): score
        for item in course.line_items
        for score in item.scores
    }
    return [
        Row(person, tuple((item, scores.get((item.id, person.id))) for item in course.line_items))
        for person in learners(course)
        if only is None or person.id == only.id
    ]


def learners(course: Course) -> list[Person]:
    """Return the course's students by name, as the page writes it; those without one last."""
    found = [each.person for each in course.enrollments if each.learns]
    return sorted(found, key=lambda person: (not person.name, person.shown_name))


def grades_of(course: Course, person: Person) -> dict[str, Score]:
    """Return a person's scores by activity."""
    return {
        item.activity_id: score
        for item in course.line_items
        for score in item.scores
        if item.activity_id and score.person_id == person.id
    }
