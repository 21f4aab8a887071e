"""Invites: leave to register one platform, as a link that works once.

Using one takes three steps, since the platform is asked in between: it is claimed, so that
nobody else can use it meanwhile; then it is spent on the registration that it brought,
or released where the platform refused, so that the admin can try again.
A claim whose process died runs out by itself.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode, urlsplit

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.config import is_host
from lti_tool.errors import InviteNotFound, InviteRefused, UnusableInvite
from lti_tool.models import LONGEST_ID, Invite, hashed
from lti_tool.platforms.texts import is_storable

LASTS = timedelta(days=7)
LONGEST_LIFE = timedelta(days=366)
CLAIM = timedelta(minutes=1)
"""How long a platform may take to answer; http.py gives it far less."""

State = Literal["open", "used", "ended"]

UNKNOWN = (
    "Nobody here made this link, or it was not copied whole. Copy it again from where you got it."
)
USED = "An invite works once, and this one was used. Ask whoever runs Lineage Lab for another."
ENDED = "This invite has ended. Ask whoever runs Lineage Lab for another."
CLAIMED = "This invite is being used at this very moment. Try again in a minute."


def create(
    session: Session, note: str, host: str, now: datetime, lasts: timedelta = LASTS
) -> tuple[Invite, str]:
    """Make an invite; returns it with its token, of which only the hash is stored.

    `host` is the only host whose LMS may use it, as a name or an address; empty lets any.
    Raises UnusableInvite.
    """
    note, host = note.strip(), _host(host)
    if len(note) > LONGEST_ID or not is_storable(note):
        raise UnusableInvite(f"The note must be a text of at most {LONGEST_ID} characters.")
    if not timedelta() < lasts <= LONGEST_LIFE:
        raise UnusableInvite("An invite lasts a moment at least and a year at most.")
    token = secrets.token_urlsafe(32)
    invite = Invite(
        token_hash=hashed(token), note=note, host=host, created_at=now, expires_at=now + lasts
    )
    session.add(invite)
    session.flush()
    return invite, token


def link(base_url: str, token: str) -> str:
    """Return what the LMS's admin pastes."""
    return f"{base_url}/lti/register?{urlencode({'invite': token})}"


def listed(session: Session) -> list[Invite]:
    """Return all invites, newest first."""
    return list(session.scalars(select(Invite).order_by(Invite.id.desc())))


def state(invite: Invite, now: datetime) -> State:
    """Say whether an invite can still be used."""
    if invite.registration_id:
        return "used"
    return "open" if invite.expires_at > now else "ended"


def revoke(session: Session, invite_id: int, now: datetime) -> None:
    """End an invite; one that was used or has ended stays as it is. Raises InviteNotFound."""
    if not session.get(Invite, invite_id):
        raise InviteNotFound("We could not find that invite.")
    session.execute(
        update(Invite)
        .where(Invite.id == invite_id, Invite.registration_id.is_(None), Invite.expires_at > now)
        .values(expires_at=now)
    )


def find(session: Session, token: str) -> Invite:
    """Return the invite of a link, whatever became of it; raises InviteRefused for none."""
    found = session.scalars(select(Invite).filter_by(token_hash=hashed(token))).one_or_none()
    if not token or not found:
        raise InviteRefused(UNKNOWN)
    return found


def check(invite: Invite, now: datetime) -> None:
    """Raise InviteRefused for an invite that cannot be used now."""
    if problem := {"used": USED, "ended": ENDED}.get(state(invite, now)):
        raise InviteRefused(problem)
    if invite.used_at and invite.used_at > now - CLAIM:
        raise InviteRefused(CLAIMED)


def claim(session: Session, invite: Invite, now: datetime) -> None:
    """Take an invite for a registration that begins now; one of two who try gets it.

    Raises InviteRefused.
    """
    if not _change(session, invite, _is_free(now), used_at=now):
        session.refresh(invite)
        check(invite, now)
        raise InviteRefused(CLAIMED)


def release(session: Session, invite: Invite, claimed_at: datetime) -> None:
    """Give back what was claimed then: nothing came of it."""
    _change(session, invite, _is_claimed(claimed_at), used_at=None)


def spend(session: Session, invite: Invite, claimed_at: datetime, registration_id: int) -> None:
    """Use an invite up for the registration that it brought; raises InviteRefused."""
    if not _change(session, invite, _is_claimed(claimed_at), registration_id=registration_id):
        raise InviteRefused(USED)


def _is_free(now: datetime) -> ColumnElement[bool]:
    unclaimed = or_(Invite.used_at.is_(None), Invite.used_at <= now - CLAIM)
    return and_(Invite.registration_id.is_(None), Invite.expires_at > now, unclaimed)


def _is_claimed(at: datetime) -> ColumnElement[bool]:
    return and_(Invite.registration_id.is_(None), Invite.used_at == at)


def _change(session: Session, invite: Invite, where: ColumnElement[bool], **values: object) -> bool:
    changing = update(Invite).where(Invite.id == invite.id, where).values(**values)
    changed = session.execute(changing.returning(Invite.id)).scalar()
    return changed is not None


def _host(typed: str) -> str:
    """Return the host in what was typed, a name or a whole address; raises UnusableInvite."""
    typed = typed.strip().lower()
    try:
        host = urlsplit(typed if "//" in typed else f"//{typed}").hostname or ""
    except ValueError:
        host = ""
    if typed and not is_host(host):
        raise UnusableInvite(
            f"{typed!r} is no host of an LMS; write it as in moodle.example.edu, or nothing."
        )
    return host
