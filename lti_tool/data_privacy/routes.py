"""What an administrator of an LMS does here: find somebody, look, take out, erase."""

import json
import logging

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import administrators, privacy
from lti_tool.administrators import Administrator, administers
from lti_tool.current import db
from lti_tool.data_privacy import words
from lti_tool.errors import PersonNotFound
from lti_tool.models import Context, Deployment, Enrollment, Registration, User
from quizzes.db import utcnow

LONGEST_SEARCH = 255
PERSON = "/<int(max=999999999):deployment>/people/<int(max=999999999):user_id>"

log = logging.getLogger(__name__)
bp = Blueprint(
    "data_privacy", __name__, url_prefix=administrators.PATH, template_folder="templates"
)


@bp.post("/enter")
def enter() -> Response:
    """Let in whom a launch gave a ticket; on to whom it is about, where it names somebody."""
    with db.begin() as session:
        sent = request.form.get("ticket", "")
        administrator, about = administrators.redeem(session, sent, utcnow())
        response = make_response(redirect(_first_page(session, administrator, about), 303))
    administrators.sign_in(response, administrator)
    return response


@bp.get("/<int(max=999999999):deployment>/")
@administers
def people(administrator: Administrator) -> str:
    """Offer a search, and show who was found."""
    typed = request.args.get("words", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    with db.read() as session:
        deployment = session.get_one(Deployment, administrator.deployment_id)
        found = privacy.find(session, typed, deployment) if typed else ()
        return _page(
            session,
            "people",
            administrator,
            typed=typed,
            found=found,
            most=privacy.MOST_FOUND,
            erased="erased" in request.args,
        )


@bp.get(PERSON)
@administers
def person(administrator: Administrator, user_id: int) -> str:
    """Say what is kept of one person."""
    with db.read() as session:
        user = _find(session, administrator, user_id)
        return _page(
            session,
            "person",
            administrator,
            user=user,
            courses=_courses(session, user),
            kept=list(words.counted(privacy.export(session, user))),
        )


@bp.get(PERSON + "/file")
@administers
def file(administrator: Administrator, user_id: int) -> Response:
    """Give all of it as the file that `lineage-lab people export` prints."""
    with db.read() as session:
        kept = privacy.export(session, _find(session, administrator, user_id))
    response = Response(json.dumps(kept, indent=2, ensure_ascii=False), mimetype="application/json")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="lineage-lab-person-{user_id}.json"'
    )
    return response


@bp.get(PERSON + "/erasure")
@administers
def confirm_erasure(administrator: Administrator, user_id: int) -> str:
    """Say what goes and what stays, before anything does."""
    with db.read() as session:
        user = _find(session, administrator, user_id)
        kept = list(words.counted(privacy.export(session, user)))
        return _page(session, "erasure", administrator, user=user, kept=kept)


@bp.post(PERSON + "/erasure")
@administers
def erase(administrator: Administrator, user_id: int) -> Response:
    """Erase everything that is kept of a person, and keep that this was done, not to whom."""
    with db.begin() as session:
        user = _find(session, administrator, user_id)
        privacy.note_erasure(session, user, administrator.name or "An administrator", utcnow())
        counts = privacy.erase(session, user)
    number = administrator.deployment_id
    log.info("erased person %s of deployment %s: %s rows", user_id, number, sum(counts.values()))
    return make_response(redirect(url_for(".people", deployment=number, erased="yes"), 303))


@bp.post("/<int(max=999999999):deployment>/sign-out")
@administers
def sign_out(administrator: Administrator) -> Response:
    """End it before the hour is over."""
    page = render_template(
        "message.html",
        title="You are signed out",
        sentences=["You can close this tab."],
        visitor=None,
    )
    response = make_response(page)
    administrators.sign_out(response, administrator.deployment_id)
    return response


def _first_page(session: Session, administrator: Administrator, about: str) -> str:
    number = administrator.deployment_id
    deployment = session.get_one(Deployment, number)
    if about and (user := privacy.one_of(session, deployment, subject=about)):
        return url_for(".person", deployment=number, user_id=user.id)
    return url_for(".people", deployment=number, words=about or None)


def _find(session: Session, administrator: Administrator, user_id: int) -> User:
    """Return a person of the administrator's; raises PersonNotFound for anybody else's."""
    deployment = session.get_one(Deployment, administrator.deployment_id)
    if user := privacy.one_of(session, deployment, id=user_id):
        return user
    raise PersonNotFound("Nothing is kept here of anybody with this number.")


def _courses(session: Session, user: User) -> list[str]:
    theirs = (
        select(Context.title)
        .join(Enrollment, Enrollment.context_id == Context.id)
        .where(Enrollment.user_id == user.id, Context.title != "")
    )
    return sorted(session.scalars(theirs.distinct()))


def _page(session: Session, name: str, administrator: Administrator, **shown: object) -> str:
    deployment = session.get_one(Deployment, administrator.deployment_id)
    registration = session.get_one(Registration, deployment.registration_id)
    return render_template(
        f"data_privacy/{name}.html",
        administrator=administrator,
        platform=registration.name or registration.issuer,
        is_one_of_several=privacy.has_others(session, deployment),
        **shown,
    )
