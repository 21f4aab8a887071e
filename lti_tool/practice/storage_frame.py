"""The frame beside a tool's that answers its messages, where a try asks for platform storage so."""

from flask import Blueprint, render_template, request
from sqlalchemy import select

from lti_tool.practice.errors import NotFound
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Tool

bp = Blueprint("storage_frame", __name__)


@bp.get("/storage")
def show() -> str:
    """Answer messages from one tool's origin."""
    origin = request.args.get("origin", "")
    with lms().sessions.begin() as database:
        known = {tool.origin for tool in database.scalars(select(Tool)) if tool.is_active}
    if origin not in known:
        raise NotFound("No tool of this LMS is at that origin.")
    return render_template("practice/storage.html", origin=origin)
