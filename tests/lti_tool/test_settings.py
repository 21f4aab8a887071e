"""The settings of a link: what a change would do is seen first, and is what is sent then."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.models import Score
from quizzes.models import Event, Placement
from tests.lti_tool.a_classroom import Classroom
from tests.support.delivering import deliver, score_of, scores
from tests.support.forms import Page
from tests.support.launching import CLAIM, MEANT, Client, claims, instructor, submit_right
from tests.support.platform import Platform

SETTINGS = {
    "points": "20",
    "question_share": "80",
    "pass_mark": "60",
    "attempts": "3",
    "counting": "best",
    "feedback": "at_the_end",
    "late_penalty": "0",
    "opens": "",
    "due": "",
    "closes": "",
    "zone": "UTC",
}


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    return Classroom(app, platform)


def preview(classroom: Classroom, **changes: str) -> Page:
    answer = classroom.teacher.get(
        f"{classroom.teaching}/settings", query_string=SETTINGS | changes
    )
    return Page("", answer.status_code, answer.text)


def save(classroom: Classroom, **changes: str) -> Page:
    """Press the second button of the preview, as it stands there."""
    [form] = [each for each in preview(classroom, **changes).forms if "points" in each.names][:1]
    sent = dict(form.sends({}, None))
    answer = classroom.teacher.post(form.action, sent)
    assert answer.status_code == 303, answer.text
    return classroom.teacher.page(answer.location)


def placement(app: Flask) -> Placement:
    with app.extensions["database"].read() as session:
        return session.scalars(select(Placement)).one()


def test_the_form_says_how_the_link_is_set_up(classroom: Classroom) -> None:
    form = classroom.teacher.page(f"{classroom.teaching}/settings").form("points")
    assert dict(form.sends({}, None)) == SETTINGS | {"attempts": "3"}


def test_a_change_says_first_who_would_change_and_changes_nothing(
    app: Flask, classroom: Classroom
) -> None:
    classroom.another("student-2", "Alan Turing")
    page = preview(classroom, question_share="50")
    assert "1 grade changes: 1 lower." in page.words
    assert ["Ada Lovelace", "16 of 20", "10 of 20", "lower"] in page.rows
    assert "Alan Turing" not in page.words
    assert [score.given for score in scores(app)] == [16, 0]
    assert placement(app).question_share == 0.8


def test_what_was_seen_is_what_is_owed_and_sent(app: Flask, classroom: Classroom) -> None:
    deliver(app)
    page = save(classroom, question_share="50")
    assert "Saved." in page.words
    score = score_of(app)
    assert (score.given, score.version, score.delivered_version) == (10, 2, 1)
    assert placement(app).unsettled_at is None
    assert "changed the share of the questions from 80 % to 50 %" in classroom.seen_by_the_teacher()
    assert preview(classroom, question_share="50").words.count("Nothing would change") == 1


def test_other_points_keep_everybodys_share(app: Flask, classroom: Classroom) -> None:
    page = preview(classroom, points="10")
    assert ["Ada Lovelace", "16 of 20", "8 of 10", "same"] in page.rows
    assert "1 grade changes in points, none as a percentage." in page.words
    save(classroom, points="10")
    assert (score_of(app).given, score_of(app).maximum) == (8, 10)


def test_another_attempt_can_count(app: Flask, classroom: Classroom) -> None:
    attempt = classroom.student.post(classroom.activity + "attempts").location
    classroom.student.post(f"{attempt}/submission", MEANT)
    assert score_of(app).given == 16
    save(classroom, counting="last")
    assert score_of(app).given == 0
    assert "Your last attempt counts." in classroom.seen_by_the_student()
    save(classroom, counting="average")
    assert score_of(app).given == 8


def test_where_the_last_attempt_counts_a_worse_one_is_owed_at_once(
    app: Flask, classroom: Classroom
) -> None:
    save(classroom, counting="last")
    attempt = classroom.student.post(classroom.activity + "attempts").location
    classroom.student.post(f"{attempt}/submission", MEANT)
    assert score_of(app).given == 0


def test_being_late_costs_what_was_set(app: Flask, classroom: Classroom) -> None:
    page = save(classroom, due="2026-01-02T10:00", late_penalty="100")
    assert "Saved." in page.words
    assert score_of(app).given == 0
    assert "late, 100 % less" in classroom.seen_by_the_teacher()
    assert "Each day late costs 100 %" in classroom.seen_by_the_student()


def test_a_mark_that_was_decided_stays_whatever_the_settings(
    app: Flask, classroom: Classroom
) -> None:
    classroom.decide("override", points="5", reading="as_it_is")
    assert "No grade changes." in preview(classroom, question_share="0").words
    save(classroom, question_share="0")
    assert score_of(app).given == 5


def test_dates_are_read_and_shown_in_the_zone_that_was_chosen(
    app: Flask, classroom: Classroom
) -> None:
    save(classroom, closes="2033-05-01T12:00", zone="Europe/Vienna")
    assert placement(app).closes_at.isoformat() == "2033-05-01T10:00:00+00:00"  # type: ignore[union-attr]
    form = classroom.teacher.page(f"{classroom.teaching}/settings").form("points")
    sent = dict(form.sends({}, None))
    assert (sent["closes"], sent["zone"]) == ("2033-05-01T12:00", "Europe/Vienna")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"points": "0"}, "Must be a whole number from 1 to 100."),
        ({"pass_mark": "101"}, "Must be a whole number from 0 to 100."),
        ({"counting": "worst"}, "Choose one of these."),
        ({"opens": "soon"}, "Give a day and a time"),
        ({"opens": "2030-01-02T10:00", "due": "2030-01-01T10:00"}, "Must be after it opens."),
        ({"due": "2030-01-02T10:00", "closes": "2030-01-01T10:00"}, "Must not be before it is due"),
        ({"zone": "Mars/Olympus"}, ""),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(
    app: Flask, classroom: Classroom, changes: dict[str, str], fault: str
) -> None:
    page = preview(classroom, **changes)
    assert page.status == 422
    assert "Nothing is changed yet" in page.words
    assert fault in page.words
    answer = classroom.teacher.post(f"{classroom.teaching}/settings", SETTINGS | changes)
    assert answer.status_code == 422
    with app.extensions["database"].read() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_where_the_platform_names_the_dates_they_are_set_there_alone(
    app: Flask, platform: Platform
) -> None:
    teacher = Client(app)
    named = {CLAIM + "custom": {"platform_due": "2033-05-01T10:00:00Z"}}
    overview = teacher.open(platform, instructor(platform, **named))
    page = f"{overview.removesuffix('/class')}/settings"
    assert "Your LMS names the dates of this link" in teacher.page(page).words
    assert "due" not in teacher.page(page).form("points").names
    teacher.post(page, SETTINGS | {"due": "2031-01-01T10:00", "points": "10"})
    assert (placement(app).due_at.year, placement(app).points) == (2033, 10)  # type: ignore[union-attr]


def test_of_staff_and_of_whoever_only_tries_nothing_is_owed(app: Flask, platform: Platform) -> None:
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    submit_right(teacher, overview.removesuffix("class"))
    Client(app).open(platform, claims(platform))
    teacher.post(overview.removesuffix("class") + "settings", SETTINGS | {"points": "10"})
    with app.extensions["database"].read() as session:
        assert session.scalar(select(func.count()).select_from(Score)) == 0
