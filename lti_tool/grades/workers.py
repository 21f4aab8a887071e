"""Who delivers: each process that does the background work says so, now and then."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Worker
from quizzes.db import Database

SEEN_AGAIN = timedelta(seconds=20)
"""How exact `seen_at` is."""
ALIVE = timedelta(seconds=60)
FORGOTTEN = timedelta(days=1)


def be_seen(db: Database, name: str, now: datetime) -> None:
    """Note that a process works; writes only where it was last noted a while ago."""
    with db.read() as session:
        known = session.scalars(select(Worker).filter_by(name=name)).first()
    if known and known.seen_at > now - SEEN_AGAIN:
        return
    with db.begin() as session:
        session.execute(delete(Worker).where(Worker.seen_at < now - FORGOTTEN))
        if known:
            session.execute(update(Worker).where(Worker.id == known.id).values(seen_at=now))
        else:
            session.add(Worker(name=name, started_at=now, seen_at=now))


def alive(session: Session, now: datetime) -> int:
    """Return how many processes work."""
    found = select(func.count()).select_from(Worker).where(Worker.seen_at > now - ALIVE)
    return session.scalars(found).one()
