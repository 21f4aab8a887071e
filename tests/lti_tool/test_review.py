"""The way from the gradebook to somebody's work, for staff and for the student themselves."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from quizzes.models import Placement
from tests.support.launching import (
    CLAIM,
    Client,
    begin,
    claims,
    instructor,
    read_everything,
    submit_right,
)
from tests.support.platform import Platform


def review(good: dict[str, Any], subject: str) -> dict[str, Any]:
    """Turn the claims of a plain launch into those of a launch from the gradebook."""
    return good | {
        CLAIM + "message_type": "LtiSubmissionReviewRequest",
        CLAIM + "for_user": {"user_id": subject},
    }


def a_student_who_submitted(app: Flask, platform: Platform) -> Client:
    student = Client(app)
    path = student.open(platform)
    read_everything(student, path)
    submit_right(student, path)
    return student


def test_staff_come_from_the_gradebook_to_a_students_work(app: Flask, platform: Platform) -> None:
    a_student_who_submitted(app, platform)
    staff = Client(app)
    page = staff.page(staff.open(platform, review(instructor(platform), "student-1")))
    assert "Ada Lovelace" in page.words
    assert "word word" in page.words
    result = staff.page(page.link("Attempt 1"))
    assert "16 of 16" in result.words
    assert "Fresh" in result.words


def test_a_student_comes_from_the_gradebook_to_their_own_result(
    app: Flask, platform: Platform
) -> None:
    student = a_student_who_submitted(app, platform)
    path = student.open(platform, review(claims(platform), "student-1"))
    answer = student.get(path)
    assert answer.status_code == 303
    assert answer.location.endswith("/result")


def test_a_review_that_names_no_settings_leaves_those_of_the_link(
    app: Flask, platform: Platform
) -> None:
    custom = {"attempts": "5", "platform_closes": "2020-01-01T00:00:00.000Z"}
    student = Client(app)
    student.open(platform, claims(platform, **{CLAIM + "custom": custom}))
    path = student.open(platform, review(claims(platform), "student-1"))
    assert student.post(path.removesuffix("review") + "attempts").status_code == 409
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Placement.attempts_allowed)).all() == [5]


def test_a_student_who_submitted_nothing_comes_to_the_activity(
    app: Flask, platform: Platform
) -> None:
    student = Client(app)
    path = student.open(platform, review(claims(platform), "student-1"))
    assert student.get(path).location == path.removesuffix("review")


def test_a_student_does_not_see_anothers_work(app: Flask, platform: Platform) -> None:
    answer = Client(app).launch(platform, review(claims(platform), "student-2"))
    assert answer.status_code == 403
    assert "You can only open your own work here." in answer.text


def test_somebody_whom_the_tool_has_not_met_has_done_nothing_yet(
    app: Flask, platform: Platform
) -> None:
    staff = Client(app)
    page = staff.page(staff.open(platform, review(instructor(platform), "nobody-yet")))
    assert page.status == 200
    assert "Nothing has been started yet." in page.words


def test_staff_open_a_student_from_the_class_and_no_one_of_another_course(
    app: Flask, platform: Platform
) -> None:
    a_student_who_submitted(app, platform)
    staff = Client(app)
    overview = staff.page(staff.open(platform, instructor(platform)) + "/students")
    student = overview.link("Ada Lovelace")
    assert staff.page(student).status == 200
    elsewhere = Client(app)
    other = {CLAIM + "context": {"id": "course-2"}, CLAIM + "resource_link": {"id": "link-2"}}
    visit = elsewhere.open(platform, instructor(platform, sub="teacher-2", **other))
    answer = elsewhere.page(
        visit.removesuffix("class") + student.partition("/visits/")[2].partition("/")[2]
    )
    assert answer.status == 404
    assert "Ada" not in answer.text


def test_an_attempt_that_is_open_is_not_shown_to_staff(app: Flask, platform: Platform) -> None:
    student = Client(app)
    attempt = begin(student, student.open(platform)).rpartition("/")[2]
    staff = Client(app)
    overview = staff.page(staff.open(platform, instructor(platform)) + "/students")
    answer = staff.get(f"{overview.link('Ada Lovelace')}/attempts/{attempt}")
    assert answer.status_code == 404
