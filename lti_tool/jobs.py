"""Background work: Dramatiq's actors, which carry ids only, and the sweep.

A message may be lost or run twice; the database says what is due, and the sweep finds it
again. So nothing waits on a message that was lost when a process, or Redis, was killed.
Scores are sent by grades/courier.py, which the actor and the sweep only wake.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import dramatiq
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, TimeLimit
from sqlalchemy.exc import SQLAlchemyError

from lti_tool import purges, retention
from lti_tool.config import Config
from lti_tool.grades import closings, comparing, outbox, remarking, settling, workers
from lti_tool.grades.catching_up import CatchingUp
from lti_tool.grades.courier import Courier
from lti_tool.platforms import rosters
from lti_tool.platforms.services import Services
from quizzes.db import Database, utcnow

if TYPE_CHECKING:
    from dramatiq.brokers.redis import RedisBroker

SECONDS_BETWEEN_SWEEPS = 2.0
MOST_PER_SWEEP = 500
THREADS = 8
AN_HOUR = 3_600_000  # ms
SECONDS_FOR_REDIS = 2

log = logging.getLogger(__name__)


class Jobs:
    """The actors of one app, and the worker that runs them where one was started."""

    def __init__(self, db: Database, services: Services, settings: Config) -> None:
        self._db = db
        self._services = services
        self._is_shared = bool(settings.redis_url)
        self._keep_work_days = settings.keep_work_days
        self.broker, self._away = _broker(settings.redis_url)
        self._deliver = self._actor("deliver_scores", self._deliver_now)
        self._refresh = self._actor("refresh_roster", self._refresh_now)
        self._compare = self._actor("compare_grades", self._compare_now)
        self._forget = self._actor("forget_course", self._forget_now)
        self._stop = threading.Event()
        self._worker: dramatiq.Worker | None = None
        self._courier = Courier(db, services)
        self._catching_up = CatchingUp(db)
        self._purge_at = utcnow()

    def _actor(self, name: str, run: Callable[[int], None]) -> dramatiq.Actor[[int], None]:
        return dramatiq.actor(actor_name=name, broker=self.broker)(run)

    @property
    def running(self) -> bool:
        """Tell whether this process does background work."""
        return self._worker is not None

    def deliver_scores(self, registration_id: int) -> None:
        """Ask for what is due to a platform to be sent soon; else a sweep finds it."""
        self._ask(self._deliver, registration_id)

    def refresh_roster(self, context_id: int) -> None:
        """Ask for a class list to be fetched soon, here or by another process's sweep."""
        rosters.want(self._db, context_id, utcnow())
        self._ask(self._refresh, context_id)

    def work(self) -> None:
        """Run the actors and the sweep until `stop`; returns at once, the work is in threads."""
        self.broker.emit_after("process_boot")  # it starts a thread
        self._worker = dramatiq.Worker(self.broker, worker_threads=THREADS, worker_timeout=200)
        self._worker.start()
        self._courier.start()
        threading.Thread(target=self._sweep_forever, name="sweep", daemon=True).start()

    def stop(self) -> None:
        """Let what is running finish, then end the threads."""
        self._stop.set()
        if self._worker:
            self._courier.stop()
            self._worker.stop()

    def sweep(self, now: datetime) -> None:
        """Have everything looked after that is due.

        While messages wait, none are added: the next sweep finds what is then still due.
        """
        outbox.adopt(self._db)
        with self._db.read() as session:
            owed = outbox.due(session, now)
            courses = rosters.wanted(session, now, MOST_PER_SWEEP)
            links = comparing.wanted(session, now)
        for registration_id in owed if self.running else ():
            self._courier.wake(registration_id)
        closings.close_due(self._db, now)
        remarking.mark_due(self._db, now)
        settling.settle_due(self._db, now)
        if self._has_messages():
            return
        for context_id in courses:
            self._ask(self._refresh, context_id)
        for link_id in links:
            self._ask(self._compare, link_id)

    def _ask(self, actor: dramatiq.Actor[[int], None], number: int) -> None:
        """Send a message, where somebody hears it; that Redis is away costs nothing but time."""
        if not (self.running or self._is_shared):
            return
        try:
            actor.send(number)
        except self._away as error:
            log.warning("%s is left to the sweep: %s", actor.actor_name, error)

    def _has_messages(self) -> bool:
        if isinstance(self.broker, StubBroker):
            return bool(self.broker.queues["default"].qsize())
        try:
            return int(self.broker.do_qsize("default")) > 0
        except self._away:
            return True

    def _deliver_now(self, registration_id: int) -> None:
        self._courier.wake(registration_id)

    def _refresh_now(self, context_id: int) -> None:
        rosters.refresh(self._db, self._services, context_id, utcnow())

    def _compare_now(self, link_id: int) -> None:
        comparing.compare(self._db, self._services, link_id, utcnow())

    def _purge(self, now: datetime) -> None:
        if self._purge_at <= now:
            self._purge_at = now + purges.EVERY
            purges.purge(self._db, now)
            self.forget_courses(now)

    def forget_courses(self, now: datetime) -> None:
        """Have the work of courses erased that are over, one by one; none where work is kept."""
        if self._keep_work_days is None:
            return
        with self._db.read() as session:
            courses = retention.forgettable(session, now - timedelta(self._keep_work_days))
        for context_id in courses[:MOST_PER_SWEEP]:
            self._ask(self._forget, context_id)

    def _forget_now(self, context_id: int) -> None:
        if self._keep_work_days is not None:
            retention.forget(self._db, context_id, utcnow() - timedelta(self._keep_work_days))

    def _sweep_forever(self) -> None:
        name = f"{socket.gethostname()}:{os.getpid()}"
        while not self._stop.wait(SECONDS_BETWEEN_SWEEPS):
            try:
                workers.be_seen(self._db, name, utcnow())
                self.sweep(utcnow())
                self._purge(utcnow())
                self._catching_up.go_on()
            except SQLAlchemyError as error:
                log.warning("the sweep failed; it tries again: %s", error)
            except Exception:  # the sweep must outlive any one failure
                log.exception("the sweep failed; it tries again")


def _broker(redis_url: str) -> tuple[StubBroker | RedisBroker, tuple[type[Exception], ...]]:
    """Return where messages wait, and the errors by which it says that it is away."""
    # No retries by the broker: what failed stays due in the database, with its own wait.
    middleware: list[dramatiq.Middleware] = [AgeLimit(max_age=AN_HOUR), TimeLimit()]
    if not redis_url:
        return StubBroker(middleware=middleware), ()
    import redis  # a process alone does without it, and without its memory
    from dramatiq.brokers.redis import RedisBroker

    client = redis.Redis.from_url(
        redis_url, socket_connect_timeout=SECONDS_FOR_REDIS, socket_timeout=SECONDS_FOR_REDIS * 5
    )
    broker: RedisBroker = RedisBroker(  # type: ignore[no-untyped-call]
        client=client, middleware=middleware, namespace="lineage-lab"
    )
    return broker, (redis.RedisError,)
