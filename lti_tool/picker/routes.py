"""What an instructor does in the picker: look, fill in, send or cancel.

A post here ends in a page and not in a redirect: the page carries the signed answer, which
this very frame of the LMS has to post on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, abort, g, make_response, render_template, request

from lti_tool import figures, zones
from lti_tool.current import config, db
from lti_tool.models import Selection
from lti_tool.picker import form, selections
from lti_tool.picker.form import Form
from lti_tool.platforms import deep_linking, keys
from lti_tool.platforms.deep_linking import Choice
from quizzes import asking
from quizzes.content import catalogue
from quizzes.db import utcnow

CANCELLED = "Nothing was added from Lineage Lab."
A_SEED = 1
"""Which of the endless scenarios a preview shows."""

bp = Blueprint(
    "picker", __name__, url_prefix="/selections/<selection>", template_folder="templates"
)


@bp.get("/")
def choose(selection: str) -> str:
    """Show every activity that can be put into the course."""
    found = _found(selection, utcnow())
    return _page(selection, found, form.fresh(found.request["text"]))


@bp.post("/")
def answer(selection: str) -> Response | str | tuple[str, int]:
    """Send what was chosen back to the LMS, or nothing; or say what has to be put right first."""
    now = utcnow()
    found, asked = _found(selection, now), request.form
    if asked.get("act") == "cancel":
        return _answer(found, (), CANCELLED, now)
    sent = form.filled_in(asked)
    if another := asked.get("another"):
        longer, number = form.with_another(sent, another, found.request["text"])
        return _page(selection, found, longer, number)
    checked, chosen = form.choices(sent, found.request["accept_multiple"], now)
    if not chosen:
        return _page(selection, found, checked), 422
    return _answer(found, chosen, _added(chosen), now)


@bp.get("/activities/<key>/")
def preview(selection: str, key: str) -> str:
    """Show what an activity has to read and to answer."""
    found = _found(selection, utcnow())
    activity = catalogue.every().get(key) or abort(404)
    return render_template(
        "picker/preview.html",
        visitor=None,
        context_title=found.context_title,
        activity=activity,
        quiz=asking.build_quiz(activity, A_SEED),
        figures=figures.of(activity),
    )


def _found(key: str, now: datetime) -> Selection:
    with db.read() as session:
        return selections.find(session, key, now)


def _page(key: str, selection: Selection, shown: Form, newest: int | None = None) -> str:
    return render_template(
        "picker/choose.html",
        visitor=None,
        selection=key,
        context_title=selection.context_title,
        name=selection.user.name,
        accept_multiple=selection.request["accept_multiple"],
        accept_lineitem=selection.request["accept_lineitem"],
        may_replace=bool(selection.request["text"]),  # Moodle sends it when a link is edited
        form=shown,
        newest=newest,
        is_full=len(shown.cards) >= form.MOST_CARDS,
        zones=zones.by_area(),
    )


def _answer(
    selection: Selection, chosen: Sequence[Choice], message: str, now: datetime
) -> Response:
    key = keys.signing_key(db, config.secret_key)
    signed = deep_linking.answer(selection, chosen, message, key, config, now)
    return_url = selection.request["return_url"]
    g.form_target = deep_linking.goes_to(return_url)
    page = render_template(
        "picker/answer.html",
        visitor=None,
        context_title=selection.context_title,
        return_url=return_url,
        jwt=signed,
        chosen=chosen,
    )
    response = make_response(page)
    # "same-origin" would make the browser send "Origin: null" with the answer.
    response.headers["Referrer-Policy"] = "origin"
    return response


def _added(chosen: Sequence[Choice]) -> str:
    titles = ", ".join(choice.title for choice in chosen)
    return f"Added from Lineage Lab: {titles}."
