"""What attempts would earn by a later version of their pack, marked where somebody waits for it.

Building a scenario anew takes a while, so attempts are taken a few at a time; what was marked is
kept, and counts for nothing until an instructor says so (quizzes/regrading.py).
"""

import logging
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizzes import regrading
from quizzes.content import catalogue
from quizzes.db import Database
from quizzes.models import Placement

MOST_AT_ONCE = 20

log = logging.getLogger(__name__)


def mark_due(db: Database, now: datetime) -> None:
    """Mark some attempts at every placement where somebody waits for that."""
    with db.read() as session:
        wanted = select(Placement.id).where(Placement.remarks_wanted_at <= now)
        due = session.scalars(wanted).all()
    for placement_id in due:
        try:
            _mark(db, placement_id, now)
        except Exception:  # one that cannot be marked must hold up no other placement
            log.exception("attempts at placement %s could not be marked anew", placement_id)


def want(session: Session, placement: Placement, now: datetime) -> None:
    """Have every attempt marked by the pack's version of today, soon."""
    wanted = update(Placement).where(Placement.id == placement.id)
    session.execute(wanted.values(remarks_wanted_at=now))


def _mark(db: Database, placement_id: int, now: datetime) -> None:
    with db.read() as session:
        placement = session.get_one(Placement, placement_id)
        since, activity = placement.remarks_wanted_at, catalogue.load(placement.activity_key)
        found = regrading.next_outdated(session, placement, activity.version, MOST_AT_ONCE)
        remarks = [regrading.remark(attempt, activity, now) for attempt in found]
    with db.begin() as session:
        session.add_all(remarks)
        if len(remarks) < MOST_AT_ONCE:
            done = update(Placement).filter_by(id=placement_id, remarks_wanted_at=since)
            session.execute(done.values(remarks_wanted_at=None))
