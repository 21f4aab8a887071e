"""Pages that add a platform: Canvas by a developer key, Moodle or any other by hand."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.admin.door import bp
from lti_tool.admin.forms import CanvasForm, Form, MoodleForm, OtherForm, Typed, Unfit, read
from lti_tool.current import config, db
from lti_tool.errors import UnusableRegistration
from lti_tool.platforms import canvas, registrations, tool_description
from lti_tool.platforms.registrations import Details


@bp.get("/add")
def add() -> str:
    """Offer the ways to add a platform."""
    return render_template("admin/add.html")


@bp.get("/add/<any(canvas, moodle, other):kind>", endpoint="add_by_hand")
def ask(kind: str) -> str:
    """Say what to do in the LMS, and ask for what it shows then."""
    return _page(kind, Typed())


@bp.post("/add/<any(canvas, moodle, other):kind>")
def save(kind: str) -> Response | tuple[str, int]:
    """Register the platform, or update the one with this issuer and client id."""
    form, details = KINDS[kind]
    try:
        given = details(read(form(), request.form.to_dict()))
    except Unfit as unfit:
        return _page(kind, unfit.typed), 422
    try:
        with db.begin() as session:
            number = registrations.save(session, given, config).id
    except UnusableRegistration as error:
        return _page(kind, Typed(request.form.to_dict(), {"": str(error)})), 422
    return redirect(url_for(".platform", number=number), 303)


def _canvas(given: Mapping[str, Any]) -> Details:
    return canvas.details(**given)


def _moodle(given: Mapping[str, Any]) -> Details:
    site = given["site"].rstrip("/")
    return Details(
        issuer=site,
        client_id=given["client_id"],
        login_url=f"{site}/mod/lti/auth.php",
        token_url=f"{site}/mod/lti/token.php",
        keys_url=f"{site}/mod/lti/certs.php",
        deployment=given["deployment"],
        product="moodle",
        name=given["name"],
    )


def _other(given: Mapping[str, Any]) -> Details:
    return Details(**given)


KINDS: Mapping[str, tuple[type[Form], Callable[[Mapping[str, Any]], Details]]] = {
    "canvas": (CanvasForm, _canvas),
    "moodle": (MoodleForm, _moodle),
    "other": (OtherForm, _other),
}


def _page(kind: str, typed: Typed) -> str:
    return render_template(
        f"admin/add_{kind}.html",
        typed=typed,
        addresses=_our_addresses(),
        canvas_url=f"{config.base_url}/lti/canvas.json",
        canvas_json=json.dumps(canvas.configuration(config), indent=2),
    )


def _our_addresses() -> dict[str, str]:
    """Return what LMSs ask for, by the names that Moodle gives it."""
    ours = tool_description.addresses(config)
    return {
        "Tool URL": ours.launch,
        "Initiate login URL": ours.login,
        "Redirection URI(s)": ours.launch,
        "Public keyset": ours.keys,
    }
