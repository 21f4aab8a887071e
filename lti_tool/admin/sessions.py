"""Who runs this tool: a link that the command line prints signs a browser in, once.

Whoever can run the tool's commands may see its pages; nobody else has a way in, and there
is no password to lose. Only hashes of the link's token and of the cookie's secret are kept.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.errors import SignedOut, SignInLinkEnded
from lti_tool.models import AdminSession, hashed

LINK = timedelta(minutes=15)
IDLE = timedelta(hours=1)
SEEN_AGAIN = timedelta(minutes=1)
"""How exact `seen_at` is: a page view within it writes nothing."""

ANOTHER = "Where the tool runs, the command “lineage-lab admin” prints another one."
LINK_ENDED = f"A link signs in once, within 15 minutes. {ANOTHER}"
ENDED = (
    "You are not signed in, or have not used these pages for an hour. Where the tool runs, the "
    "command “lineage-lab admin” prints a link that signs you in."
)


def offer_link(session: Session, now: datetime) -> str:
    """Return the token of a link that signs in once within 15 minutes."""
    _forget_what_ended(session, now)
    token = secrets.token_urlsafe(32)
    session.add(AdminSession(link_hash=hashed(token), link_until=now + LINK, seen_at=now))
    return token


def check_link(session: Session, token: str, now: datetime) -> None:
    """Raise SignInLinkEnded for a used, late or invented link; uses nothing up."""
    if not session.scalar(select(AdminSession.id).where(_can_be_used(token, now))):
        raise SignInLinkEnded(LINK_ENDED)


def sign_in(session: Session, token: str, now: datetime) -> str:
    """Use a link up; returns the secret that signs the browser in. Raises SignInLinkEnded."""
    secret = secrets.token_urlsafe(32)
    used = {"link_hash": None, "link_until": None, "secret_hash": hashed(secret), "seen_at": now}
    # One statement, so that of two who press the button at once one gets in.
    signing_in = update(AdminSession).where(_can_be_used(token, now)).values(used)
    if not session.scalar(signing_in.returning(AdminSession.id)):
        raise SignInLinkEnded(LINK_ENDED)
    return secret


def find(session: Session, secret: str, now: datetime) -> AdminSession:
    """Return whose secret this is; raises SignedOut for nobody's and for an idle one's."""
    mine = select(AdminSession).where(
        AdminSession.secret_hash == hashed(secret), AdminSession.seen_at > now - IDLE
    )
    if found := session.scalars(mine).one_or_none():
        return found
    raise SignedOut(ENDED)


def sign_out(session: Session, secret: str) -> None:
    """End what this secret signed in; another browser's stays."""
    session.execute(delete(AdminSession).where(AdminSession.secret_hash == hashed(secret)))


def _can_be_used(token: str, now: datetime) -> ColumnElement[bool]:
    return and_(AdminSession.link_hash == hashed(token), AdminSession.link_until > now)


def _forget_what_ended(session: Session, now: datetime) -> None:
    late_link = AdminSession.link_until <= now
    idle = AdminSession.link_hash.is_(None) & (AdminSession.seen_at <= now - IDLE)
    session.execute(delete(AdminSession).where(or_(late_link, idle)))
