"""What a submitted attempt earned and why, as results.html shows it to learners and to staff."""

from typing import Any, SupportsFloat

from lti_tool import confidence, verdicts
from lti_tool.formats import clock, number
from quizzes import attempts, drawing
from quizzes.drawing import Drawing
from quizzes.grading import Quiz, from_json, grade
from quizzes.items.item import Answer, Item
from quizzes.models import Attempt
from quizzes.saying import say


def marked(found: Attempt) -> dict[str, Any]:
    """Return a submitted attempt, question by question, with every verdict and reason.

    What was asked is shown as it was; where a later key counts, it is marked by that one.
    """
    asked, answers, sure = (
        attempts.quiz(found),
        attempts.answers(found),
        attempts.confidences(found),
    )
    quiz = from_json(found.remark.quiz) if found.remark and found.remark.quiz else asked
    outcome = grade(quiz, answers)
    at = clock(found.submitted_at) if found.submitted_at else ""
    return {
        "attempt": {"number": found.number, "submitted_at_text": at},
        "outcome": outcome,
        "score_text": points(outcome.given, outcome.maximum),
        "remark": found.remark,
        "first_score_text": points(found.given, found.maximum),
        "dropped": len(asked.items) - len(quiz.items),
        "results": [result(item, answers.get(item.id), sure.get(item.id)) for item in quiz.items],
        "drawings": {item.id: with_verdicts(item) for item in quiz.items},
    }


def drawings(quiz: Quiz) -> dict[str, Drawing]:
    """Lay out each question's pipeline, with room for lists to choose from."""
    return {
        item.id: drawing.draw(item.scenario.pipeline, roomy=item.type.control == "select")
        for item in quiz.items
    }


def result(item: Item, answer: Answer | None, sure: str | None = None) -> dict[str, Any]:
    """Return what an answer to one question earned, with every verdict and reason."""
    found, earned = verdicts.verdicts(item, answer), float(item.earned(answer))
    return {
        "item": item,
        "given": number(earned),
        "points": item.points,
        "whole": verdicts.whole(item, answer),
        "verdicts": found,
        "tally": verdicts.tally(found),
        "sure_line": confidence.sentence(sure, earned / item.points),
        "causes": verdicts.causes(found),
        "feedback": verdicts.feedback(item, answer),
    }


def with_verdicts(item: Item) -> Drawing:
    """Lay it out with room for verdicts too: a badge and three lines fill more than a small box."""
    roomy = item.type.control == "select" or bool(item.scenario.badges)
    return drawing.draw(item.scenario.pipeline, roomy=roomy)


def points(given: SupportsFloat | None, maximum: SupportsFloat | None) -> str:
    """Write what was earned of how much."""
    return say(
        "{given} of {maximum}",
        given=number(float(given or 0)),
        maximum=number(float(maximum or 0)),
    )
