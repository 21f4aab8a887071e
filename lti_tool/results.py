"""What a submitted attempt earned and why, as results.html shows it to learners and to staff."""

from typing import Any, SupportsFloat

from lti_tool.grades.words import clock, number
from quizzes import attempts, drawing
from quizzes.drawing import Drawing
from quizzes.grading import Quiz, grade
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
        "results": [
            {
                "item": item,
                "given": number(float(item.earned(answers.get(item.id)))),
                "points": item.points,
                "marks": item.marks(answers.get(item.id)),
            }
            for item in quiz.items
        ],
        "drawings": drawings(quiz),
    }


def drawings(quiz: Quiz) -> dict[str, Drawing]:
    """Lay out each question's pipeline."""
    return {item.id: drawing.draw(item.scenario.pipeline) for item in quiz.items}


def points(given: SupportsFloat | None, maximum: SupportsFloat | None) -> str:
    """Write what was earned of how much."""
    return f"{number(float(given or 0))} of {number(float(maximum or 0))}"
