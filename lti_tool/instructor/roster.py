"""Everybody of a course beside what they did at one link: one row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from lti_tool.grades.words import GradeLine, describe
from lti_tool.models import Context, Enrollment, ResourceLink, Score, User, Visit
from quizzes.content.activity import Activity
from quizzes.models import Attempt, Reflection, SectionRead
from quizzes.progress import Completion, completion

ByLearner = defaultdict[int, list[tuple[Any, ...]]]
NOT_STARTED, READING, SUBMITTED, DONE = "Not started", "Reading", "Submitted", "Done"


@dataclass(frozen=True)
class Row:
    """One student of the course.

    Attributes:
        score: what the tool owes or has sent; None before the first submission.
        grade: where it is.
        seen_at: when they were last at this link; None where they never were.
    """

    user_id: int
    name: str
    email: str
    completion: Completion
    score: Score | None
    grade: GradeLine
    seen_at: datetime | None

    @property
    def status(self) -> str:
        """Say in a word how far this student has come."""
        if self.completion.submitted:
            return DONE if self.completion.complete else SUBMITTED
        return READING if self.completion.begun or self.seen_at else NOT_STARTED

    @property
    def owes_grade(self) -> bool:
        """Tell whether an earned score could be in the LMS and is not."""
        return self.grade.state in ("queued", "refused")


def rows(session: Session, activity: Activity, link: ResourceLink) -> list[Row]:
    """Return every student of the link's course by name, those who never came included."""
    here = {"placement_id": link.placement_id}
    read = _by_learner(
        session, select(SectionRead.learner_id, SectionRead.section_id).filter_by(**here)
    )
    words = _by_learner(
        session,
        select(Reflection.learner_id, Reflection.prompt_id, Reflection.words).filter_by(**here),
    )
    submitted = set(
        session.scalars(
            select(Attempt.learner_id).filter_by(**here).where(Attempt.submitted_at.is_not(None))
        )
    )
    seen = _last_seen(session, link)
    found = [
        Row(
            user_id=user.id,
            name=user.name or f"Student {user.subject}",
            email=user.email,
            completion=completion(
                activity,
                {section for (section,) in read[user.learner_id]},
                dict(words[user.learner_id]),
                user.learner_id in submitted,
            ),
            score=score,
            grade=describe(score, link),
            seen_at=seen.get(user.id),
        )
        for user, score in _students(session, link)
    ]
    return sorted(found, key=lambda row: row.name.casefold())


def _students(session: Session, link: ResourceLink) -> Sequence[tuple[User, Score | None]]:
    """Return who is in the newest class list or has launched; nobody of the staff."""
    own = and_(Score.user_id == User.id, Score.resource_link_id == link.id)
    still_listed = Enrollment.listed_at >= Context.roster_at
    found = session.execute(
        select(User, Score)
        .join(Enrollment, Enrollment.user_id == User.id)
        .join(Context, Context.id == Enrollment.context_id)
        .outerjoin(Score, own)
        .where(
            Enrollment.context_id == link.context_id,
            Enrollment.is_staff.is_(False),
            or_(still_listed, Enrollment.launched_at.is_not(None)),
        )
        .order_by(User.id)
    )
    return [(user, score) for user, score in found]


def _last_seen(session: Session, link: ResourceLink) -> dict[int, datetime]:
    found = session.execute(
        select(Visit.user_id, func.max(Visit.seen_at))
        .where(Visit.resource_link_id == link.id)
        .group_by(Visit.user_id)
    )
    return dict(iter(found))


def _by_learner(session: Session, wanted: Select[*tuple[Any, ...]]) -> ByLearner:
    found: ByLearner = defaultdict(list)
    for learner_id, *values in session.execute(wanted):
        found[learner_id].append(tuple(values))
    return found
