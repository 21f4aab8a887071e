"""Opening the tool: login initiation, the authorization endpoint, and the keys to check it with.

A launch page sends the browser to the tool, the tool sends it back to `authorize`, and that
answers with a form which carries the signed id_token to the tool.
"""

from typing import Any, Final

from flask import Blueprint, Response, jsonify, render_template, request
from itsdangerous import BadSignature, SignatureExpired
from joserfc import jwt
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from lti_tool.practice.acting import acting_person, as_somebody, browser, enrollment
from lti_tool.practice.claims import launch_claims, stamp
from lti_tool.practice.config import CLIENT_ID, DEPLOYMENT_ID
from lti_tool.practice.errors import LaunchRefused, Malformed, NotFound
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.models import Activity, Person
from lti_tool.practice.vocabulary import SCOPES

bp = Blueprint("launches", __name__)

HINT_LIFETIME: Final = 300  # seconds
TARGETS: Final = ("iframe", "window")


@bp.get("/activities/<activity_id>/launch")
@as_somebody
def launch(database: Session, person: Person, activity_id: str) -> str:
    """Send the browser to the tool's login address, with hints of who wants what."""
    activity = visible_activity(database, person, activity_id)
    target = request.args.get("in", "iframe")
    if target not in TARGETS:
        raise NotFound("An activity opens in an iframe or in a window.")
    config = lms().config
    fields = {
        "iss": config.issuer,
        "client_id": CLIENT_ID,
        "lti_deployment_id": DEPLOYMENT_ID,
        "target_link_uri": config.tool_launch_url,
        "login_hint": person.id,
        "lti_message_hint": lms().hints.dumps([person.id, activity.id, target, browser()]),
    }
    return _form_post(config.tool_login_url, fields, activity.title)


def visible_activity(database: Session, person: Person, activity_id: str) -> Activity:
    """Find an activity of a course that the person may see."""
    if not (activity := database.get(Activity, activity_id)):
        raise NotFound("There is no such activity.")
    enrollment(person, activity.course)
    return activity


@bp.route("/lti/authorize", methods=["GET", "POST"])
def authorize() -> str:
    """Answer the tool's authentication request with an id_token, or say why not."""
    asked = request.values
    config = lms().config
    if asked.get("client_id") != CLIENT_ID:
        raise Malformed(f"No tool is registered here with the client id {asked.get('client_id')}.")
    if asked.get("redirect_uri") != config.tool_launch_url:
        raise Malformed(f"The tool's redirect_uri must be exactly {config.tool_launch_url}.")
    try:
        answer = {"id_token": id_token(asked)}
    except LaunchRefused as refused:
        answer = {"error": refused.code, "error_description": str(refused)}
    state = {"state": asked["state"]} if "state" in asked else {}
    return _form_post(config.tool_launch_url, answer | state, "the activity")


def id_token(asked: MultiDict[str, str]) -> str:
    """Sign what the acting person asked for in this browser."""
    check_request(asked)
    with lms().sessions.begin() as database:
        claims = claims_of(database, asked)
    claims |= stamp(lms().config, asked["nonce"], utcnow())
    return jwt.encode({"alg": "RS256", "kid": lms().key.kid}, claims, lms().key)


def check_request(asked: MultiDict[str, str]) -> None:
    """Hold the request against what OpenID Connect and LTI fix."""
    if asked.get("response_type") != "id_token":
        raise LaunchRefused("unsupported_response_type", "response_type must be id_token.")
    if "openid" not in asked.get("scope", "").split():
        raise LaunchRefused("invalid_scope", "scope must be openid.")
    for name, value in {"response_mode": "form_post", "prompt": "none"}.items():
        if asked.get(name) != value:
            raise LaunchRefused("invalid_request", f"{name} must be {value}.")
    if not asked.get("nonce"):
        raise LaunchRefused("invalid_request", "A nonce is required.")


def claims_of(database: Session, asked: MultiDict[str, str]) -> dict[str, Any]:
    """Describe the launch in the hint, if this browser asked for it as who it acts as now."""
    person_id, activity_id, target, asked_in = read_hint(asked.get("lti_message_hint", ""))
    person = acting_person(database)
    if not person or asked_in != browser() or person.id != person_id:
        raise LaunchRefused("login_required", "This browser does not act as who began the launch.")
    if asked.get("login_hint") != person.id:
        raise LaunchRefused("login_required", "login_hint names someone else.")
    activity = visible_activity(database, person, activity_id)
    return launch_claims(
        lms().config, person, enrollment(person, activity.course), activity, target
    )


def read_hint(hint: str) -> list[str]:
    """Return person, activity, target and browser of a message hint that was made here."""
    try:
        return list(lms().hints.loads(hint, max_age=HINT_LIFETIME))
    except SignatureExpired as error:
        raise LaunchRefused(
            "launch_no_longer_valid", "This launch is too old: open the activity again."
        ) from error
    except BadSignature as error:
        raise LaunchRefused(
            "invalid_request_object", "lti_message_hint is not one of this LMS's."
        ) from error


def _form_post(action: str, fields: dict[str, str], title: str) -> str:
    return render_template("practice/form_post.html", action=action, fields=fields, title=title)


@bp.get("/lti/jwks.json")
def keys() -> Response:
    """Publish the key that id_tokens are signed with."""
    return jsonify(keys=[lms().key.as_dict(private=False)])


@bp.get("/.well-known/openid-configuration")
def configuration() -> Response:
    """Publish the addresses, as LTI's dynamic registration reads them."""
    config = lms().config
    return jsonify(
        {
            "issuer": config.issuer,
            "authorization_endpoint": config.authorize_url,
            "token_endpoint": config.token_url,
            "jwks_uri": config.keys_url,
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", *SCOPES],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {
                "product_family_code": "lineage-lab-practice",
                "version": "1",
                "messages_supported": [{"type": "LtiResourceLinkRequest"}],
                "variables": [],
            },
        }
    )
