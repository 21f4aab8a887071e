"""Work of courses that are over is erased, where that was set; nobody else's is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lti_tool import retention
from lti_tool.cli import group
from lti_tool.config import Config
from lti_tool.models import Registration, ResourceLink, Score, User
from quizzes import placements
from quizzes.db import Base, Database, Moment, utcnow
from quizzes.models import Accommodation, Attempt, Placement
from tests.lti_tool.a_classroom import Classroom
from tests.support.delivering import deliver
from tests.support.launching import (
    CLAIM,
    Client,
    claims,
    instructor,
    read_everything,
    submit_right,
    with_groups,
)
from tests.support.platform import Platform
from tests.support.polling import eventually
from tests.support.rows import everything

DAYS = 60
OF_NOBODY = {
    *("registration", "deployment", "context", "resource_link", "placement", "tool_key"),
    *("worker", "access_token"),
}
ELSEWHERE = {
    CLAIM + "context": {"id": "course-2", "title": "Another course"},
    CLAIM + "resource_link": {"id": "link-2", "title": "Tasks vs assets"},
}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, keep_work_days=DAYS)


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    """Ada, whose score has arrived, and Grace, who decided and wrote something."""
    made = Classroom(app, platform)
    read_everything(made.student, made.activity)
    made.teacher.post(f"{made.page}/replies/which-model-fits", {"text": "Well said."})
    made.decide("override", points="12", reading="done")
    send_all(app)
    return made


def days_pass(app: Flask, days: int = DAYS + 1) -> None:
    """Let everything that happened so far have happened so many days earlier."""
    with app.extensions["database"].begin() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.c:
                if isinstance(column.type, Moment):
                    known = select(*table.primary_key, column).where(column.is_not(None))
                    for *key, at in session.execute(known).all():
                        this = [
                            own == each for own, each in zip(table.primary_key, key, strict=True)
                        ]
                        earlier = {column.name: at - timedelta(days)}
                        session.execute(update(table).where(*this).values(earlier))


def send_all(app: Flask) -> Score:
    """Deliver the one score there is, whose newest time may lie some seconds ahead."""
    return deliver(app, utcnow() + timedelta(minutes=1))


def purge(app: Flask) -> str:
    ran = app.test_cli_runner().invoke(group, ["purge"])
    assert ran.exit_code == 0, ran.output
    return ran.output.splitlines()[-1]


def attempts(app: Flask) -> int:
    with app.extensions["database"].read() as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


def test_nothing_is_left_of_anybody_in_a_course_that_nobody_opened_for_so_long(
    app: Flask, classroom: Classroom
) -> None:
    days_pass(app)
    assert purge(app) == "courses whose work was erased: 1"
    rows = everything(app.extensions["database"])
    for words in ("Ada", "Grace", "student-1", "word word", "Well said.", "She was ill."):
        assert words not in str(rows)
    assert {table for table, kept in rows.items() if kept} <= OF_NOBODY


def test_groups_go_with_those_who_were_in_them_and_gave_them_names(
    app: Flask, platform: Platform
) -> None:
    platform.groups = [{"id": "g1", "name": "Team Ada"}]
    enrollments = [{"group_id": "g1"}]
    platform.members = [
        {"user_id": "student-1", "roles": ["Learner"], "group_enrollments": enrollments}
    ]
    teacher = Client(app)
    class_page = teacher.open(platform, instructor(platform, **with_groups(platform)))
    assert "Team Ada" in teacher.get(f"{class_page}/students").text
    days_pass(app)
    assert purge(app) == "courses whose work was erased: 1"
    rows = everything(app.extensions["database"])
    assert {table for table, kept in rows.items() if kept} <= OF_NOBODY


def test_the_course_is_set_up_as_it_was_for_whoever_comes_again_and_begins_anew(
    app: Flask, platform: Platform, classroom: Classroom
) -> None:
    days_pass(app)
    purge(app)
    client = Client(app)
    path = client.open(platform, claims(platform))
    assert "Start the questions" in client.page(path).words
    submit_right(client, path)
    platform.scores.clear()  # which it had of a moment ago, and would not take for two months old
    assert (score := send_all(app)).delivered_version == 1
    assert score.given == 16


def test_a_course_is_kept_while_anybody_was_there_of_late(
    app: Flask, platform: Platform, classroom: Classroom
) -> None:
    days_pass(app, DAYS - 1)
    assert purge(app) == "courses whose work was erased: 0"
    days_pass(app, 2)
    Client(app).open(platform, instructor(platform))
    assert purge(app) == "courses whose work was erased: 0"
    assert "Ada Lovelace" in str(everything(app.extensions["database"]))


def test_a_score_that_is_still_due_to_be_sent_keeps_its_course(
    app: Flask, platform: Platform
) -> None:
    Classroom(app, platform)
    days_pass(app)
    assert purge(app) == "courses whose work was erased: 0"
    send_all(app)
    assert purge(app) == "courses whose work was erased: 1"


def test_nothing_is_due_any_more_to_a_platform_that_was_removed(
    app: Flask, platform: Platform
) -> None:
    Classroom(app, platform)
    days_pass(app)
    with app.extensions["database"].begin() as session:
        session.execute(update(Registration).values(is_removed=True))
    assert purge(app) == "courses whose work was erased: 1"


@pytest.mark.parametrize("dates", [Placement, Accommodation])
def test_a_course_is_kept_while_a_date_of_it_lies_ahead(
    app: Flask, classroom: Classroom, dates: type[Placement] | type[Accommodation]
) -> None:
    classroom.decide("allowance", extra_attempts="2")
    send_all(app)
    days_pass(app)
    with app.extensions["database"].begin() as session:
        session.execute(update(dates).values(closes_at=utcnow() + timedelta(1)))
    assert purge(app) == "courses whose work was erased: 0"
    days_pass(app)
    assert purge(app) == "courses whose work was erased: 1"


def test_whoever_is_in_another_course_too_keeps_what_they_did_there(
    app: Flask, platform: Platform, classroom: Classroom
) -> None:
    days_pass(app)
    student, teacher = Client(app), Client(app)
    submit_right(student, student.open(platform, claims(platform, **ELSEWHERE)))
    teacher.open(platform, instructor(platform, **ELSEWHERE))
    assert attempts(app) == 2
    assert purge(app) == "courses whose work was erased: 1"
    assert attempts(app) == 1
    rows = everything(app.extensions["database"])
    assert {row[2] for row in rows["user"]} == {"student-1", "teacher-1"}
    assert [len(rows[table]) for table in ("enrollment", "seat", "score")] == [2, 1, 1]
    assert rows["override"] == rows["reply"] == []


def test_what_somebody_decided_for_all_in_a_course_stays_by_nobodys_name(
    app: Flask, platform: Platform, classroom: Classroom
) -> None:
    settings = f"{classroom.teaching}/settings"
    form = classroom.teacher.page(settings).form("points")
    classroom.teacher.post(settings, dict(form.sends({}, None)) | {"points": "10"})
    send_all(app)
    days_pass(app)
    Client(app).open(platform, instructor(platform, **ELSEWHERE))
    purge(app)
    [event] = everything(app.extensions["database"])["event"]
    assert "settings" in event
    assert "an instructor" in event


def test_whoever_opens_the_course_meanwhile_stops_it(
    app: Flask, platform: Platform, classroom: Classroom
) -> None:
    database: Database = app.extensions["database"]
    days_pass(app)
    since = utcnow() - timedelta(DAYS)
    with database.read() as session:
        [course] = retention.forgettable(session, since)
    Client(app).open(platform, instructor(platform))
    retention.forget(database, course, since)
    assert attempts(app) == 1


def test_work_at_an_activity_that_no_link_opens_any_more_goes_too(
    app: Flask, platform: Platform, classroom: Classroom
) -> None:
    with app.extensions["database"].begin() as session:
        link = session.scalars(select(ResourceLink)).one()
        link.placement = placements.copied(link.placement, utcnow())
    days_pass(app)
    Client(app).open(platform, claims(platform, **ELSEWHERE))
    purge(app)
    assert attempts(app) == 0


def test_without_the_setting_work_is_kept_for_good(
    app: Flask, config: Config, classroom: Classroom
) -> None:
    app.extensions["config"] = replace(config, keep_work_days=None)
    days_pass(app, 10_000)
    assert purge(app).startswith("invite: ")
    assert attempts(app) == 1


@pytest.fixture
def working(app: Flask, classroom: Classroom) -> Iterator[Flask]:
    days_pass(app)
    app.extensions["jobs"].work()
    yield app
    app.extensions["jobs"].stop()


def test_a_worker_does_it_by_itself(working: Flask) -> None:
    def nobody_is_left() -> bool:
        with working.extensions["database"].read() as session:
            return session.scalars(select(User.id)).first() is None

    eventually(nobody_is_left, "that everybody is erased", 30)


def test_whoever_looks_at_what_is_kept_reads_for_how_long(
    app: Flask, config: Config, classroom: Classroom
) -> None:
    page = classroom.activity + "kept"
    assert f"once nobody has opened it for {DAYS} days" in classroom.student.page(page).words
    app.extensions["config"] = replace(config, keep_work_days=None)
    assert "nobody has opened it" not in classroom.student.page(page).words
