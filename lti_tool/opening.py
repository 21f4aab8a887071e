"""How a visit is opened, and handed over to where its cookie cannot go.

Its secret is a cookie of its own path; a handover (single use, one minute) carries it from the
launch to its first page, or into a new tab. visits.py says who is on it from then on.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, make_response, redirect, url_for
from sqlalchemy import insert
from sqlalchemy.orm import Session

from lti_tool.cookies import keep_cookie
from lti_tool.errors import VisitEnded
from lti_tool.models import Visit, hashed
from quizzes.saying import say

IDLE = timedelta(hours=8)
HANDOVER = timedelta(seconds=60)

USED = say(
    "This link works once, and for one minute only. Open the activity from your course again."
)

_OPEN = insert(Visit).returning(Visit.id)


@dataclass(frozen=True)
class Role:
    """As what somebody comes.

    Attributes:
        is_trial: a test user, or staff who look through a student's eyes.
        reviewed_id: the user whose work the gradebook asked to show, if it did.
    """

    is_staff: bool
    is_trial: bool = False
    reviewed_id: int | None = None


@dataclass(frozen=True)
class Opened:
    """A new visit: its number, its secret and a handover, of which only hashes are stored."""

    number: int
    secret: str
    handover: str


def open_visit(
    session: Session,
    user_id: int,
    resource_link_id: int,
    role: Role,
    frames: str,
    now: datetime,
    *,
    began_at: datetime | None = None,
) -> Opened:
    """Open a visit.

    `frames`: which sites alone may show its pages in a frame; empty where any may. `began_at`: when
    the visit did that it goes on with; None where it is the first.
    """
    secret, handover = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    visit = {
        "user_id": user_id,
        "resource_link_id": resource_link_id,
        "is_staff": role.is_staff,
        "is_trial": role.is_trial,
        "reviewed_id": role.reviewed_id,
        "frames": frames,
        "secret_hash": hashed(secret),
        "secret_in_path": False,
        "handover_hash": hashed(handover),
        "handover_until": now + HANDOVER,
        "opened_at": began_at or now,
        "seen_at": now,
    }
    number = session.connection().execute(_OPEN, visit).scalar_one()
    return Opened(number, secret, handover)


def offer_handover(visit: Visit, now: datetime) -> str:
    """Return a token that opens this visit elsewhere, once, within a minute."""
    token = secrets.token_urlsafe(32)
    visit.handover_hash, visit.handover_until = hashed(token), now + HANDOVER
    return token


def redeem(session: Session, number: int, token: str, now: datetime) -> Visit:
    """Use up a handover; raises VisitEnded for a used, late or invented one."""
    visit = session.get(Visit, number, with_for_update=True)
    if not visit or not visit.handover_hash or not visit.handover_until:
        raise VisitEnded(USED)
    if not hmac.compare_digest(visit.handover_hash, hashed(token)) or visit.handover_until < now:
        raise VisitEnded(USED)
    visit.handover_hash = visit.handover_until = None
    return visit


def cookie_name(number: int | str) -> str:
    """Name the cookie of a visit; no other tool or LMS on the same host uses it."""
    return f"lineage_lab_visit_{number}"


def first_page(visit: Opened, *, keeps_cookie: bool = True) -> Response:
    """Send a browser to its visit, with the cookie and, should that be lost, the handover."""
    number = visit.number
    response = make_response(
        redirect(url_for("visits.enter", number=number, token=visit.handover), 303)
    )
    if keeps_cookie:
        path, seconds = f"/visits/{number}", int(IDLE.total_seconds())
        keep_cookie(response, cookie_name(number), visit.secret, path, seconds)
    return response
