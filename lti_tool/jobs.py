"""Background work: Dramatiq's in-memory broker, actors that carry ids only, and the sweep.

A message may be lost or run twice; the database says what is due, and the sweep finds it
again. So nothing waits on a message that was lost when a process was killed.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

import dramatiq
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, TimeLimit

from lti_tool.grades import closings, delivery, outbox
from lti_tool.platforms import rosters
from lti_tool.platforms.services import Services
from quizzes.db import Database, utcnow

SECONDS_BETWEEN_SWEEPS = 2.0
MOST_PER_SWEEP = 500
THREADS = 8

log = logging.getLogger(__name__)


class Jobs:
    """The actors of one app, and the worker that runs them where one was started."""

    def __init__(self, db: Database, services: Services) -> None:
        self._db = db
        self._services = services
        # No retries by the broker: what failed stays due in the database, with its own wait.
        self.broker = StubBroker(middleware=[AgeLimit(), TimeLimit()])
        self.broker.emit_after("process_boot")
        self._deliver = self._actor("deliver_score", self._deliver_now)
        self._refresh = self._actor("refresh_roster", self._refresh_now)
        self._stop = threading.Event()
        self._worker: dramatiq.Worker | None = None

    def _actor(self, name: str, run: Callable[[int], None]) -> dramatiq.Actor[[int], None]:
        return dramatiq.actor(actor_name=name, broker=self.broker)(run)

    @property
    def running(self) -> bool:
        """Tell whether this process does background work."""
        return self._worker is not None

    def deliver_score(self, score_id: int) -> None:
        """Ask for a score to be sent soon; where no worker runs here, another's sweep finds it."""
        if self.running:
            self._deliver.send(score_id)

    def refresh_roster(self, context_id: int) -> None:
        """Ask for a class list to be fetched soon, here or by another process's sweep."""
        rosters.want(self._db, context_id, utcnow())
        if self.running:
            self._refresh.send(context_id)

    def work(self) -> None:
        """Run the actors and the sweep until `stop`; returns at once, the work is in threads."""
        self._worker = dramatiq.Worker(self.broker, worker_threads=THREADS, worker_timeout=200)
        self._worker.start()
        threading.Thread(target=self._sweep_forever, name="sweep", daemon=True).start()

    def stop(self) -> None:
        """Let what is running finish, then end the threads."""
        self._stop.set()
        if self._worker:
            self._worker.stop()

    def sweep(self, now: datetime) -> int:
        """Ask for everything that is due; returns how many scores that is.

        While messages wait, none are added: the next sweep finds what is then still due.
        """
        if self.broker.queues["default"].qsize():
            return 0
        closings.close_due(self._db, now)
        with self._db.read() as session:
            due = outbox.due(session, now, MOST_PER_SWEEP)
            courses = rosters.wanted(session, now, MOST_PER_SWEEP)
        for score_id in due:
            self.deliver_score(score_id)
        for context_id in courses if self.running else ():
            self._refresh.send(context_id)
        return len(due)

    def _deliver_now(self, score_id: int) -> None:
        delivery.deliver(self._db, self._services, score_id, utcnow())

    def _refresh_now(self, context_id: int) -> None:
        rosters.refresh(self._db, self._services, context_id, utcnow())

    def _sweep_forever(self) -> None:
        while not self._stop.wait(SECONDS_BETWEEN_SWEEPS):
            try:
                self.sweep(utcnow())
            except Exception:  # the sweep must outlive any one failure, of a database say
                log.exception("the sweep failed; it tries again")
