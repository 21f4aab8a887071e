"""For how long whoever came as staff is let in as staff."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from lti_tool.models import Visit
from lti_tool.platforms import registrations
from quizzes.db import utcnow
from tests.lti_tool.test_visits import link_in
from tests.support.launching import Client, instructor
from tests.support.platform import Platform


def staff_at_work(app: Flask, platform: Platform) -> tuple[Client, str]:
    """Open the class as its teacher; returns the browser and the page."""
    teacher = Client(app)
    path = teacher.open(platform, instructor(platform))
    assert teacher.get(path).status_code == 200
    return teacher, path


def test_whoever_teaches_no_more_by_the_class_list_is_let_in_no_more(
    app: Flask, platform: Platform
) -> None:
    platform.members = [{"user_id": "teacher-1", "roles": ["Learner"], "name": "Grace Hopper"}]
    teacher, path = staff_at_work(app, platform)
    teacher.post(path + "/refresh")
    assert teacher.get(path).status_code == 403


def test_staff_of_a_platform_that_was_removed_are_let_in_no_more(
    app: Flask, platform: Platform
) -> None:
    teacher, path = staff_at_work(app, platform)
    with app.extensions["database"].begin() as session:
        registrations.remove(session, 1)
    assert teacher.get(path).status_code == 403


def test_staff_come_from_their_course_again_after_a_day_however_many_tabs_they_open(
    app: Flask, platform: Platform
) -> None:
    teacher, path = staff_at_work(app, platform)
    with app.extensions["database"].begin() as session:
        session.execute(update(Visit).values(opened_at=utcnow() - timedelta(hours=23)))
    number = path.split("/")[2]
    offered = teacher.post(f"/visits/{number}/new-tab").text
    entered = teacher.get(teacher.get(link_in(offered)).location)
    assert teacher.get(entered.location).status_code == 200
    with app.extensions["database"].begin() as session:
        for visit in session.scalars(select(Visit)):
            visit.opened_at -= timedelta(hours=2)
    assert teacher.get(entered.location).status_code == 403


def test_a_student_who_works_for_more_than_a_day_goes_on(app: Flask, platform: Platform) -> None:
    student = Client(app)
    path = student.open(platform)
    with app.extensions["database"].begin() as session:
        session.execute(update(Visit).values(opened_at=utcnow() - timedelta(hours=30)))
    assert student.get(path).status_code == 200
