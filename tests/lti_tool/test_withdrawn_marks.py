"""A mark that nothing else stands behind is withdrawn again: what is said, and what is sent."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from lti_tool.cli import group
from lti_tool.grades import comparing, outbox
from lti_tool.grades.state import by_platform
from lti_tool.models import ResourceLink, owe_again
from tests.support.delivering import deliver, later, link_of, score_of
from tests.support.forms import Page
from tests.support.launching import Client, claims, instructor, submit_right
from tests.support.platform import Platform

KEPT = "19 of 20, as sent to the gradebook, no longer counts."
UNTIL = "It stays there until a submission counts or a teacher changes it there."


class Course:
    """Ada, who has submitted nothing, and Grace, who gives her 19 of 20 all the same."""

    def __init__(self, app: Flask, platform: Platform) -> None:
        self.app, self.platform = app, platform
        self.ada, self.grace = Client(app), Client(app)
        self.activity = self.ada.open(platform, claims(platform))
        overview = self.grace.open(platform, instructor(platform))
        self.teaching = overview.removesuffix("/class")
        found = self.grace.get(f"{overview}/students").text
        [self.page] = re.findall(r'href="([^"]+/students/\d+)"', found)
        self.decide("override", points="19", reading="as_it_is")

    def decide(self, what: str, **typed: str) -> Page:
        answer = self.grace.post(f"{self.page}/{what}", {"reason": "She was ill."} | typed)
        assert answer.status_code == 303, answer.text
        return self.grace.page(answer.location)

    def withdraw(self) -> Page:
        return self.decide("override/withdrawal")

    def seen_by_ada(self) -> str:
        return self.ada.page(self.activity).words


@pytest.fixture
def course(app: Flask, platform: Platform) -> Course:
    return Course(app, platform)


def test_before_it_is_withdrawn_the_page_says_what_the_lms_keeps(
    app: Flask, course: Course
) -> None:
    deliver(app)
    words = course.grace.page(course.page).words
    assert "the LMS keeps 19 of 20 until a submission counts." in words
    submit_right(course.ada, course.activity)
    assert "until a submission counts" not in course.grace.page(course.page).words


def test_afterwards_both_read_that_it_counts_no_longer_and_stays_there(
    app: Flask, course: Course
) -> None:
    deliver(app)
    page = course.withdraw()
    assert "so the LMS keeps the grade until a submission counts: change it there" in page.words
    for words in (page.words, course.seen_by_ada()):
        assert f"{KEPT} {UNTIL}" in words
        assert "In the gradebook" not in words


def test_one_that_was_not_sent_yet_is_not_sent_any_more(app: Flask, course: Course) -> None:
    page = course.withdraw()
    assert "Withdrawn: nothing counts until the questions are submitted." in page.words
    deliver(app, later(minutes=5))
    assert course.platform.scores == {}
    assert "No grade is sent until the questions are submitted." in course.seen_by_ada()


def test_where_another_one_was_sent_before_nobody_claims_to_know_which_is_there(
    app: Flask, course: Course
) -> None:
    deliver(app)
    course.decide("override", points="12", reading="as_it_is")
    words = course.withdraw().words
    assert f"The grade that was sent to the gradebook no longer counts. {UNTIL}" in words
    deliver(app, later(minutes=5))
    assert course.platform.scores["student-1"]["scoreGiven"] == 19


def test_one_that_a_teacher_clears_there_is_not_sent_again(app: Flask, course: Course) -> None:
    deliver(app)
    course.withdraw()
    course.platform.scores.clear()
    database, services = app.extensions["database"], app.extensions["services"]
    comparing.compare(database, services, link_of(app).id, later(minutes=5))
    with database.begin() as session:
        link = session.get_one(ResourceLink, link_of(app).id)
        outbox.retry(session, link, later(minutes=6))
        outbox.send_again(session, [score_of(app).id], later(minutes=6))
        owe_again(session, link, later(minutes=6))
    said = app.test_cli_runner().invoke(group, ["scores", "retry", str(score_of(app).id)]).output
    assert said.startswith("0 of 1 go out now")
    deliver(app, later(minutes=10))
    assert course.platform.scores == {}
    assert KEPT in course.seen_by_ada()


def test_it_is_owed_nowhere_and_missing_nowhere(app: Flask, course: Course) -> None:
    course.withdraw()
    with app.extensions["database"].read() as session:
        assert by_platform(session, later(minutes=5)) == {}
    overview = course.grace.page(f"{course.teaching}/class").words
    assert "not in the LMS yet" not in overview
    owed = course.grace.page(f"{course.teaching}/class/students?show=not-in-lms").words
    assert "Ada Lovelace" not in owed


def test_the_next_score_takes_its_place_also_where_it_is_lower_or_the_same(
    app: Flask, course: Course
) -> None:
    deliver(app)
    course.withdraw()
    submit_right(course.ada, course.activity)
    deliver(app, later(minutes=5))
    assert course.platform.scores["student-1"]["scoreGiven"] == 16
    assert "In the gradebook: 16 of 20" in course.seen_by_ada()
    course.decide("reset")
    assert "16 of 20, as sent to the gradebook, no longer counts." in course.seen_by_ada()
    course.platform.scores.clear()
    submit_right(course.ada, course.activity)
    deliver(app, later(minutes=10))
    assert course.platform.scores["student-1"]["scoreGiven"] == 16
