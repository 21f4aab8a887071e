"""The CSV for Canvas's gradebook, read by the rules of Canvas's importer."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.instructor import canvas_rows
from lti_tool.models import ResourceLink, Seat, User
from tests.lti_tool.a_class import Classroom, a_class
from tests.lti_tool.test_exports import rows_of
from tests.support.canvas_gradebook import Gradebook, InvalidHeaders, Student

OURS, OTHER = 4711, 4712
TITLE = "Tasks vs assets"


@pytest.fixture
def classroom(app: Flask) -> Classroom:
    classroom = a_class(app, 12)
    rename(classroom, TITLE)
    return classroom


def rename(classroom: Classroom, title: str) -> None:
    with classroom.database.begin() as session:
        session.execute(update(ResourceLink).values(title=title))


def change(classroom: Classroom, user_id: int, **values: str) -> None:
    """Have the LMS say something else of somebody; seats have the name as it is looked for."""
    with classroom.database.begin() as session:
        session.execute(update(User).filter_by(id=user_id).values(**values))
        if "name" in values:
            key = {"name_key": values["name"].casefold()}
            session.execute(update(Seat).filter_by(user_id=user_id).values(**key))


def scored(classroom: Classroom) -> dict[int, float]:
    """Return who of the class has a score."""
    wanted = select(Seat.user_id, Seat.score).where(Seat.is_here, Seat.score.is_not(None))
    with classroom.database.read() as session:
        return {user_id: score for user_id, score in session.execute(wanted) if score is not None}


def course(classroom: Classroom, *, logins: bool = True) -> Gradebook:
    """Return the Canvas course that the class is from; its logins are addresses, or are not."""
    with classroom.database.read() as session:
        users = session.scalars(select(User).join(Seat, Seat.user_id == User.id)).all()
    students = [Student(user.id, user.name, user.email if logins else "x") for user in users]
    return Gradebook(students, {OURS: TITLE, OTHER: "Essay"})


def grades(book: Gradebook) -> dict[int, float]:
    return {student: float(grade) for (student, _), grade in book.grades.items()}


def taken(classroom: Classroom, book: Gradebook) -> Gradebook:
    book.take(classroom.page("/exports/canvas.csv"))
    return book


@pytest.mark.parametrize("logins", [True, False])
def test_every_score_lands_at_its_student_by_login_or_else_by_name(
    classroom: Classroom, logins: bool
) -> None:
    book = taken(classroom, course(classroom, logins=logins))
    assert grades(book) == scored(classroom)
    assert {assignment for _, assignment in book.grades} == {OURS}
    assert (book.points, book.asked_about) == ({OURS: "20.0"}, [])


def test_no_grade_that_stands_in_canvas_is_taken_away(classroom: Classroom) -> None:
    book = course(classroom)
    [without, *_] = sorted({each.id for each in book.students} - set(scored(classroom)))
    book.grades[without, OURS] = book.grades[without, OTHER] = "12"
    taken(classroom, book)
    assert (book.grades[without, OURS], book.grades[without, OTHER]) == ("12", "12")


def test_of_two_of_the_same_name_none_gets_the_others_grade(classroom: Classroom) -> None:
    one, other, *_ = scored(classroom)
    for user_id in (one, other):
        change(classroom, user_id, name="Ada Lovelace")
    assert grades(taken(classroom, course(classroom))) == scored(classroom)
    book = taken(classroom, course(classroom, logins=False))
    assert {one, other}.isdisjoint(grades(book))
    assert len([name for name in book.asked_about if name.startswith("Ada Lovelace (")]) == 2


def test_somebody_whom_canvas_does_not_know_is_asked_about(classroom: Classroom) -> None:
    unknown, *_ = scored(classroom)
    book = course(classroom)
    book.students = [each for each in book.students if each.id != unknown]
    assert unknown not in grades(taken(classroom, book))
    assert len(book.asked_about) == 1


def test_without_a_name_and_an_address_one_is_asked_about_and_not_lost(
    classroom: Classroom,
) -> None:
    nameless, *_ = scored(classroom)
    change(classroom, nameless, name="", email="")
    [asked] = taken(classroom, course(classroom)).asked_about
    assert asked.startswith("Student ")


@pytest.mark.parametrize("login", ['O\'Brien; Ada, "the first"@example.org', "0231163", "ada"])
def test_a_login_is_found_as_it_is_written(classroom: Classroom, login: str) -> None:
    somebody, *_ = scored(classroom)
    change(classroom, somebody, email=login, name="")
    assert grades(taken(classroom, course(classroom))) == scored(classroom)


@pytest.mark.parametrize("name", ["=1+1", "-Ada", "@ada", "Lovelace, Ada", 'Ada "Countess" L.'])
def test_whoever_has_an_odd_name_is_found_by_login(classroom: Classroom, name: str) -> None:
    somebody, *_ = scored(classroom)
    change(classroom, somebody, name=name)
    assert grades(taken(classroom, course(classroom))) == scored(classroom)


@pytest.mark.parametrize(
    "name", ["Ada\nLovelace", "Ada\r\nLovelace", "Ada; Countess; of; Lovelace"]
)
def test_a_name_parts_no_lines_and_no_columns(classroom: Classroom, name: str) -> None:
    first = min(scored(classroom))
    change(classroom, first, name=name)
    rename(classroom, "Week 1;\nTasks; assets")
    book = course(classroom)
    book.assignments[OURS] = "Week 1; Tasks; assets"
    assert grades(taken(classroom, book)) == scored(classroom)


@pytest.mark.parametrize("title", ["Week 1 (2)", "Week 1, the first", "Finals", "Grüße 日本"])
def test_the_assignment_is_found_by_its_title(classroom: Classroom, title: str) -> None:
    rename(classroom, title)
    book = course(classroom)
    book.assignments[OURS] = title
    assert grades(taken(classroom, book)) == scored(classroom)
    assert canvas_rows.finds(title)
    assert "Give the link another title" not in classroom.page("/exports")


@pytest.mark.parametrize(
    "title", ["My Final Score", "Override Status", "=1+1", "1,234.5", "Section"]
)
def test_a_title_that_canvas_does_not_find_is_said_before(classroom: Classroom, title: str) -> None:
    rename(classroom, title)
    book = course(classroom)
    book.assignments[OURS] = title
    assert grades(taken(classroom, book)) != scored(classroom)
    assert not canvas_rows.finds(title)
    assert "Give the link another title" in classroom.page("/exports")


def test_a_title_that_no_assignment_has_is_asked_about(classroom: Classroom) -> None:
    rename(classroom, "Renamed since")
    book = taken(classroom, course(classroom))
    assert (book.grades, book.asked_about) == ({}, ["Renamed since"])


def test_what_canvas_wants_first_is_there(classroom: Classroom) -> None:
    heads, points, *rows = rows_of(classroom.page("/exports/canvas.csv"))
    assert heads == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", TITLE]
    assert points == ["    Points Possible", "", "", "", "", "20.0"]
    assert {len(row) for row in rows} == {6}
    with pytest.raises(InvalidHeaders):
        course(classroom).take("Name,Email,Score\n")
