"""Two things at the same moment: neither fails, and neither takes back what the other did."""

from concurrent.futures import ThreadPoolExecutor, wait

from flask import Flask
from sqlalchemy import select, update

from lti_tool import seats
from lti_tool.grades import settling
from lti_tool.models import ResourceLink, Seat, User
from lti_tool.models.seats import READING
from quizzes import learners
from quizzes.db import utcnow
from quizzes.models import Placement
from tests.support.delivering import score_of
from tests.support.launching import (
    MEANT,
    Client,
    begin,
    claims,
    instructor,
    submit_right,
)
from tests.support.platform import Platform

LISTED = [{"user_id": "student-2", "roles": ["Learner"], "name": "Alan"}]


def test_a_first_launch_while_the_class_is_counted_gets_the_seat_that_was_made(
    app: Flask, platform: Platform
) -> None:
    platform.members = LISTED
    teacher, alan = Client(app), Client(app)
    teacher.post(teacher.open(platform, instructor(platform)) + "/refresh")
    db = app.extensions["database"]
    with ThreadPoolExecutor(1) as elsewhere:
        with db.begin() as session:
            seats.recount(session, session.scalars(select(ResourceLink)).one())
            launch = elsewhere.submit(alan.launch, platform, claims(platform, sub="student-2"))
            assert not wait([launch], timeout=0.3).done
        assert launch.result(timeout=20).status_code == 303
    with db.read() as session:
        seat = session.scalars(select(Seat)).one()
        assert (seat.status, bool(seat.came_at)) == (READING, True)


def test_a_class_that_is_counted_while_somebody_launches_leaves_their_seat_as_it_is(
    app: Flask, platform: Platform
) -> None:
    platform.members = LISTED
    teacher = Client(app)
    teacher.post(teacher.open(platform, instructor(platform)) + "/refresh")
    db = app.extensions["database"]

    def count() -> None:
        with db.begin() as session:
            seats.recount(session, session.scalars(select(ResourceLink)).one())

    with ThreadPoolExecutor(1) as elsewhere:
        with db.begin() as session:  # as a launch does that is not committed yet
            link = session.scalars(select(ResourceLink)).one()
            alan = session.scalars(select(User).filter_by(subject="student-2")).one()
            seats.enter(session, link, alan, utcnow())
            counted = elsewhere.submit(count)
            assert not wait([counted], timeout=0.3).done
        counted.result(timeout=20)
    with db.read() as session:
        assert session.scalars(select(Seat)).one().came_at


def test_reckoning_anew_waits_for_a_submission_that_is_not_kept_yet(
    app: Flask, platform: Platform
) -> None:
    db, ada = app.extensions["database"], Client(app)
    path = ada.open(platform)
    ada.post(begin(ada, path) + "/submission", MEANT)
    with db.begin() as session:
        session.execute(update(Placement).values(points=10, unsettled_at=utcnow()))
    with ThreadPoolExecutor(1) as elsewhere:
        with db.begin() as session:  # as a submission does
            learners.lock(session, session.scalars(select(User)).one().learner_id)
            settled = elsewhere.submit(settling.settle_due, db, utcnow())
            assert not wait([settled], timeout=0.3).done
        settled.result(timeout=20)
    assert score_of(app).maximum == 10
    submit_right(ada, path)
    assert score_of(app).given == 8
