"""What is kept about people: shown to them, taken out, erased, and accounted for in docs."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool import privacy
from lti_tool.cli import group
from lti_tool.learner.kept import TABLES
from lti_tool.models import User
from quizzes.db import Base
from tests.lti_tool.a_classroom import Classroom
from tests.support.forms import Page
from tests.support.launching import Client, begin, claims, read_everything
from tests.support.platform import Platform
from tests.support.rows import everything

DOCS = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text()
SECRETS = re.compile(r"_hash")


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    """Ada, who did everything there is to do, and Grace, who decided something for her."""
    made = Classroom(app, platform)
    read_everything(made.student, made.activity)
    made.teacher.post(f"{made.page}/replies/which-model-fits", {"text": "Well said."})
    made.decide("override", points="12", reading="done")
    made.decide("allowance", extra_attempts="2")
    return made


def person(app: Flask, subject: str) -> User:
    with app.extensions["database"].read() as session:
        return session.scalars(select(User).filter_by(subject=subject)).one()


def run(app: Flask, *typed: str) -> str:
    ran = app.test_cli_runner().invoke(group, ["people", *typed])
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_whoever_looks_sees_all_that_is_kept_of_them_and_of_nobody_else(
    classroom: Classroom,
) -> None:
    classroom.another("student-2", "Alan Turing")
    page = classroom.student.page(f"{classroom.activity}kept")
    for words in ("Ada Lovelace", "ada@example.org", "word word", "Well said.", "She was ill."):
        assert words in page.words
    assert "Alan" not in page.words
    assert not SECRETS.search(page.text)


def test_it_can_be_taken_along_as_a_file(classroom: Classroom) -> None:
    answer = classroom.student.get(f"{classroom.activity}kept/file")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = json.loads(answer.text)
    assert [row["subject"] for row in found["user"]] == ["student-1"]
    assert set(found) <= set(TABLES)
    assert {"attempt", "response", "reflection", "reply", "score", "override", "event"} <= set(
        found
    )


def test_what_an_open_attempt_asks_is_not_told(classroom: Classroom) -> None:
    begin(classroom.student, classroom.activity)
    found = json.loads(classroom.student.get(f"{classroom.activity}kept/file").text)
    submitted, unfinished = found["attempt"]
    assert {"quiz", "seed"} <= set(submitted)
    assert not {"quiz", "seed"} & set(unfinished)


def test_the_command_prints_the_same_as_the_file(app: Flask, classroom: Classroom) -> None:
    listed = run(app, "find", "Ada Love")
    number = listed.split()[0]
    assert "student-1" in listed
    found = json.loads(run(app, "export", number))
    file = json.loads(classroom.student.get(f"{classroom.activity}kept/file").text)
    assert found == file


def test_who_is_erased_is_in_no_table_any_more_and_nobody_else_changes(
    app: Flask, classroom: Classroom
) -> None:
    classroom.another("student-2", "Alan Turing")
    other = person(app, "student-2")
    database = app.extensions["database"]
    with database.read() as session:
        before = privacy.export(session, other)
    said = run(app, "erase", str(person(app, "student-1").id), "--yes")
    assert "attempt: 1" in said
    rows = str(everything(database))
    for words in ("Ada Lovelace", "'student-1'", "word word", "Well said."):
        assert words not in rows
    with database.read() as session:
        assert privacy.export(session, other) == before
    assert classroom.student.get(classroom.activity).status_code == 403


def test_who_comes_again_after_that_begins_anew(
    app: Flask, platform: Platform, classroom: Classroom
) -> None:
    run(app, "erase", str(person(app, "student-1").id), "--yes")
    client = Client(app)
    page: Page = client.page(client.open(platform, claims(platform)))
    assert "Start the questions" in page.words


def test_what_erased_staff_wrote_to_students_stays_by_nobodys_name(
    app: Flask, classroom: Classroom
) -> None:
    run(app, "erase", str(person(app, "teacher-1").id), "--yes")
    page = classroom.seen_by_the_student()
    assert "an instructor set your mark to 12 of 20." in page
    assert "Grace Hopper" not in str(everything(app.extensions["database"]))


def test_without_a_yes_nobody_is_erased(app: Flask, classroom: Classroom) -> None:
    number = str(person(app, "student-1").id)
    ran = app.test_cli_runner().invoke(group, ["people", "erase", number], input="n\n")
    assert ran.exit_code == 1
    assert person(app, "student-1").name == "Ada Lovelace"


@pytest.mark.parametrize("typed", [["export", "999"], ["erase", "999", "--yes"]])
def test_a_number_that_nobody_has_is_said_to_be_nobodys(app: Flask, typed: list[str]) -> None:
    ran = app.test_cli_runner().invoke(group, ["people", *typed])
    assert (ran.exit_code, "Nobody has this number" in ran.output) == (1, True)


def test_every_field_of_every_table_is_accounted_for() -> None:
    written = {
        (section.partition("`")[0], column)
        for section in re.split(r"^### `", DOCS, flags=re.MULTILINE)[1:]
        for column in re.findall(r"`([a-z_]+)`", section.partition("\n")[2])
    }
    kept = {
        (table.name, column.name) for table in Base.metadata.sorted_tables for column in table.c
    }
    assert written == kept
