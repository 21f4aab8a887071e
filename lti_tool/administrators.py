"""Administrators of an LMS on the data privacy pages: proven by a signed cookie, for an hour.

Nothing is kept of them, so that answering a request about data makes no data. A launch gives
the browser a ticket; a button in the LMS's page brings it, once and within a minute, into a tab
of its own, where the cookie is set. See docs/decisions/0031.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Response, g, request
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.current import config, db
from lti_tool.errors import SignedOut
from lti_tool.models import Deployment, Registration, UsedNonce, hashed

TICKET = timedelta(minutes=1)
SESSION = timedelta(hours=1)
PATH = "/data-privacy"

USED = (
    "This button works once, and for one minute only. Open data privacy again from the "
    "administration of your LMS."
)
ENDED = (
    "These pages are open for an hour after they were opened from your LMS, in the browser that "
    "opened them. Open data privacy again from the administration of your LMS."
)


@dataclass(frozen=True)
class Administrator:
    """Who answers for the people of a deployment.

    Attributes:
        deployment_id: the number of its row, which stands in the addresses of the pages too.
        name: as the LMS says it; may be empty.
    """

    deployment_id: int
    name: str


def ticket(administrator: Administrator, about: str) -> str:
    """Return what lets an administrator in; `about` is the LMS's id of whom it is about, if any."""
    said = [administrator.deployment_id, administrator.name, about, secrets.token_hex(8)]
    return str(_signer("ticket").dumps(said))


def redeem(session: Session, sent: str, now: datetime) -> tuple[Administrator, str]:
    """Use a ticket up; returns whom it lets in and about whom. Raises SignedOut."""
    number, name, about, once = _read("ticket", sent, TICKET, USED)
    deployment = _deployment(session, number)
    key = {"registration_id": deployment.registration_id, "nonce": hashed(f"ticket {once}")}
    session.add(UsedNonce(**key, used_at=now))
    try:
        session.flush()
    except IntegrityError as error:
        raise SignedOut(USED) from error
    return Administrator(number, name), about


def sign_in(response: Response, administrator: Administrator) -> None:
    """Give this browser the cookie of one deployment's pages, and of no others."""
    number = administrator.deployment_id
    response.set_cookie(
        _cookie(number),
        str(_signer("session").dumps([number, administrator.name])),
        max_age=int(SESSION.total_seconds()),
        path=f"{PATH}/{number}",
        httponly=True,
        secure=not config.on_loopback,  # Safari refuses Secure over http
        samesite="Lax",
    )


def sign_out(response: Response, number: int) -> None:
    """Take the cookie away again."""
    response.delete_cookie(_cookie(number), path=f"{PATH}/{number}")


def administers(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard a view of a deployment: it is given the administrator in place of the number."""

    @wraps(view)
    def guarded(deployment: int, **values: Any) -> Any:
        g.is_framed_nowhere = True
        sent = request.cookies.get(_cookie(deployment), "")
        number, name = _read("session", sent, SESSION, ENDED)
        if number != deployment:
            raise SignedOut(ENDED)
        with db.read() as session:
            _deployment(session, number)
        return view(Administrator(number, name), **values)

    return guarded


def _deployment(session: Session, number: int) -> Deployment:
    found = session.get(Deployment, number)
    if not found or session.get_one(Registration, found.registration_id).is_removed:
        raise SignedOut(ENDED)
    return found


def _read(purpose: str, sent: str, lifetime: timedelta, refusal: str) -> Any:
    try:
        return _signer(purpose).loads(sent, max_age=int(lifetime.total_seconds()))
    except BadData as error:
        raise SignedOut(refusal) from error


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config.secret_key, salt=f"data privacy {purpose}")


def _cookie(number: int) -> str:
    return f"lineage_lab_data_privacy_{number}"
