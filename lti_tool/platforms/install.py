"""The pages by which an LMS's admin installs us, and the JSON that a Canvas key is made from.

They are shown in a frame of the LMS or in a window that it opened, before anybody is known:
no cookie is needed, and without a usable invite nothing is fetched from anywhere.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Redirect

from lti_tool.current import config, db, pooled
from lti_tool.error_pages import describe
from lti_tool.errors import EdgeError, InviteRefused
from lti_tool.models import Invite, Registration
from lti_tool.platforms import (
    canvas,
    dynamic_registration,
    invites,
    products,
    registrations,
    tool_description,
)
from lti_tool.platforms.dynamic_registration import Initiation
from lti_tool.platforms.relatives import speaks_for
from lti_tool.platforms.tool_configuration import scopes_for
from quizzes.db import utcnow

bp = Blueprint("install", __name__, url_prefix="/lti", template_folder="templates")


@bp.get("/register")
def ask() -> str:
    """Show who asks to install us and what for; without a platform, say where the link goes."""
    invite, installed = _invited(request.args)
    if installed:
        return _installed(installed, invite)
    invites.check(invite, utcnow())
    initiation = _initiation(request.args)
    if not initiation.configuration_url:
        link = invites.link(config.base_url, request.args["invite"])
        ours = tool_description.addresses(config)
        return render_template("install/link.html", link=link, ours=ours)
    found = dynamic_registration.ask_who(pooled, initiation, invite, config)
    asked, groups = scopes_for(found), tool_description.GROUPS
    return render_template(
        "install/confirm.html",
        platform=found,
        product=products.name_of(found.product),
        permissions=[*tool_description.PERMISSIONS, *([groups] if groups.scope in asked else [])],
        asked=asked,
        sent=_sent(request.args),
    )


@bp.post("/register")
def register() -> Redirect:
    """Register ourselves with the platform."""
    _, installed = _invited(request.form)
    if not installed:  # else the button was pressed twice
        token, initiation = request.form["invite"], _initiation(request.form)
        dynamic_registration.register(db, pooled, initiation, token, config, utcnow())
    return redirect(url_for(".done", invite=request.form["invite"]), 303)


@bp.get("/registered")
def done() -> str:
    """Say what is installed, and what the admin does next."""
    invite, installed = _invited(request.args)
    if not installed:
        invites.check(invite, utcnow())
        raise InviteRefused("Nothing was installed by this invite yet.")
    return _installed(installed, invite)


@bp.get("/canvas.json")
def canvas_key() -> Response:
    """Publish what a Canvas developer key is made from."""
    response = jsonify(canvas.configuration(config))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@bp.after_request
def _forget(response: Response) -> Response:
    """Nobody keeps a page whose address has an invite in it."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@bp.errorhandler(EdgeError)
def _say(error: EdgeError) -> tuple[str, int]:
    """Say what went wrong, in the LMS's words too, and offer to try again where that may help."""
    title, reference, status = describe(error)
    again = "" if isinstance(error, InviteRefused) else _again(_sent(request.values))
    page = render_template(
        "install/failed.html",
        title=title,
        sentences=getattr(error, "sentences", [str(error)]),
        words=getattr(error, "words", ""),
        advice=getattr(error, "advice", ""),
        again=again,
        reference=reference,
    )
    return page, status


def _invited(sent: MultiDict[str, str]) -> tuple[Invite, Registration | None]:
    """Return the invite, and what it has installed already if it was that platform."""
    with db.read() as session:
        invite = invites.find(session, sent.get("invite", ""))
        return invite, _brought(session, invite, sent.get("openid_configuration", ""))


def _brought(session: Session, invite: Invite, configuration_url: str) -> Registration | None:
    if not invite.registration_id:
        return None
    registration = registrations.get(session, invite.registration_id)
    if configuration_url and not speaks_for(configuration_url, registration.issuer):
        raise InviteRefused(invites.USED)
    return registration


def _initiation(sent: MultiDict[str, str]) -> Initiation:
    return Initiation(sent.get("openid_configuration", ""), sent.get("registration_token", ""))


def _sent(values: MultiDict[str, str]) -> dict[str, str]:
    names = ("invite", "openid_configuration", "registration_token")
    return {name: values[name] for name in names if name in values}


def _again(sent: dict[str, str]) -> str:
    return f"{url_for('.ask')}?{urlencode(sent)}"


def _installed(registration: Registration, invite: Invite) -> str:
    product = products.product_of(registration)
    was_known = invite.used_at and registration.created_at < invite.used_at
    return render_template(
        "install/done.html",
        registration=registration,
        was_known=was_known,
        family=product,
        product=products.name_of(product),
        name=tool_description.NAME,
    )
