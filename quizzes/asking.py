"""What attempts ask: drawn before one begins, and remembered while it is answered.

An attempt keeps all that it asks as one long text. A page saves an answer again at every pick, and
to read that text for each would take longer than all else that a save does: so a process remembers
what can be chosen in some thousand attempts, and for a moment all that the newest few ask.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Row

from quizzes.content.activity import Activity
from quizzes.grading import Quiz, from_json, to_json
from quizzes.items.answering import Offer
from quizzes.items.item import Item
from quizzes.models import Attempt

Remembered = TypeVar("Remembered")
Begun = Attempt | Row[*tuple[Any, ...]]
"""An attempt, or of its row at least `id` and `started_at`."""


class Memory(Generic[Remembered]):
    """The newest of something by attempt; when it began tells one from a later one of its id."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, datetime], Remembered] = OrderedDict()
        self._lock = Lock()

    def get(self, attempt: Begun, read: Callable[[], Remembered]) -> Remembered:
        """Return what is remembered of an attempt, or else what is read now."""
        key = (attempt.id, attempt.started_at)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = read()
        self.keep(attempt, found)
        return found

    def keep(self, attempt: Begun, found: Remembered) -> None:
        """Remember this of an attempt, and forget the oldest where that is one too many."""
        with self._lock:
            self._kept[attempt.id, attempt.started_at] = found
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget(self, attempt: Begun) -> None:
        """Forget what is remembered of an attempt."""
        with self._lock:
            self._kept.pop((attempt.id, attempt.started_at), None)


# A quiz is of a megabyte, what can be chosen in it of some kilobytes.
_quizzes: Memory[Quiz] = Memory(12)
_offers: Memory[Mapping[str, Offer]] = Memory(2048)


@dataclass(frozen=True)
class Drawn:
    """What another attempt would ask, and as it is kept: as JSON's own types."""

    seed: int
    pack_version: str
    asked: Quiz
    kept: dict[str, Any]


def draw(activity: Activity, seed: int) -> Drawn:
    """Draw scenarios: in a tenth of a second, so before a transaction that others wait for."""
    asked = build_quiz(activity, seed)
    return Drawn(seed, activity.version, asked, to_json(asked))


def build_quiz(activity: Activity, seed: int) -> Quiz:
    """Build what an attempt asks: the activity's questions, each with its scenario of this seed."""
    return Quiz(
        tuple(
            Item(each.id, each.points, each.scenario(seed), each.hints)
            for each in activity.questions
        )
    )


def remember(attempt: Attempt, drawn: Drawn) -> None:
    """Remember what an attempt asks that begins now: its page comes next."""
    _quizzes.keep(attempt, drawn.asked)
    _offers.keep(attempt, _offers_of(drawn.asked))


def forget(attempt: Attempt) -> None:
    """Make room: nothing is chosen any more in an attempt that is submitted."""
    _offers.forget(attempt)


def quiz(attempt: Attempt) -> Quiz:
    """Return what an attempt asks, exactly as it was when it began."""
    return _quizzes.get(attempt, lambda: from_json(attempt.quiz))


def offers(begun: Begun, whole: Callable[[], Attempt]) -> Mapping[str, Offer]:
    """Return what can be chosen in each item of an attempt, in its order; that never changes.

    `whole` is asked for the attempt where it is not remembered.
    """
    return _offers.get(begun, lambda: _offers_of(quiz(whole())))


def _offers_of(asked: Quiz) -> Mapping[str, Offer]:
    return {item.id: Offer.of(item) for item in asked.items}
