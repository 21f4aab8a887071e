"""What a submitted attempt earned and why, as results.html shows it to learners and to staff."""

from typing import Any, SupportsFloat

from lti_tool import verdicts
from lti_tool.grades.words import clock, number
from quizzes import attempts, drawing
from quizzes.drawing import Drawing
from quizzes.grading import Quiz, grade
from quizzes.items.item import Answer, Item
from quizzes.models import Attempt


def marked(found: Attempt) -> dict[str, Any]:
    """Return a submitted attempt, question by question, with every verdict and reason."""
    quiz, answers = attempts.quiz(found), attempts.answers(found)
    outcome = grade(quiz, answers)
    at = clock(found.submitted_at) if found.submitted_at else ""
    return {
        "attempt": {"number": found.number, "submitted_at_text": at},
        "outcome": outcome,
        "score_text": points(outcome.given, outcome.maximum),
        "results": [_result(item, answers.get(item.id)) for item in quiz.items],
        "drawings": {item.id: _with_verdicts(item) for item in quiz.items},
    }


def drawings(quiz: Quiz) -> dict[str, Drawing]:
    """Lay out each question's pipeline, with room for lists to choose from."""
    return {
        item.id: drawing.draw(item.scenario.pipeline, roomy=item.type.control == "select")
        for item in quiz.items
    }


def _result(item: Item, answer: Answer | None) -> dict[str, Any]:
    found = verdicts.verdicts(item, answer)
    return {
        "item": item,
        "given": number(float(item.earned(answer))),
        "points": item.points,
        "verdicts": found,
        "tally": verdicts.tally(found),
        "causes": verdicts.causes(found),
        "feedback": verdicts.feedback(item, answer),
    }


def _with_verdicts(item: Item) -> Drawing:
    """The same with room for verdicts too: a badge and three lines fill more than a small box."""
    roomy = item.type.control == "select" or bool(item.scenario.badges)
    return drawing.draw(item.scenario.pipeline, roomy=roomy)


def points(given: SupportsFloat | None, maximum: SupportsFloat | None) -> str:
    """Write what was earned of how much."""
    return f"{number(float(given or 0))} of {number(float(maximum or 0))}"
