"""What people with a misconception would answer to a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from quizzes.orchestrators.misconceptions.misconception import Misconception
from quizzes.scenarios.scenario import Misreading

Subject = TypeVar("Subject")
Answer = TypeVar("Answer")


def misread(
    beliefs: Iterable[Misconception[Subject, Answer]],
    subject: Subject,
    choices: Callable[[Answer], frozenset[str]],
    key: frozenset[str],
) -> tuple[Misreading, ...]:
    """The wrong answers among those of these beliefs; `choices` makes what is sent of one."""
    answers = ((belief, choices(belief.answer(subject))) for belief in beliefs)
    return tuple(
        Misreading(belief.name, belief.sentence, answer)
        for belief, answer in answers
        if answer != key
    )
