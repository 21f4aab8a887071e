"""What an instructor decides for one student, on the pages and in what is owed to the gradebook."""

import re

import pytest
from flask import Flask

from quizzes.db import utcnow
from quizzes.models import Placement
from tests.lti_tool.a_classroom import Classroom
from tests.support.delivering import change, deliver, later, score_of
from tests.support.launching import MEANT, submit_right
from tests.support.platform import Platform


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    return Classroom(app, platform)


def test_a_mark_that_was_decided_is_owed_also_where_it_is_lower(
    app: Flask, classroom: Classroom
) -> None:
    assert deliver(app).given == 16
    page = classroom.decide("override", points="8.5", reading="as_it_is")
    assert "Decided. Where the grade changes, it is sent to the gradebook." in page.words
    assert "The mark was set to 8.5 of 20" in page.words
    assert "Grace Hopper set the mark to 8.5 of 20. “She was ill.”" in page.words
    assert score_of(app).given == 8.5
    deliver(app, later(minutes=1))
    sent = classroom.platform.scores["student-1"]
    assert (sent["scoreGiven"], sent["scoreMaximum"]) == (8.5, 20)
    assert "decided by Grace Hopper: She was ill." in sent["comment"]


def test_the_student_reads_what_was_decided_and_why(classroom: Classroom) -> None:
    classroom.decide("override", points="8.5", reading="done")
    for path in (classroom.activity, classroom.result):
        page = classroom.student.page(path).words
        assert "Grace Hopper set your mark to 8.5 of 20." in page
        assert "counts your reading and reflections as done. Why: She was ill." in page


def test_what_was_decided_can_be_withdrawn(app: Flask, classroom: Classroom) -> None:
    classroom.decide("override", points="2", reading="as_it_is")
    page = classroom.decide("override/withdrawal", reason="It was somebody else.")
    assert "Grace Hopper withdrew that decision" in page.words
    assert "“It was somebody else.”" in page.words
    assert score_of(app).given == 16
    assert "set your mark" not in classroom.seen_by_the_student()


def test_reading_that_counts_as_done_earns_its_points(app: Flask, classroom: Classroom) -> None:
    classroom.decide("override", points="", reading="done")
    assert score_of(app).given == 20
    assert "Reading and reflections count as done" in classroom.seen_by_the_teacher()


def test_somebody_who_submitted_nothing_can_be_given_a_mark(
    app: Flask, classroom: Classroom
) -> None:
    classroom.decide("reset")
    classroom.decide("override", points="12", reading="as_it_is")
    assert score_of(app).given == 12
    assert "Grace Hopper set your mark to 12 of 20." in classroom.seen_by_the_student()


@pytest.mark.parametrize(
    ("what", "typed", "fault"),
    [
        ("override", {"reason": " ", "points": "3"}, "Say why"),
        ("override", {"points": "21"}, "A mark here is from 0 to 20 points."),
        ("override", {"points": "lots"}, "A mark is a number such as 8 or 8.5."),
        ("override", {"points": ""}, "Choose what is decided"),
        ("override/withdrawal", {"reason": ""}, "Say why"),
        ("allowance", {"extra_attempts": "21"}, "Must be a whole number from 0 to 20."),
        ("allowance", {"extra_attempts": "0", "due": "soon"}, "Give a day and a time"),
        (
            "allowance",
            {"extra_attempts": "0", "due": "2030-02-02T10:00", "closes": "2030-02-01T10:00"},
            "It cannot close before it is due.",
        ),
        ("reset", {"reason": ""}, "Say why"),
    ],
)
def test_what_cannot_be_decided_is_said_in_the_form_with_what_was_typed(
    app: Flask, classroom: Classroom, what: str, typed: dict[str, str], fault: str
) -> None:
    if "withdrawal" in what:
        classroom.decide("override", points="16", reading="as_it_is")
    answer = classroom.teacher.post(
        f"{classroom.page}/{what}", {"reason": "A slip of mine.", "reading": "as_it_is"} | typed
    )
    assert answer.status_code == 422
    assert fault in answer.text
    assert '<details class="decision" open>' in answer.text
    assert typed.get("reason", "A slip of mine.") in answer.text
    assert score_of(app).given == 16


def test_an_extra_attempt_can_be_begun_and_counts(app: Flask, platform: Platform) -> None:
    classroom = Classroom(app, platform, attempts="1")
    assert "No attempts left" in classroom.seen_by_the_student()
    page = classroom.decide("allowance", extra_attempts="1")
    assert "Grace Hopper allowed 1 more attempt." in page.words
    assert "1 attempt left" in classroom.seen_by_the_student()
    submit_right(classroom.student, classroom.activity)
    assert "No attempts left" in classroom.seen_by_the_student()


def test_more_time_for_one_student_after_the_activity_has_closed(
    app: Flask, classroom: Classroom
) -> None:
    change(app, Placement, closes_at=utcnow())
    until = {"closes": "2033-05-01T12:00", "zone": "Europe/Vienna"}
    page = classroom.decide("allowance", extra_attempts="0", **until)
    assert "allowed answers until 1 May 2033, 10:00 UTC" in page.words
    assert "Some of these dates are for Ada Lovelace alone" in page.words
    assert "Closes 1 May 2033, 10:00 UTC" in classroom.seen_by_the_student()
    submit_right(classroom.student, classroom.activity)


def test_after_a_reset_a_student_begins_anew_and_the_record_stays(
    app: Flask, classroom: Classroom
) -> None:
    page = classroom.decide("reset")
    assert "Grace Hopper set attempt 1 aside." in page.words
    assert "Set aside, does not count" in page.words
    assert "set aside: it does not count" in classroom.seen_by_the_student()
    [attempt] = re.findall(r'href="([^"]+/attempts/\d+)"', page.text)
    assert classroom.teacher.get(attempt).status_code == 200
    answer = classroom.student.post(classroom.activity + "attempts")
    classroom.student.post(f"{answer.location}/submission", MEANT)
    assert score_of(app).given == 0
    assert "Attempt 2" in classroom.seen_by_the_teacher()


def test_the_page_tells_what_happened_in_the_order_of_time(classroom: Classroom) -> None:
    classroom.student.post(f"{classroom.activity}sections/theory/read")
    told = classroom.seen_by_the_teacher().partition("What happened")[2]
    order = ("Read “", "Submitted attempt 1: 16 of 16.", "Began attempt 1.", "Opened the activity.")
    places = [told.index(words) for words in order]
    assert places == sorted(places)
