"""Doing what a worker does, and looking at what became of a score."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from lti_tool.grades import delivery
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
    deliver_one(app, score_of(app).id, at)
    return score_of(app)


def deliver_one(app: Flask, score_id: int, at: datetime | None = None) -> None:
    """Do what a worker does with a score."""
    database, services = app.extensions["database"], app.extensions["services"]
    delivery.deliver(database, services, score_id, at or utcnow())


def later(minutes: float = 0, hours: float = 0) -> datetime:
    """Return a moment from now."""
    return utcnow() + timedelta(minutes=minutes, hours=hours)


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
