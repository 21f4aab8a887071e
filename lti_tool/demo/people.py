"""The students of a demo course: how able and how busy each is, and the rows of what they did."""

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
        sections: when each section was read, from the first on.
        texts: what was written to each prompt, from the first on, and when.
    """

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
    for number in range(count):
        yield _student(random, activity, sheets, writing.name(number), now)


def _student(
    random: Random, activity: Activity, sheets: Sequence[Sheet], name: str, now: datetime
) -> Student:
    dropped, comes = random.random() < DROPPED, random.random() >= NEVER_CAME
    if not comes and not dropped:
        return Student(name, True, None, None, (), (), (), False)
    ability, effort = random.gauss(0, 1), random.betavariate(4, 1)
    at = came_at = now - timedelta(days=random.uniform(0.3, DAYS))
    sections, texts, tries = [], [], []
    for _ in activity.sections[: round(effort * len(activity.sections))]:
        at = _later(at, random.uniform(2, 9), now)
        sections.append(at)
    for _ in activity.prompts if effort > 0.75 else ():
        at = _later(at, random.uniform(4, 15), now)
        texts.append((writing.reflection(random), at))
    wanted = 0 if effort < 0.55 else 1 + (random.random() < ONE_MORE_TRY)
    for tried in range(1, wanted + 1):
        sheet = random.choice(sheets)
        started_at, at = at, _later(at, random.uniform(10, 40), now)
        is_over = random.random() > 0.05
        answers = sheet.answer(random, ability + 0.6 * (tried - 1))
        tries.append(Try(tried, sheet, started_at, at if is_over else None, answers))
        if not is_over:
            break
    return Student(
        name=name,
        is_listed=not dropped,
        came_at=came_at,
        seen_at=at,
        sections=tuple(sections),
        texts=tuple(texts),
        tries=tuple(tries),
        is_replied_to=bool(texts) and random.random() < REPLIED,
    )


def _later(at: datetime, minutes: float, now: datetime) -> datetime:
    return min(at + timedelta(minutes=minutes), now)
