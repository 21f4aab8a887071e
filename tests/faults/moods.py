"""A class earns scores while its platform misbehaves: what the platform has once it is well."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from lti_tool import create_app
from lti_tool.config import Config
from lti_tool.grades import comparing, outbox
from lti_tool.grades.courier import Courier
from lti_tool.models import ResourceLink, Score
from quizzes.db import Database, utcnow
from tests.support.launching import SECRET, TOOL
from tests.support.moody import Moody
from tests.support.owing import class_of, earn, left
from tests.support.polling import eventually

FIRST, LAST = 40, 80
"""What everybody earns, of 100 points, before the trouble and in the middle of it."""
STEP = 0.1

Trouble = Callable[[Moody], None]


def _feels(*kinds: str, **mood: Any) -> Trouble:
    return lambda platform: platform.feels(*kinds, **mood)


def _flaps(platform: Moody) -> None:
    """Go down where it is up, and up where it is down, whenever it is asked to."""
    is_down = int(time.monotonic() * 2) % 2
    platform.feels(*(["down"] if is_down else []))


MOODS: dict[str, Trouble] = {
    "slow": _feels(delay=1.0),
    "down": _feels("down"),
    "silent": _feels("silent", each=3),
    "dripping its headers": _feels("drip", each=3),
    "failing": _feels("error"),
    "throttling": _feels("throttle", each=3),
    "flapping": _flaps,
    "answering with pages": _feels("html"),
    "closing in the middle of an answer": _feels("half"),
    "taking a score and saying 500": _feels("taken", each=2),
    "saying 200 and forgetting": _feels("forget", each=2),
    "taking tokens back": _feels("revoke", each=5),
}


@dataclass(frozen=True)
class Seen:
    """What came of one mood.

    Attributes:
        requests: for scores, over all.
        seconds: from the end of the trouble until the last score was there.
    """

    students: int
    arrived: int
    newest: int
    older_on_top: int
    requests: int
    seconds: float

    @property
    def is_well(self) -> bool:
        """Tell whether everything is there, and the newest."""
        return self.arrived == self.newest == self.students and not self.older_on_top


@contextmanager
def delivering(database_url: str) -> Iterator[tuple[Database, Courier, Any]]:
    """Deliver in this process, as a worker does; gives the database, the courier, the services."""
    app = create_app(Config(database_url, TOOL, SECRET))
    database, services = app.extensions["database"], app.extensions["services"]
    courier = Courier(database, services)
    courier.start()
    try:
        yield database, courier, services
    finally:
        courier.stop()
        database.close()


def endure(
    database_url: str, platform: Moody, mood: str, students: int, *, seconds: float, trouble: float
) -> Seen:
    """Let a class earn twice while the platform is in a mood for some seconds, then be well."""
    with delivering(database_url) as (database, courier, services):
        registration_id = class_of(database, platform.url, students)
        earn(database, registration_id, FIRST)
        ends = time.monotonic() + trouble
        has_earned = False
        while time.monotonic() < ends or not has_earned:
            MOODS[mood](platform)
            sweep(database, courier)
            if time.monotonic() > ends - trouble / 2 and not has_earned:
                earn(database, registration_id, LAST)
                has_earned = True
            time.sleep(STEP)
        platform.feels(delay=0)
        began = time.monotonic()
        eventually(lambda: sweep(database, courier) or not left(database), mood, seconds)
        if mood == "saying 200 and forgetting":
            find_what_was_forgotten(database, services, platform, students)
            eventually(lambda: sweep(database, courier) or not left(database), mood, seconds)
        took = time.monotonic() - began
    has = platform.has()
    return Seen(
        students=students,
        arrived=len(has),
        newest=sum(score["scoreGiven"] == LAST for score in has.values()),
        older_on_top=platform.older_on_top(),
        requests=platform.was_asked("scores"),
        seconds=took,
    )


def sweep(database: Database, courier: Courier) -> None:
    """Wake whoever has something to send, as the tool's sweep does."""
    with database.read() as session:
        for registration_id in outbox.due(session, utcnow()):
            courier.wake(registration_id)


def find_what_was_forgotten(
    database: Database, services: Any, platform: Moody, students: int
) -> None:
    """Compare with the platform's results, as at night."""
    held = [score["scoreGiven"] for score in platform.has().values()]
    assert held.count(LAST) < students, "It forgot nothing."
    with database.begin() as session:  # instead of waiting until results are to be believed
        session.execute(update(Score).values(delivered_at=utcnow() - comparing.SETTLES * 2))
        link = session.query(ResourceLink).one()
    comparing.compare(database, services, link.id, utcnow())
