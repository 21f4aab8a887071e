"""What a believed launch leaves behind, in one transaction: course, link, person, visit."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.errors import LaunchRefused
from lti_tool.models import (
    LONGEST_ID,
    Context,
    Deployment,
    Registration,
    ResourceLink,
    Score,
    UsedNonce,
    Visit,
    soonest,
)
from lti_tool.platforms.launch import Launch
from lti_tool.platforms.people import enroll, find_or_add, new, person
from lti_tool.visits import open_visit
from quizzes.content import catalogue
from quizzes.errors import QuizError
from quizzes.models import Placement

DEFAULT_ACTIVITY = "tasks-vs-assets"
"""What a link opens that names no activity, as one made by hand in an LMS."""
DEFAULT_QUESTION_SHARE = 0.8


def arrive(
    session: Session, registration: Registration, launch: Launch, nonce: str, now: datetime
) -> tuple[Visit, str]:
    """Let a launch in once; returns its visit and the visit's secret. Raises LaunchRefused."""
    _use_up(session, registration, nonce, now)
    context = _context(session, registration, launch)
    link = _resource_link(session, context, launch, now)
    user = person(session, registration.id, launch.subject, now)
    user.name, user.email = launch.name or user.name, launch.email or user.email
    enrollment = enroll(session, user.id, context.id)
    enrollment.is_staff, enrollment.launched_at = launch.is_staff, now
    return open_visit(session, user.id, link.id, launch.is_staff, now)


def _use_up(session: Session, registration: Registration, nonce: str, now: datetime) -> None:
    digest = hashlib.sha256(nonce.encode()).hexdigest()
    session.add(UsedNonce(registration_id=registration.id, nonce=digest, used_at=now))
    try:
        session.flush()
    except IntegrityError as error:
        raise LaunchRefused(
            "the nonce was used before",
            "This launch was already used once, as happens when a page is reloaded too early. "
            "Go back to your course and open the activity again.",
        ) from error


def _context(session: Session, registration: Registration, launch: Launch) -> Context:
    deployment = session.scalars(
        select(Deployment).filter_by(
            registration_id=registration.id, deployment_id=launch.deployment_id
        )
    ).one()
    # Links outside any course share nothing, not even their people.
    context_id = launch.context_id or f"(no context) {launch.resource_link_id}"[:LONGEST_ID]
    context = find_or_add(
        session, Context, Context, deployment_id=deployment.id, context_id=context_id
    )
    context.title = launch.context_title or context.title or ""
    context.memberships_url = launch.memberships_url or context.memberships_url
    return context


def _resource_link(
    session: Session, context: Context, launch: Launch, now: datetime
) -> ResourceLink:
    link = find_or_add(
        session,
        ResourceLink,
        lambda: ResourceLink(placement_id=new(session, _placement(launch, now)).id),
        context_id=context.id,
        resource_link_id=launch.resource_link_id,
    )
    link.title = launch.resource_link_title or link.title or ""
    if launch.grades:
        link.scopes = list(launch.grades.scopes)
        _use_column(session, link, launch.grades.line_item_url or None, now)
    return link


def _use_column(session: Session, link: ResourceLink, url: str | None, now: datetime) -> None:
    if url == link.line_item_url:
        return
    link.line_item_url = url
    # Another column, or the first one: it is owed every score of this link.
    session.execute(
        update(Score)
        .where(Score.resource_link_id == link.id)
        .values(
            version=Score.version + 1,
            due_at=soonest(now) if url else None,
            failures=0,
            problem=None,
        )
    )


def _placement(launch: Launch, now: datetime) -> Placement:
    key = launch.activity_key or DEFAULT_ACTIVITY
    try:
        activity = catalogue.load(key)
    except QuizError as error:
        raise LaunchRefused(
            f"no activity {key!r}",
            f"This link asks for an activity named “{key}”, which this tool does not have. "
            "Ask your instructor to choose one that it has.",
        ) from error
    return Placement(
        activity_key=activity.key,
        points=activity.points,
        question_share=DEFAULT_QUESTION_SHARE,
        attempts_allowed=activity.attempts,
        pass_mark=activity.pass_mark,
        created_at=now,
    )
