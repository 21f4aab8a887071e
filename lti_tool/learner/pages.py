"""What the learner's templates are given, put together from what the use cases return."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.grades.words import GradeLine, clock, describe
from lti_tool.learner import words
from lti_tool.models import Score
from lti_tool.results import drawings, marked, points
from lti_tool.visits import Visitor
from quizzes import attempts, drawing
from quizzes.content.activity import Activity
from quizzes.db import utcnow
from quizzes.models import Attempt, Reflection
from quizzes.standings import AttemptLine, Standing


def grade_line(session: Session, visitor: Visitor) -> GradeLine:
    """Say where this person's grade is."""
    owner = {"resource_link_id": visitor.link.id, "user_id": visitor.user.id}
    score = session.scalars(select(Score).filter_by(**owner)).one_or_none()
    return describe(score, visitor.link, visitor.role)


def activity(
    visitor: Visitor, chosen: Activity, standing: Standing, grade: GradeLine
) -> dict[str, Any]:
    """Return what activity.html shows."""
    return _standing(visitor, chosen, standing, grade) | {
        "read": standing.read,
        "reflections": {key: _saved(text) for key, text in standing.reflections.items()},
        "drawings": {
            section.id: drawing.draw(section.figure.pipeline)
            for section in chosen.sections
            if section.figure
        },
        "attempt_rows": [
            _attempt_row(visitor, line, standing) for line in standing.attempts if line.submitted_at
        ],
    }


def attempt(
    visitor: Visitor, chosen: Activity, standing: Standing, found: Attempt
) -> dict[str, Any]:
    """Return what attempt.html shows."""
    quiz = attempts.quiz(found)
    return _page(visitor, chosen, standing) | {
        "attempt": {"id": found.id, "number": found.number, "quiz": quiz},
        "drawings": drawings(quiz),
        "answers": {key: answer.chosen for key, answer in attempts.answers(found).items()},
        "answered_at": {kept.item_id: kept.answered_at.isoformat() for kept in found.responses},
        "attempts_left_after": _attempts_left(visitor, standing),
    }


def result(
    visitor: Visitor, chosen: Activity, standing: Standing, line: GradeLine, found: Attempt
) -> dict[str, Any]:
    """Return what result.html shows."""
    here = f"{visitor.learner_id}/{visitor.placement.id}/attempt-{found.number}"
    return (
        _standing(visitor, chosen, standing, line)
        | marked(found)
        | {
            "drafts": here,
            "is_late": standing.dates.is_late(found.submitted_at),
            "was_closed": found.submitted_at == standing.dates.closes_at,
        }
    )


def takes_work(visitor: Visitor, standing: Standing) -> bool:
    """Tell whether this visitor may answer now; staff who preview always may."""
    now, dates = utcnow(), standing.dates
    return visitor.is_staff or not (dates.is_early(now) or dates.is_over(now))


def _page(visitor: Visitor, chosen: Activity, standing: Standing) -> dict[str, Any]:
    return {
        "dates": standing.dates,
        "takes_work": takes_work(visitor, standing),
        "is_early": standing.dates.is_early(utcnow()),
        "is_past_due": standing.dates.is_late(utcnow()),
        "visitor": visitor,
        "context_title": visitor.context.title,
        "preview": visitor.is_staff or visitor.is_trial,
        "activity": chosen,
        "attempts_allowed": visitor.placement.attempts_allowed,
    }


def _standing(
    visitor: Visitor, chosen: Activity, standing: Standing, grade: GradeLine
) -> dict[str, Any]:
    unfinished = standing.open_attempt
    return _page(visitor, chosen, standing) | {
        "progress": standing.completion,
        **words.lines(standing.completion),
        "points_line": words.points_line(visitor.placement),
        "earned_line": words.earned_line(standing, visitor.placement),
        "pass_line": words.pass_line(standing, visitor.placement),
        "is_passed": words.is_passed(standing, visitor.placement),
        "grade": grade,
        "attempts_left": _attempts_left(visitor, standing),
        "open_attempt_link": unfinished
        and visitor.url_for("learner.attempt", attempt_id=unfinished.id),
    }


def _attempts_left(visitor: Visitor, standing: Standing) -> int:
    if visitor.is_staff:
        return 1  # a preview never runs out
    return max(0, visitor.placement.attempts_allowed - len(standing.attempts))


def _saved(reflection: Reflection) -> dict[str, Any]:
    return {
        "text": reflection.text,
        "words": reflection.words,
        "saved_at_text": clock(reflection.saved_at),
        "saved_at": reflection.saved_at.isoformat(),
    }


def _attempt_row(visitor: Visitor, line: AttemptLine, standing: Standing) -> dict[str, Any]:
    return {
        "number": line.number,
        "submitted_at_text": _clock(line.submitted_at),
        "is_late": standing.dates.is_late(line.submitted_at),
        "score_text": points(line.given, line.maximum),
        "link": visitor.url_for("learner.result", attempt_id=line.id),
    }


def _clock(moment: datetime | None) -> str:
    return clock(moment) if moment else ""
