"""Visits: who is signed in on a page, proven by a cookie of that visit or by its address.

Each launch opens a visit. Its pages lie below /visits/<number>/, so that two courses in
two tabs never mix. The secret is a cookie of that path; only where the first page finds
that no cookie came back does a learner's secret move into the path
(/visits/<number>.<secret>/). A handover (single use, one minute) carries a visit to
where its cookie cannot go: from the launch to its first page, or into a new tab.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from lti_tool import languages, seats
from lti_tool.current import db, limiter
from lti_tool.errors import StaffOnly, VisitEnded
from lti_tool.limits import OF_VISIT
from lti_tool.models import (
    Context,
    Enrollment,
    Registration,
    ResourceLink,
    User,
    Visit,
    hashed,
)
from lti_tool.opening import (
    IDLE,
    Role,
    cookie_name,
    first_page,
    offer_handover,
    open_visit,
    redeem,
)
from quizzes.db import utcnow
from quizzes.models import Placement
from quizzes.saying import say

LONGEST_OF_STAFF = timedelta(days=1)
"""After how long staff come from their course again, however busy: it says who they are by now."""
SEEN_AGAIN = timedelta(minutes=1)
"""How exact `seen_at` is: a page view within it writes nothing."""

ENDED = say(
    "Your visit has ended. What you saved is kept: open the activity from your course again."
)
bp = Blueprint("visits", __name__)


@dataclass(frozen=True)
class Visitor:
    """Who is on the page, and at which link of which course: all that a view may act on."""

    visit_id: int
    key: str
    role: Role
    user: User
    link: ResourceLink

    @property
    def is_staff(self) -> bool:
        """Tell whether this person teaches the course."""
        return self.role.is_staff

    @property
    def is_trial(self) -> bool:
        """Tell whether this person only looks through a student's eyes."""
        return self.role.is_trial

    @property
    def learner_id(self) -> int:
        """Return who this person is in the domain; what is only tried is somebody else's work."""
        return self.user.learner(tries=self.is_trial or self.is_staff)

    @property
    def placement(self) -> Placement:
        """Return the activity as it is set up at this link."""
        return self.link.placement

    @property
    def context(self) -> Context:
        """Return the course."""
        return self.link.context

    @property
    def name(self) -> str:
        """Return what to call this person; the LMS need not say who they are."""
        return self.user.name or (say("an instructor") if self.is_staff else say("a student"))

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Return the address of one of this visit's pages."""
        return url_for(endpoint, visit=self.key, **values)

    @property
    def home(self) -> str:
        """Return where this visit begins."""
        reviewed_id = self.role.reviewed_id
        if self.is_staff and reviewed_id:
            return self.url_for("instructor.student", user_id=reviewed_id)
        if self.is_staff:
            return self.url_for("instructor.overview")
        return self.url_for("learner.review" if reviewed_id else "learner.activity")


# Made once: SQLAlchemy takes longer to put it together than a database to answer it.
_STILL_TEACHES = exists().where(
    Visit.opened_at > bindparam("staff_since"),
    ResourceLink.id == Visit.resource_link_id,
    Enrollment.context_id == ResourceLink.context_id,
    Enrollment.user_id == Visit.user_id,
    Enrollment.is_staff,
    User.id == Visit.user_id,
    Registration.id == User.registration_id,
    Registration.is_removed.is_(False),
)
_PROVED = (
    select(Visit)
    .where(
        Visit.id == bindparam("number"),
        Visit.secret_hash == bindparam("secret"),
        Visit.secret_in_path == bindparam("in_path"),
        Visit.seen_at > bindparam("since"),
        or_(Visit.is_staff.is_(False), _STILL_TEACHES),
    )
    .options(
        joinedload(Visit.user),
        joinedload(Visit.resource_link).joinedload(ResourceLink.placement),
        joinedload(Visit.resource_link).joinedload(ResourceLink.context),
    )
)


