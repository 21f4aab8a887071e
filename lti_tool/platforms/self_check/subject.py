"""What the database knows of a platform that is checked: its setting, and what it has done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import Context, Deployment, Enrollment, Registration, ResourceLink, Visit
from lti_tool.platforms import registrations

VISITS_LOOKED_AT = 50


@dataclass(frozen=True)
class Subject:
    """A platform as it was read, so that threads may share it.

    Attributes:
        launched_at: when anybody last came from it.
        line_items_url, memberships_url: of the newest course that has them; None for none.
        in_path: for the students' last visits, whether their secret had to go into the address.
    """

    registration: Registration
    has_deployment: bool
    launched_at: datetime | None
    line_items_url: str | None
    memberships_url: str | None
    in_path: Sequence[bool]


def load(session: Session, registration_id: int) -> Subject:
    """Read a platform; raises RegistrationNotFound."""
    registration = registrations.get(session, registration_id)
    ours = Deployment.registration_id == registration_id
    columns = select(ResourceLink.line_items_url).join(Context).join(Deployment)
    columns = columns.where(ours, ResourceLink.line_items_url.is_not(None))
    lists = select(Context.memberships_url).join(Deployment)
    lists = lists.where(ours, Context.memberships_url.is_not(None))
    launched = select(func.max(Enrollment.launched_at)).select_from(Enrollment)
    launched = launched.join(Context, Context.id == Enrollment.context_id).join(Deployment)
    return Subject(
        registration=registration,
        has_deployment=bool(registration.deployments),
        launched_at=session.scalar(launched.where(ours)),
        line_items_url=session.scalar(columns.order_by(ResourceLink.id.desc()).limit(1)),
        memberships_url=session.scalar(lists.order_by(Context.id.desc()).limit(1)),
        in_path=_in_path(session, registration_id),
    )


def _in_path(session: Session, registration_id: int) -> Sequence[bool]:
    # Staff never get their secret into the address; a visit with a handover has not begun.
    begun = Visit.is_staff.is_(False) & Visit.handover_hash.is_(None)
    visits = select(Visit.secret_in_path).join(Visit.resource_link).join(Context).join(Deployment)
    mine = visits.where(begun, Deployment.registration_id == registration_id)
    return session.scalars(mine.order_by(Visit.id.desc()).limit(VISITS_LOOKED_AT)).all()
