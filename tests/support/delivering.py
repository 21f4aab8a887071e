"""Doing what a worker does, and looking at what became of a score."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from lti_tool.grades import delivery, dispositions, leases
from lti_tool.grades.dispositions import Disposition
from lti_tool.grades.leases import Delivery
from lti_tool.models import Registration, ResourceLink, Score
from quizzes.db import utcnow


def score_of(app: Flask) -> Score:
    """Return the one score there is."""
    with app.extensions["database"].read() as session:
        return session.scalars(select(Score)).one()


def scores(app: Flask) -> list[Score]:
    """Return all scores, oldest first."""
    with app.extensions["database"].read() as session:
        return list(session.scalars(select(Score).order_by(Score.id)))


def deliver(app: Flask, at: datetime | None = None) -> Score:
    """Do what a worker does with the one score there is."""
    for leased in lease(app, at):
        send(app, leased)
    return score_of(app)


def lease(app: Flask, at: datetime | None = None, most: int = 100) -> list[Delivery]:
    """Lease what is due, as a worker's clerk does."""
    with app.extensions["database"].begin() as session:
        return leases.take(session, 1, at or utcnow(), most)


def send(app: Flask, leased: Delivery) -> None:
    """Send a leased score and note what became of it."""
    database, services = app.extensions["database"], app.extensions["services"]
    disposition, _ = delivery.deliver(database, services, leased)
    with database.begin() as session:
        dispositions.note(session, [disposition], utcnow())


def deliver_one(app: Flask, score_id: int, at: datetime | None = None) -> None:
    """Do what a worker does with one score of several that may be due."""
    leased = lease(app, at)
    others = [Disposition("given_back", each) for each in leased if each.score_id != score_id]
    with app.extensions["database"].begin() as session:
        dispositions.note(session, others, utcnow())
    for each in leased:
        if each.score_id == score_id:
            send(app, each)


def later(minutes: float = 0, hours: float = 0) -> datetime:
    """Return a moment from now."""
    return utcnow() + timedelta(minutes=minutes, hours=hours)


def tried_often(app: Flask) -> None:
    """Let what is owed have been tried so often that what the LMS says of it is believed."""
    change(app, Score, failures=delivery.TRIES_AT_ONE)


def link_of(app: Flask) -> ResourceLink:
    """Return the one link there is."""
    with app.extensions["database"].read() as session:
        return session.scalars(select(ResourceLink)).one()


def change(app: Flask, table: type[Any], **values: Any) -> None:
    """Change the rows of a table: all of them."""
    with app.extensions["database"].begin() as session:
        session.execute(update(table).values(**values))


def becomes_canvas(app: Flask) -> None:
    """Let the platform be a Canvas."""
    change(app, Registration, product="canvas")
