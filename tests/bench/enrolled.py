"""Whether a student costs more in a larger course: a launch and a page, of few and of many."""

from __future__ import annotations

import tempfile
import time
from statistics import median

from flask import Flask
from sqlalchemy import insert, select

from lti_tool.models import Enrollment, ResourceLink, Seat, User
from quizzes.db import Database, utcnow
from quizzes.models import Learner, SectionRead
from tests.bench.figures import Figure
from tests.bench.profile import post, tool
from tests.support.launching import Client
from tests.support.platform import Platform, serving
from tests.support.tables import prepare

FEW, MANY = 100, 100_000
ROUNDS, LAUNCHES, PAGES = 5, 30, 30
FLAT = 1.25
"""How much more may be seen of nothing: two measurements of the same differ by that."""
AT_A_TIME = 10_000


def figures(many: int = MANY) -> list[Figure]:
    """Measure with a hundred enrolled, then with a hundred thousand."""
    with tempfile.TemporaryDirectory() as folder, serving(Platform()) as platform:
        app = tool(prepare(f"sqlite:///{folder}/lab.db"), platform)
        database: Database = app.extensions["database"]
        post(app, platform, range(LAUNCHES))
        enroll(database, FEW)
        launch, page = _launch(app, platform), _page(app, platform)
        enroll(database, many - FEW)
        launches, pages = _launch(app, platform), _page(app, platform)
        database.close()
    what = f"for a student of {many:,}, beside one of {FEW}"
    return [
        Figure(f"CPU of a launch {what}", launches / launch, FLAT, "times"),
        Figure(f"CPU of the reading page {what}", pages / page, FLAT, "times"),
    ]


def enroll(database: Database, students: int) -> None:
    """Add students to the course that there is, each with a seat and a section read."""
    now = utcnow()
    with database.begin() as session:
        link = session.scalars(select(ResourceLink)).one()
        one = session.scalars(select(User)).first()
        assert one
        for first in range(0, students, AT_A_TIME):
            many = range(min(AT_A_TIME, students - first))
            made = insert(Learner).returning(Learner.id)
            learners = session.scalars(made, [{"created_at": now} for _ in many]).all()
            known = {"registration_id": one.registration_id, "email": ""}
            people = [
                known | {"learner_id": each, "subject": f"enrolled-{each}", "name": f"No. {each}"}
                for each in learners
            ]
            users = session.scalars(insert(User).returning(User.id), people).all()
            course = {"context_id": link.context_id, "is_staff": False, "launched_at": now}
            session.execute(insert(Enrollment), [course | {"user_id": each} for each in users])
            seat = {"resource_link_id": link.id, "name_key": "no.", "status": 1, "seen_at": now}
            session.execute(insert(Seat), [seat | {"user_id": each} for each in users])
            work = {"placement_id": link.placement_id, "section_id": "one", "read_at": now}
            session.execute(insert(SectionRead), [work | {"learner_id": each} for each in learners])


def _launch(app: Flask, platform: Platform) -> float:
    return median(post(app, platform, range(LAUNCHES)) for _ in range(ROUNDS))


def _page(app: Flask, platform: Platform) -> float:
    reader = Client(app)
    path = reader.open(platform)
    return median(_took(reader, path) for _ in range(ROUNDS))


def _took(reader: Client, path: str) -> float:
    began = time.process_time()
    for _ in range(PAGES):
        assert reader.get(path).status_code == 200
    return time.process_time() - began
