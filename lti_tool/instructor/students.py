"""One student of a course: who may be looked at, and what they did at a link."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import StudentNotFound
from lti_tool.grades import outbox
from lti_tool.grades.words import clock, describe, number
from lti_tool.instructor import class_groups, timeline
from lti_tool.models import Enrollment, User
from lti_tool.results import points
from lti_tool.visits import Visitor
from quizzes import reflections, standings
from quizzes.content.activity import Activity
from quizzes.counting import AttemptLine
from quizzes.models import LearnerDates, Placement, Reflection
from quizzes.standings import Standing


def find(session: Session, visitor: Visitor, user_id: int) -> User:
    """Return a student of the visitor's course, or whom the gradebook asked for at this visit.

    Raises StudentNotFound for everybody else.
    """
    enrolled = exists().where(
        Enrollment.user_id == User.id,
        Enrollment.context_id == visitor.context.id,
        Enrollment.is_staff.is_(False),
    )
    asked_for = User.id == visitor.role.reviewed_id
    wanted = select(User).where(
        User.id == user_id,
        User.registration_id == visitor.user.registration_id,
        or_(enrolled, asked_for),
    )
    if user := session.scalars(wanted).one_or_none():
        return user
    raise StudentNotFound("No student of this course is at this address.")


def name(user: User) -> str:
    """Return what to call a student; the LMS need not say who they are."""
    return user.name or f"Student {user.subject}"


def work(session: Session, visitor: Visitor, activity: Activity, user: User) -> dict[str, Any]:
    """Return what student.html shows: progress, grade, attempts, decisions, reflections, events."""
    standing = standings.find(session, activity, visitor.placement, user.learner_id)
    score = outbox.of(session, visitor.link, user)
    lines = sorted((*standing.attempts, *standing.set_aside), key=lambda line: line.number)
    return {
        "user_id": user.id,
        "name": name(user),
        "email": user.email,
        "groups": class_groups.names(session, visitor.context, [user.id]).get(user.id, ""),
        "standing": standing,
        "progress": standing.completion,
        "grade": describe(score, visitor.link),
        "score_line": _score_line(standing, visitor.placement),
        "has_own_dates": session.get(LearnerDates, (user.learner_id, visitor.placement.id)),
        "attempt_rows": [_row(visitor, user, line, standing) for line in lines],
        "reflections": _reflections(session, visitor, user, standing),
        "happenings": timeline.happenings(session, visitor, activity, user, score),
    }


def _score_line(standing: Standing, placement: Placement) -> str:
    """Say how the score comes about; nothing before there is one."""
    if standing.reckoned is None:
        return ""
    of, asked = placement.points, placement.points * placement.question_share
    reading = of - asked
    return (
        f"Questions {number(asked * standing.questions_share)} of {number(asked)}, "
        f"reading and reflections {number(reading * standing.completion.reading_share)} of "
        f"{number(reading)}: {number(standing.reckoned)} of {number(of)}."
    )


def _reflections(
    session: Session, visitor: Visitor, user: User, standing: Standing
) -> dict[str, dict[str, Any]]:
    submitted = reflections.submitted(session, visitor.placement, user.learner_id)
    return {
        prompt_id: {
            "text": kept.text,
            "words": kept.words,
            "saved_at_text": clock(kept.saved_at),
            "reply": kept.reply,
            "replied_at_text": clock(kept.reply.written_at) if kept.reply else "",
            "submitted": _other_versions(kept, submitted),
        }
        for prompt_id, kept in standing.reflections.items()
    }


def _other_versions(
    kept: Reflection, submitted: Iterable[tuple[int, Mapping[str, str]]]
) -> list[dict[str, Any]]:
    """Return what was submitted and is not what stands there now; the same text once."""
    texts = [(number, texts.get(kept.prompt_id, "")) for number, texts in submitted]
    runs = groupby(texts, key=lambda version: version[1])
    return [
        {"numbers": [number for number, _ in run], "text": text}
        for text, run in runs
        if text != kept.text
    ]


def _row(visitor: Visitor, user: User, line: AttemptLine, standing: Standing) -> dict[str, Any]:
    return {
        "number": line.number,
        "submitted_at_text": clock(line.submitted_at) if line.submitted_at else "",
        "is_late": standing.dates.is_late(line.submitted_at),
        "score_text": points(line.given, line.maximum) if line.submitted_at else "",
        "notes": list(_notes(line, standing)),
        "link": visitor.url_for("instructor.attempt", user_id=user.id, attempt_id=line.id),
    }


def _notes(line: AttemptLine, standing: Standing) -> Iterator[str]:
    """Say what there is to know of an attempt besides its score."""
    if line.is_set_aside:
        yield "set aside, does not count"
    elif not line.submitted_at:
        yield "being worked on"
    elif line in standing.counted:
        yield "counts"
    if line.penalty:
        yield f"late, {number(100 * line.penalty)} % less"
    if line.was_remarked:
        yield "marked anew"
