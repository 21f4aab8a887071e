"""How fast answers are saved by eight threads at once, each a learner, synced to the disk.

What is measured is all that the tool does over an answer, from the opened transaction until it is
committed: the learner held, the attempt and its dates looked up, the answer read and kept. In one
round the threads go on until each has saved so many; a round is warmed up by another.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from statistics import median, quantiles

from quizzes import asking, attempts, picks
from quizzes.content import catalogue
from quizzes.db import Database, utcnow
from quizzes.models import Learner, Placement
from tests.bench.figures import Figure
from tests.support.postgres import postgresql
from tests.support.tables import prepare

THREADS, ROUNDS = 8, 5
SECOND = 1000  # ms


@dataclass(frozen=True)
class Writer:
    """A learner with an attempt, and two answers to one of its items, given in turn."""

    database: Database
    placement: Placement
    learner_id: int
    attempt_id: int
    item_id: str
    answers: tuple[list[str], list[str]]

    def save(self, number: int) -> float:
        """Save an answer as the page's script has it saved; returns the milliseconds it took."""
        began, now = time.perf_counter(), utcnow()
        whose = picks.Whose(self.attempt_id, self.learner_id, self.placement)
        with self.database.begin() as session:
            picks.save(session, whose, picks.Pick(self.item_id, self.answers[number % 2], now), now)
        return (time.perf_counter() - began) * SECOND


def figures(saves: int = 40) -> list[Figure]:
    """Measure on both databases: time per commit, and what 99 of 100 stay under."""
    with tempfile.TemporaryDirectory() as folder, postgresql(synced=True) as server:
        return [
            *measured("SQLite", f"sqlite:///{folder}/tool.db", saves, each=2, most=60),
            *measured("PostgreSQL", server.create("answers"), saves, each=1, most=60),
        ]


def measured(name: str, url: str, saves: int, *, each: float, most: float) -> list[Figure]:
    """Measure on one database, in the median of the rounds; both limits are in milliseconds."""
    database = Database(prepare(url))
    writers = [writer(database) for _ in range(THREADS)]
    _round(writers, max(1, saves // 4))
    rounds = [_round(writers, saves) for _ in range(ROUNDS)]
    database.close()
    what = f"an answer saved on {name}, by {THREADS} threads"
    return [
        Figure(f"{what}: each", median(took for took, _ in rounds), each, "ms"),
        Figure(f"{what}: 99 of 100", median(slow for _, slow in rounds), most, "ms"),
    ]


def _round(writers: Sequence[Writer], saves: int) -> tuple[float, float]:
    """Have all save at once; returns milliseconds per answer of all, and the 99th percentile."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(writers)) as threads:
        took = list(threads.map(lambda one: [one.save(each) for each in range(saves)], writers))
    whole = (time.perf_counter() - began) * SECOND
    return whole / (saves * len(writers)), quantiles(chain.from_iterable(took), n=100)[-1]


def writer(database: Database) -> Writer:
    """Let another learner begin the first pack's questions."""
    activity, now = catalogue.load("tasks-vs-assets"), utcnow()
    with database.begin() as session:
        placement = session.get(Placement, 1) or Placement(
            id=1,
            activity_key=activity.key,
            points=20,
            question_share=0.8,
            attempts_allowed=3,
            pass_mark=0.6,
            created_at=now,
        )
        learner = Learner(created_at=now)
        session.add_all([placement, learner])
        session.flush()
        drawn = asking.draw(activity, learner.id)
        attempt = attempts.start(session, drawn, placement, learner.id, now, None)
        item = attempts.quiz(attempt).items[0]
        one, other = list(item.scenario.choices)[:2]
        made = partial(Writer, database, placement, learner.id, attempt.id, item.id)
        return made(([one], [other]))
