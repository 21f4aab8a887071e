"""Many students at once, each with pauses for thinking, on a few threads."""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from queue import Empty, Queue
from statistics import quantiles

from tests.load.served import Served
from tests.load.students import COURSE, Answer, Gone, Student

THREADS = 48
Steps = Generator[float, None, None]


@dataclass(frozen=True)
class Played:
    """What came of it: every answer, how long it took in all, how many finished."""

    answers: list[Answer]
    seconds: float
    finished: int

    @property
    def errors(self) -> list[Answer]:
        """Return what failed: no answer, or one that is no good."""
        return [answer for answer in self.answers if not 200 <= answer.status < 400]

    @property
    def rate(self) -> float:
        """Return requests a second."""
        return len(self.answers) / self.seconds

    def percentile(self, percent: int) -> float:
        """Return how long so many of a hundred requests took at most, in seconds."""
        took = [answer.seconds for answer in self.answers]
        return quantiles(took, n=100)[percent - 1] if len(took) > 1 else sum(took)


class Crowd:
    """Students at work, each at a place of their own; whoever finishes is followed by another."""

    def __init__(self, at: Served) -> None:
        self._at = at
        self._answers: list[Answer] = []
        self._places, self._students = count(), count()
        self._chance = random.Random(1)
        self._waiting: list[tuple[float, int, Steps]] = []
        self._done: Queue[tuple[float, int, Steps | None]] = Queue()
        self._pool = ThreadPoolExecutor(THREADS)
        self.size = 0

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        for *_, going in (*self._waiting, *self._done.queue):
            if going:
                going.close()  # they leave in the middle

    def play(
        self, students: int, seconds: float, coming: float, *, anywhere: bool = False
    ) -> Played:
        """Let it grow to so many, who come within `coming` seconds, and work for so long.

        `anywhere`: newcomers hurry to some point of their course, any of them as likely.
        """
        began, before, finished = time.monotonic(), len(self._answers), 0
        more = students - self.size
        for each in range(more):
            comes = began + coming * each / more
            spent = self._chance.uniform(0, COURSE) if anywhere else 0
            heapq.heappush(self._waiting, (comes, next(self._places), self._another(spent)))
        self.size = students
        while time.monotonic() < began + seconds:
            while self._waiting and self._waiting[0][0] <= time.monotonic():
                _, place, going = heapq.heappop(self._waiting)
                self._pool.submit(_step, place, going, self._done)
            try:
                pause, place, still = self._done.get(timeout=self._wait())
            except Empty:
                continue
            finished += still is None
            at = time.monotonic() + pause
            heapq.heappush(self._waiting, (at, place, still or self._another()))
        return Played(self._answers[before:], time.monotonic() - began, finished)

    def _another(self, spent: float = 0) -> Steps:
        number = next(self._students)
        door = self._at.servers[number % len(self._at.servers)].url
        who = f"student-{number}"
        return Student(self._at.address, self._at.platform, who, self._answers, door).goes(spent)

    def _wait(self) -> float:
        """Return until when nobody is due, a tenth of a second at most."""
        if not self._waiting:
            return 0.1
        return min(0.1, max(0.001, self._waiting[0][0] - time.monotonic()))


def _step(place: int, going: Steps, done: Queue[tuple[float, int, Steps | None]]) -> None:
    try:
        done.put((next(going), place, going))
    except (StopIteration, Gone):
        done.put((0.0, place, None))
