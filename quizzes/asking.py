"""What attempts ask: drawn before one begins, and remembered, item by item, while it is answered.

An attempt keeps all that it asks as one text. A page saves an answer again at every pick, and to
read the whole text for each would take longer than all else that a save does.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from quizzes.content.activity import Activity
from quizzes.grading import Quiz, item_from_json, to_json
from quizzes.items.item import Item
from quizzes.models import Attempt

MOST = 256
"""Items that a process remembers: those that some hundred learners are at."""

# When it began tells an attempt from a later one with its number, where the first was erased.
_kept: OrderedDict[tuple[int, datetime, str], Item] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Drawn:
    """What another attempt would ask, as JSON's own types."""

    seed: int
    pack_version: str
    quiz: dict[str, Any]


def draw(activity: Activity, seed: int) -> Drawn:
    """Draw scenarios: in a tenth of a second, so before a transaction that others wait for."""
    return Drawn(seed, activity.version, to_json(build_quiz(activity, seed)))


def build_quiz(activity: Activity, seed: int) -> Quiz:
    """Build what an attempt asks: the activity's questions, each with its scenario of this seed."""
    return Quiz(
        tuple(
            Item(each.id, each.points, each.scenario(seed), each.hints)
            for each in activity.questions
        )
    )


def item(attempt: Attempt, item_id: str) -> Item | None:
    """Return one item of an attempt, which never changes; None if it asks none such."""
    key = (attempt.id, attempt.started_at, item_id)
    with _lock:
        if found := _kept.get(key):
            _kept.move_to_end(key)
            return found
    if read := item_from_json(attempt.quiz, item_id):
        with _lock:
            _kept[key] = read
            if len(_kept) > MOST:
                _kept.popitem(last=False)
    return read
