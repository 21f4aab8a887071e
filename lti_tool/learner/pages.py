"""What the learner's templates are given, put together from what the use cases return."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lti_tool import figures
from lti_tool.formats import clock
from lti_tool.grades import outbox
from lti_tool.grades.words import GradeLine, describe
from lti_tool.learner import steps, words
from lti_tool.results import marked, points
from lti_tool.visits import Visitor
from quizzes import practice
from quizzes.content.activity import Activity, Section
from quizzes.counting import AttemptLine
from quizzes.db import utcnow
from quizzes.models import Attempt, Reflection
from quizzes.placements import GRACE
from quizzes.standings import Standing

LONGEST_OPEN = timedelta(days=20)
"""How far ahead a page's script looks; its timers count to 24 days."""


def grade_line(session: Session, visitor: Visitor) -> GradeLine:
    """Say where this person's grade is."""
    score = outbox.of(session, visitor.link, visitor.user)
    return describe(score, visitor.link, visitor.role)


def activity(
    visitor: Visitor, chosen: Activity, standing: Standing, grade: GradeLine
) -> dict[str, Any]:
    """Return what activity.html shows."""
    return end(visitor, chosen, standing, grade) | {
        "read": standing.read,
        "time_left": words.time_left(chosen, standing.read),
        "reflections": {key: _saved(text) for key, text in standing.reflections.items()},
        "replies": {section.id: _replies(section, standing) for section in chosen.sections},
        "figures": figures.of(chosen),
        "attempt_rows": [_attempt_row(visitor, line, standing) for line in _submitted(standing)],
    }


def attempt(
    visitor: Visitor,
    chosen: Activity,
    standing: Standing,
    found: Attempt,
    asked: Mapping[str, str],
) -> dict[str, Any]:
    """Return what attempt.html shows; steps.page says what may be `asked` for."""
    return (
        frame(visitor, chosen, standing)
        | steps.page(visitor, chosen, found, asked)
        | {
            "attempt": {"id": found.id, "number": found.number},
            "attempts_left_after": _attempts_left(visitor, standing),
        }
    )


def result(
    visitor: Visitor, chosen: Activity, standing: Standing, line: GradeLine, found: Attempt
) -> dict[str, Any]:
    """Return what result.html shows."""
    here = f"{visitor.learner_id}/{visitor.placement.id}/attempt-{found.number}"
    return (
        end(visitor, chosen, standing, line)
        | marked(found)
        | {
            "drafts": here,
            "is_late": standing.dates.is_late(found.submitted_at),
            "was_closed": found.submitted_at == standing.dates.closes_at,
        }
    )


def practice_links(visitor: Visitor, chosen: Activity) -> dict[str, dict[str, Any]]:
    """Return where each question that can be practised is, with its number in the activity."""
    numbers = {asked.id: number for number, asked in enumerate(chosen.questions, 1)}
    return {
        asked.id: {
            "number": numbers[asked.id],
            "href": visitor.url_for("practice.show", question_id=asked.id),
        }
        for asked in practice.questions(chosen)
    }


def may_practise(visitor: Visitor, standing: Standing) -> bool:
    """Tell whether this visitor may practise now; staff who preview always may."""
    return visitor.is_staff or practice.is_open(standing, takes_work(visitor, standing))


def takes_work(visitor: Visitor, standing: Standing) -> bool:
    """Tell whether this visitor may answer now; staff who preview always may."""
    now, dates = utcnow(), standing.dates
    return visitor.is_staff or not (dates.is_early(now) or dates.is_over(now))


def frame(visitor: Visitor, chosen: Activity, standing: Standing) -> dict[str, Any]:
    """Return what every page of an activity shows around its own."""
    return {
        "dates": standing.dates,
        "takes_work": takes_work(visitor, standing),
        "is_early": standing.dates.is_early(utcnow()),
        "is_past_due": standing.dates.is_late(utcnow()),
        "due_in": _seconds_to(standing.dates.due_at),
        "closes_in": _seconds_to(standing.dates.closes_at),
        "visitor": visitor,
        "context_title": visitor.context.title,
        "preview": visitor.is_staff or visitor.is_trial,
        "activity": chosen,
        "attempts_allowed": standing.attempts_allowed,
        "counts_line": words.counts_line(visitor.placement),
        "best_counts": visitor.placement.counting == "best" and standing.attempts_allowed > 1,
    }


def end(visitor: Visitor, chosen: Activity, standing: Standing, grade: GradeLine) -> dict[str, Any]:
    """Return what end.html shows, which is on other pages too."""
    unfinished = standing.open_attempt
    return frame(visitor, chosen, standing) | {
        "progress": standing.completion,
        **words.lines(standing.completion),
        "points_line": words.points_line(visitor.placement),
        "earned_line": words.earned_line(standing, visitor.placement),
        "decided_lines": words.decided_lines(standing, visitor.placement),
        "pass_line": words.pass_line(standing, visitor.placement),
        "is_passed": words.is_passed(standing, visitor.placement),
        "grade": grade,
        "attempts_left": _attempts_left(visitor, standing),
        "open_attempt_link": unfinished
        and visitor.url_for("attempts.show", attempt_id=unfinished.id),
        "practice_links": practice_links(visitor, chosen)
        if may_practise(visitor, standing)
        else {},
    }


def _seconds_to(moment: datetime | None) -> int | None:
    """Return in how long a moment has passed, where a page may still be open then."""
    if not moment:
        return None
    left = moment + GRACE - utcnow()
    return int(left.total_seconds()) + 1 if timedelta(0) < left < LONGEST_OPEN else None


def _attempts_left(visitor: Visitor, standing: Standing) -> int:
    if visitor.is_staff:
        return 1  # a preview never runs out
    return max(0, standing.attempts_allowed - len(standing.attempts))


def _replies(section: Section, standing: Standing) -> int:
    kept = (standing.reflections.get(prompt.id) for prompt in section.prompts)
    return sum(bool(reflection and reflection.reply) for reflection in kept)


def _saved(reflection: Reflection) -> dict[str, Any]:
    return {
        "text": reflection.text,
        "words": reflection.words,
        "saved_at_text": clock(reflection.saved_at),
        "saved_at": reflection.saved_at.isoformat(),
        "reply": reflection.reply,
    }


def _submitted(standing: Standing) -> list[AttemptLine]:
    """Return every submitted attempt, those that were set aside included, by number."""
    lines = [*standing.attempts, *standing.set_aside]
    return sorted((line for line in lines if line.submitted_at), key=lambda line: line.number)


def _attempt_row(visitor: Visitor, line: AttemptLine, standing: Standing) -> dict[str, Any]:
    return {
        "number": line.number,
        "submitted_at_text": _clock(line.submitted_at),
        "is_late": standing.dates.is_late(line.submitted_at),
        "is_set_aside": line.is_set_aside,
        "was_remarked": line.was_remarked,
        "score_text": points(line.given, line.maximum),
        "link": visitor.url_for("attempts.result", attempt_id=line.id),
    }


def _clock(moment: datetime | None) -> str:
    return clock(moment) if moment else ""
