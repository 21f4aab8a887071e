"""A course of a platform with as many students as wanted, stored as if they had worked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import seats
from lti_tool.demo import storing
from lti_tool.demo.answers import VARIANTS, Sheet, sheets
from lti_tool.demo.people import DAYS, students
from lti_tool.demo.rows import Link
from lti_tool.demo.writing import INSTRUCTOR
from lti_tool.models import Context, Enrollment, ResourceLink, User
from lti_tool.models.scopes import SCORE_SCOPE
from lti_tool.platforms.people import new
from quizzes import placements
from quizzes.content.activity import Activity
from quizzes.db import Database
from quizzes.grading import to_json
from quizzes.models import Attempt, Learner

AT_A_TIME = 500
COLUMN = "https://demo.invalid/no-such-column"
"""Where its scores would go: nobody is there."""


@dataclass(frozen=True)
class Course:
    """The link of a demo course, and the instructor who teaches it."""

    link_id: int
    instructor_id: int
    is_new: bool


def make(db: Database, deployment_id: int, activity: Activity, count: int, now: datetime) -> Course:
    """Make a course with as many students, unless it is there; the same work each time."""
    key = f"demo-{count}"
    with db.begin() as session:
        if found := _find(session, deployment_id, key):
            return found
    drawn = sheets(activity, min(VARIANTS, count))
    with db.begin() as session:
        context = _open(session, deployment_id, key, f"Demo course of {count:,}", now)
        instructor_id = _hire(session, context, now)
        link = _place(session, context, activity, drawn, now)
    everybody = students(activity, drawn, count, now)
    while some := list(islice(everybody, AT_A_TIME)):
        with db.begin() as session:
            storing.add(session, link, some, now)
    with db.begin() as session:
        seats.recount(session, session.get_one(ResourceLink, link.id))
    return Course(link.id, instructor_id, is_new=True)


def _find(session: Session, deployment_id: int, key: str) -> Course | None:
    found = session.execute(
        select(ResourceLink.id, Enrollment.user_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Enrollment, Enrollment.context_id == Context.id)
        .where(Context.deployment_id == deployment_id, Context.context_id == key)
        .where(Enrollment.is_staff.is_(True), ResourceLink.seats_version.is_not(None))
    ).first()
    return Course(found[0], found[1], is_new=False) if found else None


def _open(session: Session, deployment_id: int, key: str, title: str, now: datetime) -> Context:
    """Open a course whose class list came just now."""
    course = Context(deployment_id=deployment_id, context_id=key, title=title)
    course.roster_at = course.roster_tried_at = now
    return new(session, course)


def _hire(session: Session, context: Context, now: datetime) -> int:
    """Have somebody teach the course; returns the number of their user."""
    subject = f"{context.context_id}-instructor"
    instructor = new(
        session,
        User(
            registration_id=context.deployment.registration_id,
            subject=subject,
            name=INSTRUCTOR,
            email=f"{subject}@example.org",
            learner_id=new(session, Learner(created_at=now)).id,
        ),
    )
    new(session, Enrollment(user_id=instructor.id, context_id=context.id, is_staff=True))
    return instructor.id


def _place(
    session: Session, context: Context, activity: Activity, drawn: Sequence[Sheet], now: datetime
) -> Link:
    """Place the activity in the course, with its usual settings and a column for its scores."""
    since = now - timedelta(days=DAYS)
    placement = new(session, placements.place(activity, placements.usual(activity), since))
    link = new(
        session,
        ResourceLink(
            context=context,
            resource_link_id=context.context_id,
            placement=placement,
            line_item_url=COLUMN,
            scopes=[SCORE_SCOPE],
        ),
    )
    return Link(
        id=link.id,
        registration_id=context.deployment.registration_id,
        context_id=context.id,
        placement_id=placement.id,
        key=context.context_id,
        activity=activity,
        points=placement.points,
        question_share=placement.question_share,
        templates=_keep_variants(session, activity, placement.id, drawn, now),
    )


def _keep_variants(
    session: Session, activity: Activity, placement_id: int, drawn: Sequence[Sheet], now: datetime
) -> dict[int, int]:
    """Keep each variant with an attempt that nobody can see; returns their numbers, by seed."""
    kept = {}
    for sheet in drawn:
        nobody = new(session, Learner(created_at=now, only_tries=True))
        attempt = Attempt(
            learner_id=nobody.id,
            placement_id=placement_id,
            number=1,
            seed=sheet.seed,
            pack_version=activity.version,
            quiz=to_json(sheet.quiz),
            started_at=now,
        )
        kept[sheet.seed] = new(session, attempt).id
    return kept
