"""Many students at once, each with pauses for thinking, on a few threads."""

from __future__ import annotations

import heapq
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, Queue
from statistics import quantiles

from tests.load.served import Served
from tests.load.students import Answer, Gone, Student

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
        return quantiles((answer.seconds for answer in self.answers), n=100)[percent - 1]


def play(at: Served, students: int, think: float, seconds: float, name: str = "s") -> Played:
    """Keep so many students at work for so long: whoever finishes is followed by another.

    Each thinks for `think` seconds between two steps, on average; they come one after another,
    within such a time.
    """
    answers: list[Answer] = []
    numbers = iter(range(10_000_000))
    began = time.monotonic()
    until = began + seconds

    def another() -> Steps:
        number = next(numbers)
        door = at.servers[number % len(at.servers)].url
        return Student(at.address, at.platform, f"{name}-{number}", answers, think, door).goes()

    waiting = [(began + think * each / students, each, another()) for each in range(students)]
    heapq.heapify(waiting)
    done: Queue[tuple[float, int, Steps | None]] = Queue()
    finished = 0
    with ThreadPoolExecutor(THREADS) as pool:
        while time.monotonic() < until:
            while waiting and waiting[0][0] <= time.monotonic():
                _, each, going = heapq.heappop(waiting)
                pool.submit(_step, each, going, done)
            try:
                pause, each, still = done.get(timeout=_wait(waiting))
            except Empty:
                continue
            finished += still is None
            heapq.heappush(waiting, (time.monotonic() + pause, each, still or another()))
    for *_, going in (*waiting, *done.queue):
        if going:
            going.close()  # they leave in the middle
    return Played(answers, time.monotonic() - began, finished)


def _wait(waiting: list[tuple[float, int, Steps]]) -> float:
    """Return until when nobody is due, a tenth of a second at most."""
    return min(0.1, max(0.001, waiting[0][0] - time.monotonic())) if waiting else 0.1


def _step(each: int, going: Steps, done: Queue[tuple[float, int, Steps | None]]) -> None:
    try:
        done.put((next(going), each, going))
    except (StopIteration, Gone):
        done.put((0.0, each, None))
