"""What a misconception is: a small wrong engine, its name, and a sentence for the learner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Subject = TypeVar("Subject")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Misconception(Generic[Subject, Answer]):
    """A wrong rule: `answer` says of a subject what somebody who believes in it would say."""

    name: str
    sentence: str
    answer: Callable[[Subject], Answer]
