"""Classes that have earned scores, written into the database as the tool would have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    Context,
    Deployment,
    Enrollment,
    Registration,
    ResourceLink,
    Score,
    User,
)
from lti_tool.models.scopes import RESULT_SCOPE, SCORE_SCOPE
from quizzes.db import Database, utcnow
from quizzes.models import Learner, Placement


def platform_of(url: Callable[[str], str], number: int) -> Registration:
    """Return a platform as it would be registered."""
    return Registration(
        issuer=url(""),
        client_id=f"client-{number}",
        login_url=url("/auth"),
        token_url=url("/token"),
        keys_url=url("/jwks"),
        created_at=utcnow(),
    )


def class_of(database: Database, url: Callable[[str], str], students: int) -> int:
    """Register a platform with a course of so many students, who owe nothing yet; returns it."""
    now = utcnow()
    with database.begin() as session:
        number = len(session.scalars(select(Registration.id)).all()) + 1
        registration = platform_of(url, number)
        deployment = Deployment(registration=registration, deployment_id="1")
        context = Context(deployment=deployment, context_id="course-1")
        placement = Placement(
            activity_key="tasks-vs-assets",
            points=100,
            question_share=0.8,
            attempts_allowed=3,
            pass_mark=0.6,
            created_at=now,
        )
        link = ResourceLink(
            context=context,
            placement=placement,
            resource_link_id="link-1",
            line_item_url=url("/items/1?type_id=1"),
            scopes=[SCORE_SCOPE, RESULT_SCOPE],
        )
        session.add_all([registration, context, link])
        session.flush()
        add_class(session, link, [f"student-{place}" for place in range(students)])
        return registration.id


def add_class(session: Session, link: ResourceLink, subjects: Sequence[str]) -> None:
    """Enroll people, who have earned nothing yet, in a link's course; its list may know some."""
    now, context = utcnow(), link.context
    registration_id = context.deployment.registration_id
    listed = select(User.subject, User.id).filter_by(registration_id=registration_id)
    known = {subject: user for subject, user in session.execute(listed) if subject in subjects}
    unknown = [subject for subject in subjects if subject not in known]
    users = [*known.values(), *_enroll(session, context, unknown)]
    nothing = {
        "registration_id": registration_id,
        "resource_link_id": link.id,
        "placement_id": link.placement_id,
        "given": 0,
        "maximum": 100,
        "comment": "Questions 0 of 100.",
        "submitted_at": now,
        "timestamp": now.replace(microsecond=0) - timedelta(minutes=10),
        "version": 0,
    }
    session.execute(insert(Score), [nothing | {"user_id": user} for user in users])


def _enroll(session: Session, context: Context, subjects: Sequence[str]) -> Sequence[int]:
    if not subjects:
        return []
    registration_id, now = context.deployment.registration_id, utcnow()
    learners = session.scalars(
        insert(Learner).returning(Learner.id), [{"created_at": now} for _ in subjects]
    ).all()
    people = [
        {"registration_id": registration_id, "subject": subject, "learner_id": learner}
        for subject, learner in zip(subjects, learners, strict=True)
    ]
    users = session.scalars(insert(User).returning(User.id), people).all()
    enrolled = [{"user_id": user, "context_id": context.id, "is_staff": False} for user in users]
    session.execute(insert(Enrollment), enrolled)
    return users


def earn(database: Database, registration_id: int, given: int) -> None:
    """Let everybody of a platform's class earn so many of 100 points, as `outbox.owe` notes it."""
    with database.begin() as session:
        session.execute(
            update(Score)
            .where(Score.registration_id == registration_id)
            .values(given=given, version=Score.version + 1, failures=0, problem=None, finding="")
        )
        now = utcnow().replace(microsecond=0)
        scores = select(Score).filter_by(registration_id=registration_id)
        for score in session.scalars(scores):
            score.timestamp = max(now, score.timestamp + timedelta(seconds=1))
            score.due_at = score.timestamp
            score.comment = f"Questions {given} of 100."


def left(database: Database) -> int:
    """Return how many scores have not arrived."""
    with database.read() as session:
        owed = select(Score.id).where(Score.delivered_version < Score.version)
        return len(session.scalars(owed).all())
