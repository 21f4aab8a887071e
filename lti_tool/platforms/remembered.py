"""What a process remembers of registrations, so that a launch need not ask for what seldom changes.

It may be out of date, since admins work in other processes too. So a launch's own transaction asks
for the registration as it was remembered, and all else that it needs with it; and what goes wrong
by what is remembered is tried again where the database has something else.
"""

from typing import Any

from sqlalchemy import and_, bindparam
from sqlalchemy.orm import joinedload

from lti_tool.errors import LaunchRefused
from lti_tool.models import Registration
from lti_tool.platforms.login import NOT_REGISTERED
from quizzes.db import Database

READ = ("issuer", "client_id", "keys_url", "login_url", "frames", "product", "is_removed")
"""What a launch reads of a registration."""

AS_IT_WAS = and_(
    Registration.id == bindparam("registration_id"),
    *(getattr(Registration, name) == bindparam(name) for name in READ),
)
"""Whether the row of a registration still says what was read of it, given by `as_it_was`."""


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
    return as_it_was(one) == as_it_was(other) and _deployments(one) == _deployments(other)


def as_it_was(registration: Registration) -> dict[str, Any]:
    """Return what AS_IT_WAS asks for."""
    said = {name: getattr(registration, name) for name in READ}
    return {"registration_id": registration.id, **said}


def confirm(registration: Registration, *, is_as_it_was: bool, deployment: int | None) -> None:
    """Raise LaunchRefused where a launch was believed by what is not so any more.

    `deployment`: our number of the one that the launch names; None where it is not known.
    """
    if not is_as_it_was or (registration.deployments and deployment is None):
        raise LaunchRefused("the registration was changed meanwhile", NOT_REGISTERED)


def _deployments(registration: Registration) -> set[str]:
    return {each.deployment_id for each in registration.deployments}
