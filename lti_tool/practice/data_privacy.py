"""The data privacy launch: the administrator asks a tool about one person, or about all."""

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.practice import claims, tools
from lti_tool.practice.acting import as_somebody
from lti_tool.practice.errors import LaunchRefused, NotFound
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Person, Tool
from lti_tool.practice.opening import begin, framed
from lti_tool.practice.places import Place
from lti_tool.practice.vocabulary import (
    ADMINISTRATOR,
    CLAIM,
    COURSE_ROLES,
    DATA_PRIVACY_REQUEST,
    VERSION,
)
from lti_tool.practice.wishes import Wish

bp = Blueprint("data_privacy", __name__, url_prefix="/tools/<int:tool_id>/data-privacy")


@bp.get("")
@as_somebody
def show(database: Session, person: Person, tool_id: int) -> str:
    """Show the tool's data privacy pages in a frame."""
    tool = asked_tool(database, person, tool_id)
    return render_template(
        "practice/data_privacy.html",
        everyone=database.scalars(select(Person).filter_by(is_test=False)).all(),
        about=asked_person(database),
        **framed(tool),
    )


@bp.get("/launch")
@as_somebody
def launch(database: Session, person: Person, tool_id: int) -> str:
    """Send the browser to the tool, from no course."""
    tool, about = asked_tool(database, person, tool_id), asked_person(database)
    named = {"person": about.id} if about else {}
    place, url = Place(person, ADMINISTRATOR), tool.target_link_uri
    return begin(tool, (person, place), None, DATA_PRIVACY_REQUEST, named, url)


def claims_of(tool: Tool, actor: Person, wish: Wish) -> dict[str, Any]:
    """Describe the launch: an administrator's, without a course, a link or services."""
    if not actor.is_admin:
        raise LaunchRefused("login_required", "Only an administrator opens data privacy.")
    about = {CLAIM + "for_user": {"user_id": wish.about["person"]}} if wish.about else {}
    return {
        "sub": actor.id,
        **claims.personal(actor, tool),
        CLAIM + "version": VERSION,
        CLAIM + "deployment_id": tool.deployment_id,
        CLAIM + "message_type": DATA_PRIVACY_REQUEST,
        CLAIM + "target_link_uri": tool.target_link_uri,
        CLAIM + "roles": list(COURSE_ROLES[ADMINISTRATOR]),
        CLAIM + "launch_presentation": {
            "document_target": wish.target,
            "locale": "en",
            "return_url": f"{lms().config.issuer}/tools",
        },
        CLAIM + "tool_platform": claims.PLATFORM,
        **about,
    }


def asked_tool(database: Session, person: Person, tool_id: int) -> Tool:
    """Return a tool that takes the message, to an administrator."""
    tool = tools.find(database, person, tool_id)
    if DATA_PRIVACY_REQUEST not in tool.messages:
        raise NotFound("This tool does not take data privacy launches.")
    return tool


def asked_person(database: Session) -> Person | None:
    """Return whom the address asks about; nobody where it names nobody."""
    if not (asked := request.args.get("person")):
        return None
    if found := database.get(Person, asked):
        return found
    raise NotFound("There is no such person.")
