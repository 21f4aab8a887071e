"""An attempt question by question: where each stands, which are shown, and the ways on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lti_tool import confidence
from lti_tool.learner import words
from lti_tool.results import drawings, result, with_verdicts
from lti_tool.visits import Visitor
from quizzes import attempts
from quizzes.content.activity import Activity
from quizzes.grading import Quiz
from quizzes.items.item import Item
from quizzes.models import Attempt

LAST = "submit"
"""The step after the last question."""
PARTLY = "partly"
"""The state of an answer that is not whole, and what is said of a check that first asks again."""

CHANGING = ("open", "partly", "answered")
"""How far an answer can be that is not checked."""


@dataclass(frozen=True)
class Step:
    """A question: its number, and how far its answer is: one of words.STATES.

    Attributes:
        open_places: how many of its places need an answer and have none, where that can be.
    """

    number: int
    item: Item
    state: str
    open_places: int

    @property
    def words(self) -> str:
        """Return its state in words."""
        return words.STATES[self.state]

    @property
    def states(self) -> tuple[Step, ...]:
        """Return it as it is and may become while the page is open: a checked answer stays."""
        states = (self.state,) if self.state == "checked" else CHANGING
        return tuple(replace(self, state=state) for state in states)


def steps(found: Attempt) -> tuple[Step, ...]:
    """Return every question of an attempt, with its state."""
    answers, checked = attempts.answers(found), attempts.checked(found)
    return tuple(
        Step(
            number,
            item,
            "checked" if item.id in checked else item.state(answers.get(item.id)),
            item.open_places(answers.get(item.id)),
        )
        for number, item in enumerate(attempts.quiz(found).items, 1)
    )


def left(found: Attempt) -> tuple[Step, ...]:
    """Return the questions of an attempt that have no answer yet, or one that is not whole."""
    return tuple(filter(_is_left, steps(found)))


def _is_left(step: Step) -> bool:
    return step.state in ("open", PARTLY)


def page(
    visitor: Visitor, activity: Activity, found: Attempt, asked: Mapping[str, str]
) -> dict[str, Any]:
    """Return what attempt.html shows of the questions.

    Of what the address asks for, `question` is one by its id or its number, `step` may be the last
    one, and `say` is what came of the form before.
    """
    every = steps(found)
    target, said = _named(every, asked.get("question", "")), asked.get("say", "")
    is_partly = said == PARTLY and target is not None and target.state == PARTLY
    shown = _shown(activity, every, target, asked.get("step") == LAST)
    return {
        "steps": every,
        "left": list(filter(_is_left, every)),
        "shown": shown,
        "target": target and target.item.id,
        "at_last": asked.get("step") == LAST,
        "is_partly": is_partly,
        "told": _told(said, target, is_partly),
        "one_at_a_time": activity.questions_shown == "one_at_a_time",
        "left_lines": words.left_lines([step.state for step in every]),
        "may_check": visitor.placement.feedback == "after_each",
        "confidence": confidence.CHOICES if activity.ask_confidence else {},
        **_answers(found, shown),
    }


def _told(said: str, target: Step | None, is_partly: bool) -> str:
    if not target:
        return ""
    if is_partly:
        return words.partly_line(target.open_places, len(target.item.scenario.places))
    return words.told(said, target.number)


def _answers(found: Attempt, shown: Sequence[Step]) -> dict[str, Any]:
    answers, sure = attempts.answers(found), attempts.confidences(found)
    checked = [step.item for step in shown if step.state == "checked"]
    asked = Quiz(tuple(step.item for step in shown if step.state != "checked"))
    return {
        "drawings": drawings(asked) | {item.id: with_verdicts(item) for item in checked},
        "results": {item.id: result(item, answers[item.id], sure.get(item.id)) for item in checked},
        "answers": {key: answer.chosen for key, answer in answers.items()},
        "answered_at": {kept.item_id: kept.answered_at.isoformat() for kept in found.responses},
        "confidences": sure,
    }


def _shown(
    activity: Activity, every: Sequence[Step], target: Step | None, is_last: bool
) -> Sequence[Step]:
    """Return all questions, or the one that is asked for, else the first that is left to answer."""
    if activity.questions_shown == "together":
        return every
    if target and not is_last:
        return [target]
    return [] if is_last else list(filter(_is_left, every))[:1]


def _named(every: Sequence[Step], name: str) -> Step | None:
    by_name = {str(step.number): step for step in every} | {step.item.id: step for step in every}
    return by_name.get(name)
