"""What an instructor replies to a reflection, and what of it was there at the submission."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.models import Attempt, Placement, Reply
from tests.support.launching import (
    Client,
    claims,
    instructor,
    read_everything,
    submit_right,
)
from tests.support.platform import Platform

FIRST, SECOND = (prompt.id for prompt in catalogue.load("tasks-vs-assets").prompts)


class Classroom:
    """A student who wrote something, and the instructor of the course."""

    def __init__(self, app: Flask, platform: Platform) -> None:
        self.app, self.platform = app, platform
        self.student, self.teacher = Client(app), Client(app)
        self.activity = self.student.open(platform)
        self.write("Assets, for us.")
        overview = self.teacher.open(platform, instructor(platform))
        [link] = re.findall(
            r'href="([^"]+/students/\d+)"', self.teacher.get(overview + "/students").text
        )
        self.page = link

    def write(self, text: str, prompt: str = FIRST) -> None:
        answer = self.student.post(f"{self.activity}reflections/{prompt}", {"text": text})
        assert answer.status_code == 303

    def reply(self, text: str, prompt: str = FIRST) -> str:
        """Reply as the instructor; returns the page that comes of it."""
        answer = self.teacher.post(f"{self.page}/replies/{prompt}", {"text": text})
        assert answer.status_code == 303, answer.text
        return self.teacher.get(answer.location).text

    def seen_by_the_student(self) -> str:
        return self.student.page(self.activity).words

    def seen_by_the_teacher(self) -> str:
        return self.teacher.page(self.page).words


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    return Classroom(app, platform)


def test_a_reply_is_shown_beneath_the_reflection_with_its_author_and_time(
    classroom: Classroom,
) -> None:
    assert "Reply from" not in classroom.seen_by_the_student()
    page = classroom.reply("Why not\ntasks?")
    assert "Ada Lovelace sees the reply of Grace Hopper" in page
    assert re.search(r'class="replied" id="told" tabindex="-1" data-focus-here', page)
    shown = classroom.student.get(classroom.activity).text
    assert re.search(r"<strong>Reply from Grace Hopper</strong>, <time datetime", shown)
    assert '<blockquote class="written">Why not\ntasks?</blockquote>' in shown
    assert "Reflect , 1 reply" in classroom.seen_by_the_student()


def test_a_reply_that_was_changed_is_shown_as_it_is_now(classroom: Classroom) -> None:
    classroom.reply("First thought.")
    classroom.reply("Second thought.")
    assert "First thought." not in classroom.seen_by_the_student()
    assert "Second thought." in classroom.seen_by_the_student()
    form = classroom.teacher.page(classroom.page).form("text", to=FIRST)
    assert [box.value for box in form.controls if box.name == "text"] == ["Second thought."]


def test_a_withdrawn_reply_is_gone(classroom: Classroom) -> None:
    classroom.reply("A slip.")
    answer = classroom.teacher.post(f"{classroom.page}/replies/{FIRST}/withdrawal")
    assert "The reply is withdrawn" in classroom.teacher.get(answer.location).text
    assert "A slip." not in classroom.seen_by_the_student()
    with classroom.app.extensions["database"].read() as session:
        assert session.scalars(select(Reply)).all() == []


def test_withdrawing_twice_does_no_harm(classroom: Classroom) -> None:
    for _ in range(2):
        answer = classroom.teacher.post(f"{classroom.page}/replies/{FIRST}/withdrawal")
        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("prompt", "text", "words"),
    [
        (FIRST, " \n", "A reply says something"),
        (FIRST, "x" * 5001, "At most 5000 characters are kept; this has 5001."),
        (SECOND, "Good.", "Nothing was written to this prompt"),
        ("nonsense", "Good.", "Nothing was written to this prompt"),
    ],
)
def test_a_reply_that_cannot_be_is_refused_and_the_last_one_stays(
    classroom: Classroom, prompt: str, text: str, words: str
) -> None:
    classroom.reply("It stays.")
    answer = classroom.teacher.post(f"{classroom.page}/replies/{prompt}", {"text": text})
    assert answer.status_code == 422
    assert words in answer.text
    assert "It stays." in classroom.seen_by_the_student()


def test_a_reply_is_for_one_student_alone(classroom: Classroom) -> None:
    classroom.reply("For Ada.")
    other = Client(classroom.app)
    path = other.open(classroom.platform, claims(classroom.platform, sub="student-2"))
    read_everything(other, path)
    assert "For Ada." not in other.get(path).text


def test_a_reply_can_be_written_and_read_after_the_activity_has_closed(
    classroom: Classroom,
) -> None:
    with classroom.app.extensions["database"].begin() as session:
        session.scalars(select(Placement)).one().closes_at = utcnow()
    classroom.reply("Well said.")
    assert "Well said." in classroom.seen_by_the_student()


def test_the_instructor_sees_what_was_submitted_beside_what_stands_there_now(
    classroom: Classroom,
) -> None:
    submit_right(classroom.student, classroom.activity)
    assert "As submitted" not in classroom.seen_by_the_teacher()
    classroom.write("On second thoughts, tasks.")
    classroom.write("Written late.", SECOND)
    page = classroom.seen_by_the_teacher()
    assert "On second thoughts, tasks. As submitted with attempt 1 Assets, for us." in page
    assert "When attempt 1 was submitted, nothing had been written here yet." in page


def test_attempts_with_the_same_text_are_named_together(classroom: Classroom) -> None:
    for _ in range(2):
        submit_right(classroom.student, classroom.activity)
    classroom.write("Tasks.")
    submit_right(classroom.student, classroom.activity)
    page = classroom.seen_by_the_teacher()
    assert "As submitted with attempts 1, 2 Assets, for us." in page
    assert page.count("As submitted") == 1


def test_of_an_attempt_from_before_this_was_kept_nothing_is_said(classroom: Classroom) -> None:
    submit_right(classroom.student, classroom.activity)
    with classroom.app.extensions["database"].begin() as session:
        session.scalars(select(Attempt)).one().reflections = None
    classroom.write("Tasks.")
    assert "submitted with" not in classroom.seen_by_the_teacher()
