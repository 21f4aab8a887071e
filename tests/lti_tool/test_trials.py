"""Who only looks through a student's eyes: never graded, never mixed with anybody's own work."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from lti_tool.models import Enrollment, Score, User
from lti_tool.platforms import rosters
from quizzes.db import utcnow
from quizzes.models import Attempt
from tests.support.launching import (
    CLAIM,
    MEMBERSHIP,
    NRPS,
    Client,
    claims,
    instructor,
    read_everything,
    submit_right,
)
from tests.support.platform import Platform

TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
AS_STUDENT = {CLAIM + "roles": [MEMBERSHIP + "Learner"]}


def count(app: Flask, table: type[Any]) -> int:
    with app.extensions["database"].read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def do_everything(client: Client, path: str) -> str:
    read_everything(client, path)
    return submit_right(client, path)


def test_a_test_user_works_as_a_student_does_and_is_not_graded(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    roles = {CLAIM + "roles": [MEMBERSHIP + "Learner", TEST_USER]}
    path = client.open(platform, claims(platform, sub="test-student", name="Test Student", **roles))
    result = client.page(do_everything(client, path))
    assert "nothing you do here is graded" in result.words
    assert count(app, Score) == 0
    assert count(app, Enrollment) == 0  # nobody of the class


def test_staff_who_switch_to_a_students_role_are_not_graded_and_stay_staff(
    app: Flask, platform: Platform
) -> None:
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    path = teacher.open(platform, instructor(platform, **AS_STUDENT))
    assert not path.endswith("/class")
    assert "nothing you do here is graded" in teacher.page(path).words
    do_everything(teacher, path)
    assert count(app, Score) == 0
    assert "Grace Hopper" not in "".join(
        row[0] for row in teacher.page(overview + "/students").rows
    )  # still staff: not in the list of students


def test_staff_who_come_with_a_students_role_first_are_known_once_the_class_list_is_read(
    app: Flask, platform: Platform
) -> None:
    teacher = Client(app)
    teacher.open(platform, instructor(platform, **AS_STUDENT))
    platform.members = [{"user_id": "teacher-1", "roles": ["Instructor"]}]
    database = app.extensions["database"]
    with database.read() as session:
        [wanted] = rosters.wanted(session, utcnow(), limit=10)
    rosters.refresh(database, app.extensions["services"], wanted, utcnow())
    path = teacher.open(platform, instructor(platform, **AS_STUDENT))
    assert "nothing you do here is graded" in teacher.page(path).words


def test_no_class_list_is_asked_for_because_of_students_who_are_in_it(
    app: Flask, platform: Platform
) -> None:
    student, database = Client(app), app.extensions["database"]
    platform.members = [{"user_id": "student-1", "roles": ["Learner"]}]
    student.open(platform, claims(platform, sub="student-1"))
    rosters.refresh(database, app.extensions["services"], 1, utcnow())
    student.open(platform, claims(platform, sub="student-1"))
    with database.read() as session:
        assert rosters.wanted(session, utcnow() + timedelta(hours=1), limit=10) == []


def test_who_has_really_become_a_student_starts_from_nothing_and_is_graded(
    app: Flask, platform: Platform
) -> None:
    teacher = Client(app)
    teacher.open(platform, instructor(platform))
    do_everything(teacher, teacher.open(platform, instructor(platform, **AS_STUDENT)))
    platform.members = [{"user_id": "teacher-1", "status": "Active", "roles": ["Learner"]}]
    database = app.extensions["database"]
    rosters.refresh(database, app.extensions["services"], 1, utcnow())
    path = teacher.open(platform, instructor(platform, **AS_STUDENT))
    assert "Attempt 1" not in teacher.page(path).words
    do_everything(teacher, path)
    assert count(app, Score) == 1
    with database.read() as session:
        user = session.scalars(select(User).filter_by(subject="teacher-1")).one()
        mine = session.scalars(select(Attempt).filter_by(learner_id=user.learner_id)).all()
        tried = session.scalars(select(Attempt).filter_by(learner_id=user.trial_learner_id)).all()
    assert (len(mine), len(tried)) == (1, 1)


def test_where_no_class_list_could_ever_tell_a_learners_launch_is_believed(
    app: Flask, platform: Platform
) -> None:
    teacher = Client(app)
    no_list: dict[str, Any] = {NRPS: None}
    teacher.open(platform, instructor(platform, **no_list))
    path = teacher.open(platform, instructor(platform, **AS_STUDENT, **no_list))
    do_everything(teacher, path)
    assert count(app, Score) == 1


def test_a_preview_of_staff_is_not_their_own_work_as_a_student(
    app: Flask, platform: Platform
) -> None:
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    do_everything(teacher, overview.removesuffix("class"))
    with app.extensions["database"].read() as session:
        user = session.scalars(select(User).filter_by(subject="teacher-1")).one()
        [attempt] = session.scalars(select(Attempt)).all()
    assert attempt.learner_id == user.trial_learner_id != user.learner_id


def test_a_list_that_is_wanted_where_no_worker_runs_is_fetched_by_one_that_does(
    app: Flask, platform: Platform
) -> None:
    teacher = Client(app)
    teacher.open(platform, instructor(platform))
    teacher.open(platform, instructor(platform, **AS_STUDENT))
    database, now = app.extensions["database"], utcnow()
    with database.read() as session:
        [wanted] = rosters.wanted(session, now, limit=10)
    rosters.refresh(database, app.extensions["services"], wanted, now)
    assert len(platform.asked_for("/members")) == 1
    with database.read() as session:
        assert rosters.wanted(session, now + timedelta(hours=1), limit=10) == []


def test_a_list_that_could_not_be_had_is_asked_for_again_but_not_at_once(
    app: Flask, platform: Platform
) -> None:
    teacher = Client(app)
    teacher.open(platform, instructor(platform))
    teacher.open(platform, instructor(platform, **AS_STUDENT))
    platform.answers["/members"] = lambda _: (500, "")
    database, now = app.extensions["database"], utcnow()
    rosters.refresh(database, app.extensions["services"], 1, now)
    with database.read() as session:
        assert rosters.wanted(session, now + timedelta(seconds=59), limit=10) == []
        assert rosters.wanted(session, now + timedelta(hours=2), limit=10) == [1]