def find_visitor(session: Session, key: str, now: datetime) -> Visitor:
    """Return who proves to be on this visit; raises VisitEnded where nobody does."""
    number, _, path_secret = key.partition(".")
    if not re.fullmatch("[0-9]{1,9}", number):
        raise VisitEnded(ENDED)
    secret = path_secret or request.cookies.get(cookie_name(number), "")
    proof = {
        "number": int(number),
        "secret": hashed(secret),
        "in_path": bool(path_secret),
        "since": now - IDLE,
        "staff_since": now - LONGEST_OF_STAFF,
    }
    visit = session.scalars(_PROVED, proof).one_or_none()
    if not visit:
        raise VisitEnded(ENDED)
    g.frames = visit.frames
    if visit.seen_at < now - SEEN_AGAIN:
        _note_seen(visit.id, now)
    return _visitor(visit, key)


def requires(role: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard a view of a visit: "learner" admits everyone (staff preview), "staff" staff alone."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(visit: str, **values: Any) -> Any:
            with db.read() as session:
                visitor = g.visitor = find_visitor(session, visit, utcnow())
            if request.method == "POST":  # counted once it is proven: nobody uses up another's
                limiter.check(OF_VISIT, str(visitor.visit_id))
            languages.wish((visitor.user.language, visitor.user.locale))
            if role == "staff" and not visitor.is_staff:
                raise StaffOnly(say("Only those who teach this course can see this page."))
            return view(visitor, **values)

        return guarded

    return decorate


@bp.before_request
def only_asked() -> tuple[str, int] | None:
    """Leave a link that works once alone where a program only asks what is behind it."""
    return ("", 204) if request.method == "HEAD" else None


@bp.get("/visits/<int(max=999999999):number>/enter/<token>")
def enter(number: int, token: str) -> Response | str:
    """Begin a visit: by its cookie, else (learners) by its path, else (staff) in a new tab."""
    now = utcnow()
    with db.begin() as session:
        visit = redeem(session, number, token, now)
        cookie = request.cookies.get(cookie_name(number), "")
        if hmac.compare_digest(visit.secret_hash, hashed(cookie)):
            key = str(number)
        elif visit.is_staff:
            return _continue_page(visit, now, needs_cookie=True)
        else:
            secret = secrets.token_urlsafe(32)
            visit.secret_hash, visit.secret_in_path = hashed(secret), True
            key = f"{number}.{secret}"
        return make_response(redirect(_visitor(visit, key).home, 303))


@bp.get("/visits/<int(max=999999999):number>/handover/<token>")
def handover(number: int, token: str) -> Response:
    """Open a visit of its own for a new tab, as the same person at the same link."""
    now = utcnow()
    with db.begin() as session:
        old = redeem(session, number, token, now)
        who = old.user_id, old.resource_link_id, _role(old), old.frames
        visit = open_visit(session, *who, now, began_at=old.opened_at)
    return first_page(visit)


@bp.post("/visits/<visit>/new-tab")
@requires("learner")
def continue_(visitor: Visitor) -> str:
    """Offer the way into a new tab."""
    with db.begin() as session:
        visit = session.get_one(Visit, visitor.visit_id)
        return _continue_page(visit, utcnow())


@bp.post("/visits/<visit>/language")
@requires("learner")
def change_language(visitor: Visitor) -> Response:
    """Have all pages in another language from now on, and go back to where it was chosen."""
    chosen = request.form.get("language", "")
    if chosen in languages.spoken():
        with db.begin() as session:
            session.get_one(User, visitor.user.id).language = chosen
    came_from = request.referrer or ""
    is_ours = came_from.startswith(f"{request.host_url}visits/{visitor.key}/")
    return make_response(redirect(came_from if is_ours else visitor.home, 303))


def _continue_page(visit: Visit, now: datetime, needs_cookie: bool = False) -> str:
    href = url_for("visits.handover", number=visit.id, token=offer_handover(visit, now))
    return render_template(
        "continue.html", visitor=None, name=visit.user.name, href=href, needs_cookie=needs_cookie
    )


def _visitor(visit: Visit, key: str) -> Visitor:
    return Visitor(visit.id, key, _role(visit), visit.user, visit.resource_link)


def _role(visit: Visit) -> Role:
    return Role(visit.is_staff, visit.is_trial, visit.reviewed_id)


def _note_seen(visit_id: int, now: datetime) -> None:
    # A page that only looks does not fail for a database that is busy writing.
    with suppress(OperationalError), db.begin() as session:
        session.execute(update(Visit).where(Visit.id == visit_id).values(seen_at=now))
        seats.see(session, visit_id, now)
