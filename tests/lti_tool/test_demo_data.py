"""Demo data: the same course each time, and a link that opens it for its instructor."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from lti_tool.demo import writing
from lti_tool.demo.answers import sheets
from lti_tool.demo.commands import demo_data
from lti_tool.demo.people import students
from lti_tool.models import Seat
from quizzes import attempts
from quizzes.content import catalogue
from quizzes.grading import grade
from quizzes.models import Attempt, Mark
from tests.lti_tool.a_class import a_class
from tests.support.launching import Client

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_the_same_number_of_students_is_the_same_people_with_the_same_work(app: Flask) -> None:
    activity = catalogue.load("tasks-vs-assets")
    drawn = sheets(activity, 2)
    assert list(students(activity, drawn, 50, NOW)) == list(students(activity, drawn, 50, NOW))


def test_a_thousand_have_names_of_their_own() -> None:
    assert len({writing.name(number) for number in range(1000)}) == 1000


def test_what_is_stored_is_what_marking_the_answers_gives(app: Flask) -> None:
    classroom = a_class(app, 6)
    with classroom.database.read() as session:
        submitted = session.scalars(select(Attempt).where(Attempt.submitted_at.is_not(None))).all()
        assert submitted
        for attempt in submitted:
            outcome = grade(attempts.quiz(attempt), attempts.answers(attempt))
            assert (attempt.given, attempt.maximum) == (float(outcome.given), outcome.maximum)
        marked = session.scalar(select(func.count(Mark.attempt_id.distinct())))
        assert marked == len(submitted)


def test_the_command_makes_a_course_once_and_leads_into_it(app: Flask) -> None:
    for words in ("is ready", "was made before"):
        said = app.test_cli_runner().invoke(demo_data, ["--students", "3"]).output
        assert words in said, said
        [link] = [word for word in said.split() if word.startswith("http")]
        client = Client(app)
        opened = client.get(urlsplit(link).path)
        page = client.get(client.get(opened.location).location)
        assert "of 3 complete" in page.text
    with app.extensions["database"].read() as session:
        assert session.scalar(select(func.count()).select_from(Seat)) == 3


def test_the_command_says_what_is_missing(app: Flask) -> None:
    ran = app.test_cli_runner().invoke(demo_data, ["--platform", "99"])
    assert (ran.exit_code, "belongs to a platform" in ran.output) == (1, True)
