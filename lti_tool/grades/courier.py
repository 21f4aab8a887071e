"""One process's way of delivering: a clerk who writes, and senders who wait for platforms.

The clerk alone touches the database and the lanes: round after round it notes what became of
what was sent, leases what there is room for, and hands it out, all in one transaction. So a
database that takes its time over a commit takes it for many scores at once. Senders are
threads; a platform that is silent holds only those of its own lane.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from lti_tool.grades import delivery, dispositions, leases, troubles
from lti_tool.grades.dispositions import Disposition
from lti_tool.grades.lanes import Lane
from lti_tool.grades.leases import Delivery
from lti_tool.platforms.services import Services
from quizzes.db import Database, utcnow

MOST_SENDERS = 512
SECONDS_BETWEEN_ROUNDS = 0.1
"""What ends within these is noted together."""
SECONDS_AFTER_A_FAILURE = 1.0
SECONDS_TO_STOP = 9.0
"""One call, which is what is on its way at most."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """A delivery that ended, with the error that it met and how long it took."""

    disposition: Disposition
    error: Exception | None
    seconds: float

    @property
    def registration_id(self) -> int:
        """Return which platform it was for."""
        return self.disposition.delivery.registration.id


@dataclass
class Desk:
    """What lies ready for one platform, and how many senders are at it.

    Attributes:
        is_wanted: whether something may be due that is not leased yet.
    """

    lane: Lane = field(default_factory=Lane)
    ready: deque[Delivery] = field(default_factory=deque)
    senders: int = 0
    is_wanted: bool = True


class Courier:
    """Delivers what is due to every platform that it was told of, until it is stopped."""

    def __init__(self, db: Database, services: Services) -> None:
        self._db = db
        self._services = services
        self._desks: dict[int, Desk] = {}
        self._sent: deque[Sent] = deque()
        self._to_write: list[Disposition] = []
        self._troubles: dict[int, str] = {}
        self._known: dict[int, str] = {}
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._stops_at = math.inf
        self._senders = ThreadPoolExecutor(MOST_SENDERS, thread_name_prefix="sender")
        self._clerk = threading.Thread(target=self._work, name="clerk", daemon=True)

    def start(self) -> None:
        """Begin; the work is in threads."""
        self._clerk.start()

    def wake(self, registration_id: int) -> None:
        """Look soon whether something is due to a platform."""
        with self._lock:
            self._desks.setdefault(registration_id, Desk()).is_wanted = True
        self._bell.set()

    def stop(self) -> None:
        """Let what is on its way arrive, give the rest back, and end."""
        self._stops_at = time.monotonic() + SECONDS_TO_STOP
        self._bell.set()
        if self._clerk.is_alive():
            self._clerk.join()
        self._senders.shutdown(wait=False)

    @property
    def _is_stopping(self) -> bool:
        return self._stops_at < math.inf

    def _work(self) -> None:
        while self._goes_on():
            self._bell.wait(1)
            self._bell.clear()
            try:
                self._round(utcnow())
                time.sleep(SECONDS_BETWEEN_ROUNDS)
            except Exception:  # a database that does not answer must not end the deliveries
                log.exception("deliveries pause; they go on by themselves")
                time.sleep(SECONDS_AFTER_A_FAILURE)

    def _goes_on(self) -> bool:
        if not self._is_stopping:
            return True
        in_hand = any(desk.lane.in_hand for desk in self._desks.values()) or self._to_write
        return bool(in_hand) and time.monotonic() < self._stops_at

    def _round(self, now: datetime) -> None:
        """Write down what ended, and lease what there is room for."""
        self._take_notes()
        desks = {} if self._is_stopping else dict(self._desks)
        rooms = {
            number: room
            for number, desk in desks.items()
            if desk.is_wanted and (room := desk.lane.room(time.monotonic()))
        }
        for desk in self._desks.values() if self._is_stopping else ():
            self._give_back(desk)
        if not (self._to_write or rooms):
            return
        for number in rooms:  # before looking: who comes meanwhile is looked for again
            desks[number].is_wanted = False
        try:
            with self._db.begin() as session:
                self._write(session, now)
                leased = {
                    number: self._lease(session, number, room, now)
                    for number, room in rooms.items()
                }
        except Exception:
            for number in rooms:
                desks[number].is_wanted = True
            raise
        self._to_write.clear()
        self._known |= self._troubles
        self._troubles.clear()
        for number, found in leased.items():
            desks[number].is_wanted |= len(found) == rooms[number]
            self._hand_out(desks[number], found)

    def _take_notes(self) -> None:
        """Let the lanes know how each delivery ended."""
        while self._sent:
            sent = self._sent.popleft()
            self._to_write.append(sent.disposition)
            desk = self._desks[sent.registration_id]
            desk.lane.in_hand -= 1
            if not sent.error:
                desk.lane.succeeded(sent.seconds)
                self._tell(sent.registration_id, "")
                continue
            is_first = not sent.disposition.delivery.failures
            if desk.lane.failed(sent.error, time.monotonic(), is_first=is_first):
                log.warning("platform %s is left alone: %s", sent.registration_id, sent.error)
                self._tell(sent.registration_id, desk.lane.problem)
                self._give_back(desk)

    def _tell(self, number: int, trouble: str) -> None:
        """Have it written down why a platform takes no scores, or that it does, if that is new."""
        if trouble != self._troubles.get(number, self._known.get(number)):
            self._troubles[number] = trouble

    def _write(self, session: Session, now: datetime) -> None:
        try:
            with session.begin_nested():
                dispositions.note(session, self._to_write, now)
        except (DataError, IntegrityError):
            self._write_each(session, now)
        for number, trouble in self._troubles.items():
            troubles.note(session, number, trouble, now)

    def _write_each(self, session: Session, now: datetime) -> None:
        """Write one by one: what cannot be written is left to its lease, and holds up no other."""
        for each in self._to_write:
            try:
                with session.begin_nested():
                    dispositions.note(session, [each], now)
            except (DataError, IntegrityError):
                log.exception("score %s: what became of it is lost", each.delivery.score_id)

    def _lease(self, session: Session, number: int, room: int, now: datetime) -> list[Delivery]:
        is_closed = self._desks[number].lane.is_closed
        return leases.take(session, number, now, room, untried_first=is_closed)

    def _hand_out(self, desk: Desk, found: list[Delivery]) -> None:
        desk.lane.in_hand += len(found)
        with self._lock:
            desk.ready.extend(found)
            most = 1 if desk.lane.is_closed else int(desk.lane.limit)
            hired = min(most - desk.senders, len(desk.ready))
            desk.senders += max(0, hired)
        for _ in range(hired):
            self._senders.submit(self._send_all, desk)

    def _give_back(self, desk: Desk) -> None:
        """Put back what nobody has begun to send."""
        with self._lock:
            given = list(desk.ready)
            desk.ready.clear()
        desk.lane.in_hand -= len(given)
        desk.is_wanted = True
        self._to_write += [Disposition("given_back", each) for each in given]

    def _send_all(self, desk: Desk) -> None:
        """Send what is ready for a platform, until nothing is."""
        while given := self._next(desk):
            began = time.monotonic()
            disposition, error = delivery.deliver(self._db, self._services, given)
            self._sent.append(Sent(disposition, error, time.monotonic() - began))
            self._bell.set()

    def _next(self, desk: Desk) -> Delivery | None:
        """Take what is ready; None where nothing is, or where more send than should."""
        with self._lock:
            if desk.ready and desk.senders <= max(1, int(desk.lane.limit)):
                return desk.ready.popleft()
            desk.senders -= 1
            return None
