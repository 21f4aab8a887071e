"""The students of a demo course: how able and how busy each is, and what they did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from lti_tool.demo import writing
from lti_tool.demo.answers import Sheet
from quizzes.content.activity import Activity
from quizzes.progress import completion, earned

DAYS = 21
NEVER_CAME, DROPPED = 0.1, 0.03
ONE_MORE_TRY, REPLIED = 0.25, 0.3


@dataclass(frozen=True)
class Try:
    """One attempt: which variant, when, and what came of it."""

    number: int
    sheet: Sheet
    started_at: datetime
    submitted_at: datetime | None
    answers: dict[str, Any]

    @property
    def points(self) -> tuple[float, float]:
        """Return what it earned, and out of how much."""
        return self.sheet.points(self.answers)


@dataclass(frozen=True)
class Student:
    """Somebody, and everything that they did; moments are in the order of doing.

    Attributes:
        number: the first student's is 1.
        sections: when each section was read, from the first on.
        texts: what was written to each prompt, from the first on, and when.
    """

    number: int
    name: str
    is_listed: bool
    came_at: datetime | None
    seen_at: datetime | None
    sections: tuple[datetime, ...]
    texts: tuple[tuple[str, datetime], ...]
    tries: tuple[Try, ...]
    is_replied_to: bool

    @property
    def submitted(self) -> tuple[Try, ...]:
        """Return the attempts that are over."""
        return tuple(each for each in self.tries if each.submitted_at)

    def score(self, activity: Activity, points: float, question_share: float) -> float | None:
        """Return what the gradebook is told; None before a submission."""
        if not self.submitted:
            return None
        read = [section.id for section in activity.sections[: len(self.sections)]]
        words = {
            prompt.id: len(text.split())
            for prompt, (text, _) in zip(activity.prompts, self.texts, strict=False)
        }
        best = max(given / maximum for given, maximum in (each.points for each in self.submitted))
        return earned(completion(activity, read, words, True), best, points, question_share)


def students(
    activity: Activity, sheets: Sequence[Sheet], count: int, now: datetime
) -> Iterator[Student]:
    """Yield as many students; the same ones, who did the same, each time and at any `now`."""
    random = Random(count)  # noqa: S311  # no secret
    for number in range(1, count + 1):
        yield _student(random, activity, sheets, number, now)


@dataclass
class _Clock:
    """When a student does one thing after the other: minutes later each, but never after `now`."""

    random: Random
    at: datetime
    now: datetime

    def later(self, least: float, most: float) -> datetime:
        minutes = self.random.uniform(least, most)
        self.at = min(self.at + timedelta(minutes=minutes), self.now)
        return self.at


def _student(
    random: Random, activity: Activity, sheets: Sequence[Sheet], number: int, now: datetime
) -> Student:
    name = writing.name(number - 1)
    dropped, comes = random.random() < DROPPED, random.random() >= NEVER_CAME
    if not comes and not dropped:
        return Student(number, name, True, None, None, (), (), (), False)
    ability, effort = random.gauss(0, 1), random.betavariate(4, 1)
    came_at = now - timedelta(days=random.uniform(0.3, DAYS))
    clock = _Clock(random, came_at, now)
    read = activity.sections[: round(effort * len(activity.sections))]
    sections = tuple(clock.later(2, 9) for _ in read)
    texts = tuple(_texts(random, activity, clock)) if effort > 0.75 else ()
    tries = tuple(_tries(random, sheets, ability, clock)) if effort >= 0.55 else ()
    return Student(
        number=number,
        name=name,
        is_listed=not dropped,
        came_at=came_at,
        seen_at=clock.at,
        sections=sections,
        texts=texts,
        tries=tries,
        is_replied_to=bool(texts) and random.random() < REPLIED,
    )


def _texts(random: Random, activity: Activity, clock: _Clock) -> Iterator[tuple[str, datetime]]:
    for _ in activity.prompts:
        at = clock.later(4, 15)
        yield writing.reflection(random), at


def _tries(random: Random, sheets: Sequence[Sheet], ability: float, clock: _Clock) -> Iterator[Try]:
    """Yield one attempt or two, the second by somebody abler; the last may not be over."""
    wanted = 1 + (random.random() < ONE_MORE_TRY)
    for number in range(1, wanted + 1):
        sheet, started_at = random.choice(sheets), clock.at
        at = clock.later(10, 40)
        is_over = random.random() > 0.05
        answers = sheet.answer(random, ability + 0.6 * (number - 1))
        yield Try(number, sheet, started_at, at if is_over else None, answers)
        if not is_over:
            return
