"""What a misconception is: a small wrong engine, its name, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Subject = TypeVar("Subject")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Misconception(Generic[Subject, Answer]):
    """A wrong rule: `answer` says of a subject what somebody who believes in it would say.

    Attributes:
        sentence: for the learner whose answer shows it.
        of_students: for the instructor of those whose answers show it, however many they are.
    """

    name: str
    sentence: str
    of_students: str
    answer: Callable[[Subject], Answer]
