"""Pages of the invites: links that let one LMS register itself, made, shown once, revoked."""

from datetime import timedelta

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from lti_tool.admin import standing
from lti_tool.admin.door import bp
from lti_tool.admin.forms import InviteForm, Typed, Unfit, read
from lti_tool.current import config, db
from lti_tool.errors import InviteRefused, UnusableInvite
from lti_tool.models import Invite
from lti_tool.platforms import invites
from quizzes.db import utcnow

COOKIE = "lineage_lab_invite"
"""Carries a new link to the page that shows it once; only its hash is in the database."""
SECONDS_TO_SHOW = 300


@bp.get("/invites", endpoint="invites")
def show() -> Response:
    """Show all invites, and the link of one that was made just now."""
    token = request.cookies.get(COOKIE, "")
    response = make_response(_page(Typed(), token))
    if token:
        response.delete_cookie(COOKIE, path=url_for(".invites"))
    return response


@bp.post("/invites")
def invite() -> Response | tuple[str, int]:
    """Make an invite."""
    try:
        given = read(InviteForm(), request.form.to_dict())
        lasts = timedelta(days=given["days"])
        with db.begin() as session:
            _, token = invites.create(session, given["note"], given["host"], utcnow(), lasts)
    except Unfit as unfit:
        return _page(unfit.typed), 422
    except UnusableInvite as error:  # what the form leaves to it is the host
        return _page(Typed(request.form.to_dict(), {"host": str(error)})), 422
    response = make_response(redirect(url_for(".invites"), 303))
    response.set_cookie(
        COOKIE,
        token,
        max_age=SECONDS_TO_SHOW,
        path=url_for(".invites"),
        httponly=True,
        secure=not config.on_loopback,
        samesite="Strict",
    )
    return response


@bp.post("/invites/<int(max=999999999):number>/revoke")
def revoke(number: int) -> Response:
    """End an invite that nobody has used."""
    with db.begin() as session:
        invites.revoke(session, number, utcnow())
    return make_response(redirect(url_for(".invites"), 303))


def _page(typed: Typed, token: str = "") -> str:
    now = utcnow()
    with db.read() as session:
        fresh = _fresh(session, token)
        rows = [
            (each, invites.state(each, now), _sentence(each)) for each in invites.listed(session)
        ]
    link = invites.link(config.base_url, token) if fresh else ""
    return render_template(
        "admin/invites.html", typed=typed, fresh=fresh, link=link, rows=rows, now=now
    )


def _fresh(session: Session, token: str) -> Invite | None:
    """Return the invite whose link was made just now; a cookie that somebody else set is none."""
    try:
        return invites.find(session, token)
    except InviteRefused:
        return None


def _sentence(invite: Invite) -> str:
    now = utcnow()
    match invites.state(invite, now):
        case "used":
            return f"Used {standing.day_and_time(invite.used_at or now, now)}"
        case "open":
            return f"Open until {standing.day_and_time(invite.expires_at, now)}"
    return f"Ended {standing.day_and_time(invite.expires_at, now)}"
