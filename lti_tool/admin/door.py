"""The way in and out: one button behind the link, a cookie, and a guard before every page."""

from contextlib import suppress

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from lti_tool.admin import sessions
from lti_tool.current import config, db
from lti_tool.models import AdminSession
from quizzes.db import utcnow

COOKIE = "lineage_lab_admin"
PATH = "/admin"
OPEN_TO_ALL = frozenset({"admin.door", "admin.enter", "admin.signed_out"})

bp = Blueprint("admin", __name__, url_prefix=PATH, template_folder="templates")


@bp.before_request
def require_admin() -> None:
    """Let nobody in who did not sign in; a page cannot forget it, as it is no page's affair."""
    if request.endpoint in OPEN_TO_ALL:
        return
    now = utcnow()
    with db.read() as session:
        signed_in = sessions.find(session, request.cookies.get(COOKIE, ""), now)
    if signed_in.seen_at < now - sessions.SEEN_AGAIN:
        seen = update(AdminSession).where(AdminSession.id == signed_in.id).values(seen_at=now)
        # A page that only looks does not fail for a database that is busy writing.
        with suppress(OperationalError), db.begin() as session:
            session.execute(seen)


@bp.get("/enter/<token>")
def door(token: str) -> str:
    """Offer the button; whoever only looks at a link, as mail filters do, uses nothing up."""
    with db.read() as session:
        sessions.check_link(session, token, utcnow())
    return render_template("admin/enter.html")


@bp.post("/enter/<token>")
def enter(token: str) -> Response:
    """Sign this browser in, instead of whom it was signed in as before."""
    response = make_response(redirect(url_for(".home"), 303))
    with db.begin() as session:
        secret = sessions.sign_in(session, token, utcnow())
        sessions.sign_out(session, request.cookies.get(COOKIE, ""))
    response.set_cookie(
        COOKIE,
        secret,
        path=PATH,
        httponly=True,
        secure=not config.on_loopback,  # Safari refuses Secure over http
        samesite="Lax",
    )
    return response


@bp.post("/sign-out")
def sign_out() -> Response:
    """End this browser's session."""
    with db.begin() as session:
        sessions.sign_out(session, request.cookies.get(COOKIE, ""))
    response = make_response(redirect(url_for(".signed_out"), 303))
    response.delete_cookie(COOKIE, path=PATH)
    return response


@bp.get("/signed-out")
def signed_out() -> str:
    """Say so."""
    sentences = ["To come back, run “lineage-lab admin” where the tool runs."]
    return render_template(
        "message.html", title="You are signed out", sentences=sentences, visitor=None
    )
