"""Try out the questions of an activity, as attempts would build them."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

from quizzes.content.activity import Activity, FixedQuestion, Question

SEEDS = range(1, 21)
SECONDS = 20.0


def unbuildable(activity: Activity) -> Iterator[str]:
    """Say of each question that cannot be built from some seed what came of it.

    A builder draws until it likes what it drew; with some label it may never do so.
    """
    for question in activity.questions:
        told: list[str] = []
        attempt = Thread(target=_try, args=(question, told), daemon=True)
        attempt.start()
        attempt.join(SECONDS)
        if attempt.is_alive():
            told.append(f"In {SECONDS:g} seconds it was not built from {len(SEEDS)} seeds.")
        yield from (f"questions.{question.id}: {reason}" for reason in told)


def _try(question: Question | FixedQuestion, told: list[str]) -> None:
    for seed in SEEDS:
        try:
            question.scenario(seed)
        except Exception as error:  # noqa: BLE001  # whatever it is, the author has to hear of it
            told.append(f"It cannot be built from seed {seed}: {error!r}.")
            return
