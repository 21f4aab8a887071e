"""A demo course in the tool's database, and its instructor's browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask
from sqlalchemy import event, select

from lti_tool.demo import course
from lti_tool.models import Deployment
from lti_tool.opening import Role, cookie_name, open_visit
from quizzes.content import catalogue
from quizzes.db import Database, utcnow
from tests.support.launching import Client


@dataclass
class Classroom:
    """A class with its instructor on a visit, and how many queries the newest page took."""

    database: Database
    teacher: Client
    path: str
    link_id: int
    queries: list[str] = field(default_factory=list)

    def page(self, path: str = "") -> str:
        """Return the HTML of a page of the class."""
        self.queries.clear()
        answer = self.teacher.get(f"{self.path}{path}")
        assert answer.status_code == 200, answer.text
        return answer.text


def a_class(app: Flask, students: int, now: datetime | None = None) -> Classroom:
    """Make a demo course of the only platform, and have its instructor come."""
    database, now = app.extensions["database"], now or utcnow()
    with database.read() as session:
        deployment_id = session.scalars(select(Deployment.id)).one()
    activity = catalogue.load("tasks-vs-assets")
    made = course.make(database, deployment_id, activity, students, now)
    with database.begin() as session:
        role = Role(is_staff=True)
        visit = open_visit(session, made.instructor_id, made.link_id, role, "", utcnow())
    teacher = Client(app)
    home = f"/visits/{visit.number}"
    teacher.flask.set_cookie(cookie_name(visit.number), visit.secret, domain="127.0.0.1", path=home)
    classroom = Classroom(database, teacher, f"{home}/class", made.link_id)
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: classroom.queries.append(statement),
    )
    return classroom
