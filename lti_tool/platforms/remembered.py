"""What a process remembers of registrations, so that a launch need not ask for what seldom changes.

It may be out of date, since admins work in other processes too. So what a launch was believed by is
held against the row itself in the launch's own transaction, which reads that row anyway; and
whatever goes wrong by what is remembered is tried again by what the database has.
"""

from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import LaunchRefused
from lti_tool.models import Deployment, Registration
from lti_tool.platforms.login import NOT_REGISTERED

BELIEVED_BY = ("issuer", "client_id", "keys_url", "login_url", "frames", "is_removed")


class Remembered:
    """Registrations by their id, each with its deployments."""

    def __init__(self) -> None:
        self._kept: dict[int, Registration] = {}

    def get(self, registration_id: int) -> Registration | None:
        """Return a registration as it was when it was last read; None where it never was."""
        return self._kept.get(registration_id)

    def read(self, session: Session, registration_id: int) -> Registration:
        """Read a registration and remember it; raises LaunchRefused where there is none any more.

        One without deployments learns its first from a launch, so that is not remembered.
        """
        deployments = [joinedload(Registration.deployments)]
        registration = session.get(Registration, registration_id, options=deployments)
        self._kept.pop(registration_id, None)
        if not registration or registration.is_removed:
            raise LaunchRefused("the registration is gone", NOT_REGISTERED)
        if registration.deployments:
            self._kept[registration_id] = registration
        return registration


def confirm(by: Registration, now: Registration, deployment: Deployment | None) -> None:
    """Raise LaunchRefused where a launch was believed by what is not so any more."""
    is_same = all(getattr(by, name) == getattr(now, name) for name in BELIEVED_BY)
    if not is_same or (by.deployments and deployment is None):
        raise LaunchRefused("the registration was changed meanwhile", NOT_REGISTERED)
