"""What somebody answers: rightly the likelier the abler they are and the easier the question."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from quizzes import asking, marks
from quizzes.content.activity import Activity
from quizzes.grading import Quiz
from quizzes.items.item import Answer, Item

VARIANTS = 24
"""How many attempts are drawn up; everybody is given one of them, as drawing takes its time."""
SKIPPED, MISTAKEN = 0.03, 0.7


@dataclass(frozen=True)
class Sheet:
    """One variant of the questions, with what is known of answers to it already."""

    seed: int
    quiz: Quiz
    known: dict[tuple[str, frozenset[str]], tuple[Fraction, str]] = field(default_factory=dict)

    def answer(self, random: Random, ability: float) -> dict[str, Answer]:
        """Return what somebody of this ability answers."""
        return {
            item.id: Answer(item.id, chosen)
            for nth, item in enumerate(self.quiz.items)
            if (chosen := _chosen(random, item, ability - _difficulty(nth)))
        }

    def marks(self, answers: dict[str, Answer]) -> list[dict[str, Any]]:
        """Return the marks of an attempt."""
        return list(marks.of(self.quiz, answers, self._worth))

    def points(self, answers: dict[str, Answer]) -> tuple[float, float]:
        """Return what answers earn, to two decimals, and out of how much."""
        given = sum(self._worth(item, answers.get(item.id))[0] for item in self.quiz.items)
        return round(float(given), 2), float(sum(item.points for item in self.quiz.items))

    def _worth(self, item: Item, answer: Answer | None) -> tuple[Fraction, str]:
        """Return what an answer is worth; thousands answer alike."""
        key = item.id, answer.chosen if answer else frozenset()
        if key not in self.known:
            self.known[key] = marks.worth(item, answer)
        return self.known[key]


def sheets(activity: Activity, count: int) -> list[Sheet]:
    """Draw the variants up."""
    return [Sheet(seed, asking.build_quiz(activity, seed)) for seed in range(count)]


def _difficulty(nth: int) -> float:
    """Return how hard a question is: between -1.5 and 1.5, the same for all of its variants."""
    return 1.5 * math.sin(2.4 * nth + 0.4)


def _chosen(random: Random, item: Item, margin: float) -> frozenset[str]:
    if random.random() < SKIPPED:
        return frozenset()
    if random.random() < 1 / (1 + math.exp(-1.3 * margin)):
        return item.scenario.key
    misreadings = item.scenario.misreadings
    if misreadings and random.random() < MISTAKEN:
        favourite = min(int(random.expovariate(1.2)), len(misreadings) - 1)
        return misreadings[favourite].answer
    return _slip(random, item)


def _slip(random: Random, item: Item) -> frozenset[str]:
    """Return the right answer, but for one place."""
    place = random.choice(item.scenario.places)
    chosen = item.scenario.key - frozenset(place.choices.values())
    others = sorted(set(place.choices.values()) - place.key)
    return chosen | {random.choice(others)} if others and random.random() < 0.7 else chosen
