"""How platforms stand, in words: for the admin's pages and for the command line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.grades.state import State, by_platform
from lti_tool.grades.words import clock
from lti_tool.models import Context, Deployment, Enrollment, Registration
from lti_tool.platforms import products, registrations
from lti_tool.platforms.self_check import settings
from quizzes.db import utcnow


@dataclass(frozen=True)
class Standing:
    """A platform, and what became of it."""

    registration: Registration
    launched_at: datetime | None
    owed: State

    @property
    def state(self) -> str:
        """Return removed, waiting or works."""
        if self.registration.is_removed:
            return "removed"
        return "works" if self.launched_at else "waiting"

    @property
    def name(self) -> str:
        """Return what to call it."""
        return name_of(self.registration)

    def headline(self, now: datetime) -> str:
        """Say how it stands, in few words."""
        match self.state:
            case "removed":
                return "Removed: launches are refused"
            case "waiting":
                return "Waiting for its first launch"
        return f"Works: last launch {day_and_time(self.launched_at or now, now)}"

    @property
    def next_step(self) -> str:
        """Say what is left to do, with the exact setting; empty where nothing is."""
        if self.state != "waiting":
            return ""
        step = settings.to_launch(self.registration)
        return f"{step[0].upper()}{step[1:]}."


def everything(session: Session) -> list[Standing]:
    """Return every platform, removed ones last."""
    known = select(Registration).options(selectinload(Registration.deployments))
    found = session.scalars(known.order_by(Registration.is_removed, Registration.id)).all()
    return _standings(session, found)


def of(session: Session, registration_id: int) -> Standing:
    """Return one platform's; raises RegistrationNotFound."""
    return _standings(session, [registrations.get(session, registration_id)])[0]


def name_of(registration: Registration) -> str:
    """Return what to call a platform: its name, else its kind and host."""
    host = urlsplit(registration.issuer).netloc or registration.issuer
    kind = products.NAMES.get(products.product_of(registration))
    return registration.name or (f"{kind} at {host}" if kind else host)


def day_and_time(at: datetime, now: datetime) -> str:
    """Write "12:41 today", or the day with the time."""
    shown = clock(at, now)
    return shown if "," in shown else f"{shown} today"


def _standings(session: Session, found: Iterable[Registration]) -> list[Standing]:
    launches, owed = _launches(session), by_platform(session, utcnow())
    return [Standing(each, launches.get(each.id), owed.get(each.id, State())) for each in found]


def _launches(session: Session) -> dict[int, datetime]:
    newest = select(Deployment.registration_id, func.max(Enrollment.launched_at))
    newest = newest.select_from(Enrollment).join(Context, Context.id == Enrollment.context_id)
    newest = newest.join(Deployment).where(Enrollment.launched_at.is_not(None))
    found = session.execute(newest.group_by(Deployment.registration_id))
    return {registration_id: at for registration_id, at in found if at}
