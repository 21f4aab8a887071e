"""What is known already of whoever launches and of what they open, asked in one query.

Most launches are of people and links that are known, and a class launches at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, contains_eager

from lti_tool.models import (
    LONGEST_ID,
    Context,
    Deployment,
    Enrollment,
    Registration,
    ResourceLink,
    User,
)
from lti_tool.platforms.launch import Launch, OpenedLink
from lti_tool.platforms.remembered import AS_IT_WAS, as_it_was, confirm
from quizzes.models import LearnerDates


@dataclass(frozen=True)
class Known:
    """The rows that a launch names; None for each that is not there yet.

    While this is held they are in the session, which asks the database for none of them again.

    Attributes:
        registration: as the launch was believed by, and as it still is.
        deployment_id: our number of the deployment.
    """

    registration: Registration
    deployment_id: int | None
    user: User | None
    context: Context | None
    link: ResourceLink | None
    enrollment: Enrollment | None
    dates: LearnerDates | None


def look_up(session: Session, registration: Registration, launch: Launch) -> Known:
    """Find what a launch names; LaunchRefused where it was believed by what has changed."""
    named = {
        "subject": launch.subject,
        "deployment": launch.deployment_id,
        "course": course_of(launch),
        "link": link_of(launch),
    }
    row = session.execute(_NAMED, as_it_was(registration) | named).one_or_none()
    known = Known(registration, *(row or [None] * 6))
    confirm(registration, is_as_it_was=row is not None, deployment=known.deployment_id)
    return known


def link_of(launch: Launch) -> str:
    """Return the platform's id of the link that a launch opens; none has this of other launches."""
    return launch.purpose.id if isinstance(launch.purpose, OpenedLink) else "(choosing)"


def course_of(launch: Launch) -> str:
    """Return the platform's id of the course; links outside any share nothing, not even people."""
    return launch.context_id or f"(no context) {link_of(launch)}"[:LONGEST_ID]


# Made once: SQLAlchemy takes longer to put it together than a database to answer it.
_NAMED = (
    select(Deployment.id, User, Context, ResourceLink, Enrollment, LearnerDates)
    .select_from(Registration)
    .outerjoin(
        User,
        and_(User.registration_id == Registration.id, User.subject == bindparam("subject")),
    )
    .outerjoin(
        Deployment,
        and_(
            Deployment.registration_id == Registration.id,
            Deployment.deployment_id == bindparam("deployment"),
        ),
    )
    .outerjoin(
        Context,
        and_(Context.deployment_id == Deployment.id, Context.context_id == bindparam("course")),
    )
    .outerjoin(
        ResourceLink,
        and_(
            ResourceLink.context_id == Context.id,
            ResourceLink.resource_link_id == bindparam("link"),
        ),
    )
    .outerjoin(ResourceLink.placement)
    .outerjoin(Enrollment, and_(Enrollment.user_id == User.id, Enrollment.context_id == Context.id))
    .outerjoin(
        LearnerDates,
        and_(
            LearnerDates.placement_id == ResourceLink.placement_id,
            LearnerDates.learner_id == User.learner_id,
        ),
    )
    .options(contains_eager(ResourceLink.placement))
    .where(AS_IT_WAS)
)
