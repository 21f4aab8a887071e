"""An attempt question by question: where each stands, which are shown, and the ways on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Step:
    """A question: its number, and how far its answer is: one of words.STATES."""

    number: int
    item: Item
    state: str

    @property
    def words(self) -> str:
        """Return its state in words."""
        return words.STATES[self.state]


def steps(found: Attempt) -> tuple[Step, ...]:
    """Return every question of an attempt, with its state."""
    answers, checked = attempts.answers(found), attempts.checked(found)
    return tuple(
        Step(
            number,
            item,
            "checked" if item.id in checked else item.state(answers.get(item.id)),
        )
        for number, item in enumerate(attempts.quiz(found).items, 1)
    )


def page(
    visitor: Visitor, activity: Activity, found: Attempt, asked: Mapping[str, str]
) -> dict[str, Any]:
    """Return what attempt.html shows of the questions.

    Of what the address asks for, `question` is one by its id or its number, `step` may be the last
    one, and `say` is what came of the form before.
    """
    every = steps(found)
    target = _named(every, asked.get("question", ""))
    shown = _shown(activity, every, target, asked.get("step") == LAST)
    told = target and words.told(asked.get("say", ""), target.number)
    return {
        "steps": every,
        "shown": shown,
        "target": target and target.item.id,
        "at_last": asked.get("step") == LAST,
        "told": told,
        "one_at_a_time": activity.questions_shown == "one_at_a_time",
        "left_lines": words.left_lines([step.state for step in every]),
        "may_check": visitor.placement.feedback == "after_each",
        "confidence": confidence.CHOICES if activity.ask_confidence else {},
        **_answers(found, shown),
    }


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
    left = [step for step in every if step.state in ("open", "partly")]
    return [] if is_last else left[:1]


def _named(every: Sequence[Step], name: str) -> Step | None:
    by_name = {str(step.number): step for step in every} | {step.item.id: step for step in every}
    return by_name.get(name)
