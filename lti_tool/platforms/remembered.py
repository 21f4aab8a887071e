"""What a process remembers of registrations, so that a launch need not ask for what seldom changes.

It may be out of date, since admins work in other processes too. So what a launch was believed by is
held against the row itself in the launch's own transaction, which reads that row anyway; and
what goes wrong by what is remembered is tried again where the database has something else.
"""

from sqlalchemy.orm import joinedload

from lti_tool.errors import LaunchRefused
from lti_tool.models import Deployment, Registration
from lti_tool.platforms.login import NOT_REGISTERED
from quizzes.db import Database

BELIEVED_BY = ("issuer", "client_id", "keys_url", "login_url", "frames", "is_removed")


class Remembered:
    """Registrations by their id, each with its deployments."""

    def __init__(self) -> None:
        self._kept: dict[int, Registration] = {}

    def get(self, registration_id: int) -> Registration | None:
        """Return a registration as it was when it was last read; None where it never was."""
        return self._kept.get(registration_id)

    def read(self, db: Database, registration_id: int) -> Registration:
        """Read a registration and remember it; raises LaunchRefused where there is none any more.

        One without deployments learns its first from a launch, so that is not remembered.
        """
        deployments = [joinedload(Registration.deployments)]
        with db.read() as session:
            registration = session.get(Registration, registration_id, options=deployments)
        self._kept.pop(registration_id, None)
        if not registration or registration.is_removed:
            raise LaunchRefused("the registration is gone", NOT_REGISTERED)
        if registration.deployments:
            self._kept[registration_id] = registration
        return registration


def is_same(one: Registration, other: Registration) -> bool:
    """Tell whether launches are believed alike by what was read at two times."""
    return _is_believed_alike(one, other) and _deployments(one) == _deployments(other)


def confirm(by: Registration, now: Registration, deployment: Deployment | None) -> None:
    """Raise LaunchRefused where a launch was believed by what is not so any more."""
    if not _is_believed_alike(by, now) or (by.deployments and deployment is None):
        raise LaunchRefused("the registration was changed meanwhile", NOT_REGISTERED)


def _is_believed_alike(one: Registration, other: Registration) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in BELIEVED_BY)


def _deployments(registration: Registration) -> set[str]:
    return {each.deployment_id for each in registration.deployments}
