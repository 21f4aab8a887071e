"""The authorization endpoint: the tool asks for an id_token, the browser brings it.

A launch sends the browser to the tool, the tool sends it back here, and the answer is a form
which carries the signed id_token to the tool.
"""

from typing import Any, Final

from flask import Blueprint, request
from joserfc import jwt
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lti_tool.practice import data_privacy, messages, wishes
from lti_tool.practice.acting import acting_person, browser
from lti_tool.practice.claims import Launch, launch_claims, stamp
from lti_tool.practice.errors import LaunchRefused, Malformed
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.models import Tool
from lti_tool.practice.opening import form_post
from lti_tool.practice.places import course_of
from lti_tool.practice.vocabulary import DATA_PRIVACY_REQUEST

bp = Blueprint("authorization", __name__)

AGAIN: Final = "asked_again"


@bp.route("/lti/authorize", methods=["GET", "POST"])
def authorize() -> str:
    """Answer the tool's authentication request with an id_token, or say why not."""
    asked = request.values
    with lms().sessions.begin() as database:
        tool = asking_tool(database, asked)
    if not browser() and AGAIN not in asked:
        # A request that the tool's page began, rather than ours, comes without our cookie in a
        # frame: asked again by a page of ours it brings it. Moodle does so too.
        return form_post(tool, lms().config.authorize_url, asked.to_dict() | {AGAIN: "1"})
    try:
        answer = {"id_token": id_token(tool, asked)}
    except LaunchRefused as refused:
        answer = {"error": refused.code, "error_description": str(refused)}
    state = {"state": asked["state"]} if "state" in asked else {}
    return form_post(tool, asked["redirect_uri"], answer | state)


def asking_tool(database: Session, asked: MultiDict[str, str]) -> Tool:
    """Find the tool that asks; without a registered address to answer to, nothing is sent."""
    client_id = asked.get("client_id")
    tool = database.scalars(select(Tool).filter_by(client_id=client_id)).one_or_none()
    if not tool:
        raise Malformed(f"No tool is registered here with the client id {client_id}.")
    if asked.get("redirect_uri") not in tool.redirect_uris:
        known = " or ".join(tool.redirect_uris)
        raise Malformed(f"The tool's redirect_uri must be exactly {known}.")
    return tool


def id_token(tool: Tool, asked: MultiDict[str, str]) -> str:
    """Sign what the acting person asked for in this browser."""
    check_request(tool, asked)
    with lms().sessions.begin() as database:
        claims = claims_of(database, tool, asked)
    claims |= stamp(lms().config, tool, asked["nonce"], utcnow())
    return jwt.encode({"alg": "RS256", "kid": lms().key.kid}, claims, lms().key)


def check_request(tool: Tool, asked: MultiDict[str, str]) -> None:
    """Hold the request against what OpenID Connect and LTI fix."""
    if not tool.is_active:
        raise LaunchRefused("unauthorized_client", "The tool is not active here.")
    if asked.get("response_type") != "id_token":
        raise LaunchRefused("unsupported_response_type", "response_type must be id_token.")
    if "openid" not in asked.get("scope", "").split():
        raise LaunchRefused("invalid_scope", "scope must be openid.")
    for name, value in {"response_mode": "form_post", "prompt": "none"}.items():
        if asked.get(name) != value:
            raise LaunchRefused("invalid_request", f"{name} must be {value}.")
    if not asked.get("nonce"):
        raise LaunchRefused("invalid_request", "A nonce is required.")


def claims_of(database: Session, tool: Tool, asked: MultiDict[str, str]) -> dict[str, Any]:
    """Describe the launch in the hint, if this browser asked for it as who it acts as now."""
    wish = wishes.read(asked.get("lti_message_hint", ""))
    if wish.tool != tool.id:
        raise LaunchRefused("invalid_request", "This launch was meant for another tool.")
    actor = acting_person(database)
    if not actor or wish.browser != browser() or wish.actor != actor.id:
        raise LaunchRefused("login_required", "This browser does not act as who began the launch.")
    if asked.get("login_hint") != wish.person:
        raise LaunchRefused("login_required", "login_hint names someone else.")
    if wish.message == DATA_PRIVACY_REQUEST:
        return data_privacy.claims_of(tool, actor, wish)
    course, place = course_of(database, actor, wish.course)
    if (place.person.id, place.role) != (wish.person, wish.role):
        raise LaunchRefused("login_required", "The view of the course was switched meanwhile.")
    launch = Launch(lms().config, tool, place, course, wish.target)
    return launch_claims(launch) | messages.claims_about(database, launch, wish)
