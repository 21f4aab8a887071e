"""Many scores from four workers at once into a real Open edX, and what became of their order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

from sqlalchemy import select

from lti_tool.models import ResourceLink
from quizzes.db import Database
from tests.bench.deliveries import worker
from tests.certification.an_openedx import OpenEdx
from tests.support.owing import add_class, earn, left
from tests.support.polling import eventually

WORKERS = 4


def send_from_four_workers(
    openedx: OpenEdx, students: int, rounds: Sequence[int], folder: Path
) -> None:
    """Let everybody earn so many of 100 points, round after round, while workers send them."""
    openedx.opens_for("first")  # the launch brings the course and its grade column
    database = Database(openedx.tool.database_url)
    with database.begin() as session:
        link = session.scalars(select(ResourceLink)).one()
        add_class(session, link, [external_id(number) for number in range(students)])
    with ExitStack() as running:
        for _ in range(WORKERS):
            running.enter_context(worker(openedx.tool, folder))
        for given in rounds:
            earn(database, 1, given)
            eventually(lambda: not left(database), f"everybody's {given} points", 300)
    database.close()


def in_order(openedx: OpenEdx, students: int, rounds: Sequence[int]) -> tuple[int, int]:
    """Return to how many students Open edX published all of these scores, in this order.

    And to how many of them one twice in a row: where an answer comes too late, or never, nobody
    can know whether the score arrived, and it is sent again.
    """
    published = openedx.gradebook()["published"]
    wanted = [given / 10 for given in rounds]  # shares of the activity's weight, 10 points
    kept = [published[f"student-{number}"] for number in range(students)]
    right = [each for each in kept if [share for share, _ in groupby(each)] == wanted]
    return len(right), sum(each != wanted for each in right)


def external_id(number: int) -> str:
    """Return what Open edX lets tools know of a student by."""
    return str(uuid5(NAMESPACE_DNS, f"student-{number}"))
