"""A process that delivers: to each platform at its own pace, whatever the others do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from lti_tool import privacy
from lti_tool.grades import lanes
from lti_tool.grades.leases import LEASE
from lti_tool.jobs import SECONDS_BETWEEN_SWEEPS
from lti_tool.models import Registration, ResourceLink, Score, User
from quizzes.db import utcnow
from tests.faults.moods import delivering, sweep
from tests.support.moody import Moody, moody
from tests.support.owing import class_of, earn, left
from tests.support.platform import Platform
from tests.support.polling import eventually


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "FIRST_REST", 0.1)
    monkeypatch.setattr(lanes, "LONGEST_REST", 0.2)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Moody]:
    """Another platform."""
    with moody(tmp_path) as platform:
        yield platform


def owed_to(database: Any, registration_id: int) -> list[Score]:
    with database.read() as session:
        owed = Score.delivered_version < Score.version
        return list(
            session.scalars(select(Score).filter_by(registration_id=registration_id).where(owed))
        )


def test_a_class_arrives_whole(database_url: str, other: Moody) -> None:
    with delivering(database_url) as (database, courier, _):
        earn(database, class_of(database, other.url, 100), 70)
        sweep(database, courier)
        eventually(lambda: not left(database), "the class to arrive")
    assert len(other.has()) == 100
    assert other.was_asked("scores") == 100
    assert other.was_asked("token") == 1


def test_a_silent_platform_holds_up_no_other(
    database_url: str, other: Moody, tmp_path: Path
) -> None:
    with moody(tmp_path) as silent, delivering(database_url) as (database, courier, _):
        silent.feels("silent")
        earn(database, class_of(database, silent.url, 100), 70)
        sweep(database, courier)
        well = class_of(database, other.url, 50)
        earn(database, well, 70)
        sweep(database, courier)
        eventually(lambda: not owed_to(database, well), "the other class to arrive")
        assert left(database) == 100


def test_a_student_whose_score_fails_holds_up_no_other(
    database_url: str, platform: Platform
) -> None:
    def answer(asked: Any) -> tuple[int, Any]:
        return (500, "") if asked.json["userId"] == "student-0" else platform.take(asked.json)

    platform.answers["/scores"] = answer
    with delivering(database_url) as (database, courier, _):
        earn(database, class_of(database, platform.url, 20), 70)
        sweep(database, courier)
        eventually(lambda: left(database) <= 1, "the others to arrive")


def test_somebody_who_is_erased_while_their_score_is_on_its_way_holds_up_no_other(
    database_url: str, platform: Platform
) -> None:
    with delivering(database_url) as (database, courier, _):

        def answer(asked: Any) -> tuple[int, Any]:
            if asked.json["userId"] != "student-0":
                return platform.take(asked.json)
            with database.begin() as session:
                gone = session.scalars(select(User).filter_by(subject="student-0")).one_or_none()
                if gone:
                    privacy.erase(session, gone)
            return 409, []

        platform.answers["/scores"] = answer
        registration_id = class_of(database, platform.url, 3)
        earn(database, registration_id, 70)
        sweep(database, courier)
        eventually(lambda: not left(database), "the others to arrive")
        earn(database, registration_id, 80)
        sweep(database, courier)
        eventually(
            lambda: sweep(database, courier) or not left(database), "all that they earn later"
        )


def test_a_score_that_cannot_be_made_ready_holds_up_no_other(
    database_url: str, platform: Platform
) -> None:
    with delivering(database_url) as (database, courier, _):
        registration_id = class_of(database, platform.url, 2)
        earn(database, registration_id, 70)
        other = class_of(database, platform.url, 3)
        earn(database, other, 70)
        with database.begin() as session:  # a column of ours without a title, whose pack is gone
            of_first = Score.registration_id == registration_id
            link_id = session.scalars(select(Score.resource_link_id).where(of_first)).first()
            link = session.get_one(ResourceLink, link_id)
            link.title, link.column_label, link.column_maximum = "", "Week 1", 20
            link.placement.activity_key = "taken-away"
        sweep(database, courier)
        eventually(lambda: not owed_to(database, other), "the others to arrive")
        assert len(owed_to(database, registration_id)) == 2


def test_what_became_of_a_score_that_cannot_be_written_holds_up_no_other(
    database_url: str, platform: Platform
) -> None:
    with delivering(database_url) as (database, courier, _):

        def answer(asked: Any) -> tuple[int, Any]:
            if asked.json["userId"] == "student-0":
                with database.begin() as session:  # as no code of ours would have it
                    first = select(User.id).filter_by(subject="student-0").scalar_subquery()
                    session.execute(update(Score).filter_by(user_id=first).values(version=0))
            return platform.take(asked.json)

        platform.answers["/scores"] = answer
        registration_id = class_of(database, platform.url, 5)
        earn(database, registration_id, 70)
        sweep(database, courier)
        eventually(lambda: len(platform.scores) == 5, "all to be sent")
        del platform.answers["/scores"]
        earn(database, registration_id, 80)
        sweep(database, courier)
        eventually(
            lambda: sweep(database, courier) or left(database) <= 1, "the others' later ones"
        )


def test_a_platform_that_is_down_is_named_until_it_is_well_and_then_nobody_waits_on(
    database_url: str, other: Moody
) -> None:
    with delivering(database_url) as (database, courier, _):
        registration_id = class_of(database, other.url, 30)

        def problem() -> str | None:
            with database.read() as session:
                return session.get_one(Registration, registration_id).grades_problem

        other.feels("down")
        earn(database, registration_id, 70)
        sweep(database, courier)
        eventually(problem, "the problem to be noted")
        in_an_hour = utcnow() + timedelta(hours=1)
        with database.begin() as session:  # one that had been tried often by then
            one = select(Score.id).limit(1).scalar_subquery()
            waits = update(Score).where(Score.id == one).values(failures=9, due_at=in_an_hour)
            session.execute(waits)
        other.feels()
        eventually(lambda: sweep(database, courier) or not left(database), "all to arrive")
        assert problem() is None


def test_what_is_not_on_its_way_is_given_back_when_a_process_ends(
    database_url: str, other: Moody
) -> None:
    other.feels(delay=0.5)
    with delivering(database_url) as (database, courier, _):
        registration_id = class_of(database, other.url, 40)
        earn(database, registration_id, 70)
        sweep(database, courier)
        eventually(lambda: len(owed_to(database, registration_id)) < 40, "some to arrive")
        courier.stop()
        owed = owed_to(database, registration_id)
        assert owed
        assert all(score.claimed_until is None for score in owed)


def test_what_a_dead_worker_had_is_sent_again_within_half_a_minute() -> None:
    assert LEASE + timedelta(seconds=SECONDS_BETWEEN_SWEEPS) < timedelta(seconds=30)
