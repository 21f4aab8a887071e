"""What a believed launch leaves behind, in one transaction: course, person, link, visit."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool import seats
from lti_tool.errors import LaunchRefused
from lti_tool.models import (
    Context,
    Deployment,
    Enrollment,
    Registration,
    Selection,
    UsedNonce,
    User,
    hashed,
)
from lti_tool.opening import Opened, Role, open_visit
from lti_tool.platforms.known import Known, course_of, look_up
from lti_tool.platforms.launch import Launch, OpenedLink
from lti_tool.platforms.link_settings import own_dates
from lti_tool.platforms.opened_links import open_link
from lti_tool.platforms.people import enroll, find_or_add, new, person
from lti_tool.platforms.remembered import AS_IT_WAS, as_it_was, confirm
from quizzes import placements
from quizzes.db import amend
from quizzes.models import Learner
from quizzes.saying import say

# Of tables and not of objects: a session takes longer over these than a database.
_REGISTERED = select(Registration.id).where(AS_IT_WAS)
_USE = insert(UsedNonce)
_CAME = update(Enrollment).where(Enrollment.id == bindparam("enrollment"))


@dataclass(frozen=True)
class Arrived:
    """What a launch into an activity came to.

    Attributes:
        unsure_in: the course whose class list says whether known staff, who came with a
            student's role, have become a student; None where nobody wonders.
    """

    visit: Opened
    unsure_in: int | None


def arrive(
    session: Session, registration: Registration, launch: Launch, nonce: str, now: datetime
) -> Arrived:
    """Let a launch into an activity in, once; raises LaunchRefused."""
    opened = launch.purpose
    assert isinstance(opened, OpenedLink)  # noqa: S101  # routes.py asks which it is
    known, user, context = _come_in(session, registration, launch, nonce, now)
    link = open_link(session, known, context, opened, now, by_staff=launch.is_staff)
    is_trial = _is_trial(launch, known.enrollment, context)
    if not is_trial:
        enrollment = known.enrollment or enroll(session, user.id, context.id)
        came = {"is_staff": launch.is_staff, "launched_at": now}
        session.connection().execute(_CAME, {"enrollment": enrollment.id, **came})
        if not launch.is_staff and not enrollment.listed_at:
            # A teacher, for all we know, whose first launch is with a student's role.
            amend(context, roster_wanted_at=context.roster_wanted_at or now)
        if not launch.is_staff:
            seats.enter(session, link, user, now)
    tries = is_trial or launch.is_staff
    if tries and not user.trial_learner_id:
        user.trial_learner_id = new(session, Learner(created_at=now, only_tries=True)).id
    dates = own_dates(opened.custom)
    if not opened.reviewed and (dates or known.dates or tries):
        placements.note_own_dates(session, link.placement, user.learner(tries), dates, now)
    reviewed = _reviewed(session, registration, launch, opened, now)
    role = Role(launch.is_staff, is_trial, reviewed.id if reviewed else None)
    visit = open_visit(session, user.id, link.id, role, registration.frames, now)
    return Arrived(visit, context.id if is_trial and not launch.is_test_user else None)


def begin_selection(
    session: Session, registration: Registration, launch: Launch, nonce: str, now: datetime
) -> str:
    """Let a launch to choose activities in, once; returns the key of its pages.

    Raises LaunchRefused, also for anybody who does not teach the course.
    """
    if not launch.is_staff:
        raise LaunchRefused(
            "deep linking by somebody who is not staff",
            say("Only those who teach a course can add activities to it."),
        )
    known, user, context = _come_in(session, registration, launch, nonce, now)
    enrollment = known.enrollment or enroll(session, user.id, context.id)
    enrollment.is_staff = True
    secret = secrets.token_urlsafe(32)
    selection = new(
        session,
        Selection(
            deployment_id=context.deployment_id,
            user_id=user.id,
            context_title=context.title,
            request=asdict(launch.purpose),
            secret_hash=hashed(secret),
            opened_at=now,
        ),
    )
    return f"{selection.id}.{secret}"


def admit(
    session: Session, registration: Registration, launch: Launch, nonce: str, now: datetime
) -> int:
    """Let any launch in, once; returns our number of its deployment; raises LaunchRefused.

    Of a data privacy launch no more is left than this.
    """
    _use_up(session, registration, nonce, now)
    is_as_it_was = bool(session.scalar(_REGISTERED, as_it_was(registration)))
    named = {"registration_id": registration.id, "deployment_id": launch.deployment_id}
    deployment = session.scalar(select(Deployment.id).filter_by(**named))
    confirm(registration, is_as_it_was=is_as_it_was, deployment=deployment)
    _note_product(session, registration, launch)
    return deployment or _deployment(session, registration, launch)


def _come_in(
    session: Session, registration: Registration, launch: Launch, nonce: str, now: datetime
) -> tuple[Known, User, Context]:
    _use_up(session, registration, nonce, now)
    known = look_up(session, registration, launch)
    _note_product(session, registration, launch)
    context = _context(session, known, launch)
    user = known.user or person(session, registration.id, launch.subject, now)
    amend(
        user,
        name=launch.name or user.name,
        email=launch.email or user.email,
        locale=launch.locale or user.locale,
    )
    return known, user, context


def _note_product(session: Session, registration: Registration, launch: Launch) -> None:
    """Learn which LMS this is, where nobody has said so before."""
    if launch.product and not registration.product:
        session.execute(
            update(Registration)
            .where(Registration.id == registration.id, Registration.product == "")
            .values(product=launch.product, name=launch.platform_name)
        )


def _is_trial(launch: Launch, enrollment: Enrollment | None, context: Context) -> bool:
    """Tell whether this launch only looks through a student's eyes.

    A test user does. So does known staff who come as a learner ("switch role" in Moodle),
    where a class list can say otherwise: somebody who really learns now is in it as such.
    """
    if launch.is_test_user:
        return True
    if launch.is_staff or not context.memberships_url:
        return False
    return enrollment is not None and enrollment.is_staff


def _reviewed(
    session: Session,
    registration: Registration,
    launch: Launch,
    opened: OpenedLink,
    now: datetime,
) -> User | None:
    if not opened.reviewed:
        return None
    if not launch.is_staff and opened.reviewed != launch.subject:
        raise LaunchRefused(
            "a learner asks for somebody else's work", say("You can only open your own work here.")
        )
    return person(session, registration.id, opened.reviewed, now)


def _use_up(session: Session, registration: Registration, nonce: str, now: datetime) -> None:
    used = {"registration_id": registration.id, "nonce": hashed(nonce), "used_at": now}
    try:
        session.connection().execute(_USE, used)
    except IntegrityError as error:
        raise LaunchRefused(
            "the nonce was used before",
            say(
                "This launch was already used once, as happens when a page is reloaded too early. "
                "Go back to your course and open the activity again."
            ),
        ) from error


def _deployment(session: Session, registration: Registration, launch: Launch) -> int:
    return find_or_add(
        session,
        Deployment,
        Deployment,
        registration_id=registration.id,
        deployment_id=launch.deployment_id,
    ).id


def _context(session: Session, known: Known, launch: Launch) -> Context:
    deployment_id = known.deployment_id or _deployment(session, known.registration, launch)
    context = known.context or find_or_add(
        session, Context, Context, deployment_id=deployment_id, context_id=course_of(launch)
    )
    amend(
        context,
        title=launch.context_title or context.title or "",
        memberships_url=launch.memberships_url or context.memberships_url,
        groups_url=launch.groups_url or context.groups_url,
    )
    return context
