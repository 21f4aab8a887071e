"""One student of a course: who may be looked at, and what they did at a link."""

from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import StudentNotFound
from lti_tool.grades.words import clock, describe
from lti_tool.models import Enrollment, Score, User
from lti_tool.results import points
from lti_tool.visits import Visitor
from quizzes import standings
from quizzes.content.activity import Activity
from quizzes.standings import AttemptLine


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
    """Return what student.html shows: progress, grade, attempts and reflections."""
    standing = standings.find(session, activity, visitor.placement, user.learner_id)
    owner = {"resource_link_id": visitor.link.id, "user_id": user.id}
    score = session.scalars(select(Score).filter_by(**owner)).one_or_none()
    return {
        "name": name(user),
        "email": user.email,
        "progress": standing.completion,
        "grade": describe(score, visitor.link),
        "attempt_rows": [
            _row(visitor, user, line) for line in standing.attempts if line.submitted_at
        ],
        "reflections": {
            key: {"text": kept.text, "saved_at_text": clock(kept.saved_at)}
            for key, kept in standing.reflections.items()
        },
    }


def _row(visitor: Visitor, user: User, line: AttemptLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "submitted_at_text": clock(line.submitted_at) if line.submitted_at else "",
        "score_text": points(line.given, line.maximum),
        "link": visitor.url_for("instructor.attempt", user_id=user.id, attempt_id=line.id),
    }
