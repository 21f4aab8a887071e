"""Marks of attempts from before marks were kept: reckoned afterwards, once after a start.

To read what an attempt asked takes some hundredths of a second, so a few are taken at a time and
each is written by itself. Ids are walked through once, up to the newest one at the start: later
attempts bring their marks with them, and where the walk has ended nothing is asked any more.
"""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError

from quizzes import unmarked
from quizzes.db import Database

MOST_AT_ONCE = 20
IDS_AT_ONCE = 2000

log = logging.getLogger(__name__)


class CatchingUp:
    """One process's walk through all attempts; another process may be on the same way."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._after = 0
        self._newest: int | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether no attempt is left that may lack its marks."""
        return self._newest is not None and self._after >= self._newest

    def go_on(self) -> None:
        """Look through the next ids, and reckon some of the attempts that lack their marks."""
        if self.is_done:
            return
        with self._db.read() as session:
            if self._newest is None:
                self._newest = unmarked.newest(session)
            until = min(self._after + IDS_AT_ONCE, self._newest)
            found = unmarked.find(session, self._after, until, MOST_AT_ONCE)
        for attempt_id in found:
            self._reckon(attempt_id)
        self._after = found[-1] if len(found) == MOST_AT_ONCE else until

    def _reckon(self, attempt_id: int) -> None:
        try:
            with self._db.read() as session:
                made = unmarked.reckon(session, attempt_id)
            with self._db.begin() as session:
                unmarked.keep(session, attempt_id, made)
        except SQLAlchemyError:  # the sweep begins again at the same ids
            raise
        except Exception:  # one that cannot be read must hold up no other, and is not tried again
            log.exception("attempt %s stays out of the statistics", attempt_id)
