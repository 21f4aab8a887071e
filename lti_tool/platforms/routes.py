"""The three addresses that platforms know: login, launch, key set."""

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from sqlalchemy.orm import selectinload

from lti_tool.cookies import keep_cookie
from lti_tool.current import config, db, key_sets
from lti_tool.errors import LaunchMalformed, LaunchRefused
from lti_tool.models import Registration
from lti_tool.platforms import arrivals, keys, login, state, validation
from lti_tool.visits import first_page, offer_handover
from quizzes.db import utcnow

bp = Blueprint("platforms", __name__, url_prefix="/lti")

WORDS_OF_OIDC_ERRORS = {
    "login_required": "Your LMS says that you are not signed in there. Sign in to your LMS, "
    "then open the activity from your course again.",
    "launch_no_longer_valid": "This launch is too old. Open the activity from your course again.",
}


@bp.route("/login", methods=["GET", "POST"])
def begin_login() -> Response:
    """Answer a login initiation with a plain redirect to the platform."""
    sent = request.values
    with db.read() as session:
        registration = login.registration_for(session, sent, config.base_url)
    begun = state.begin(registration.id, config.secret_key)
    url = login.authorization_url(registration, begun, sent, config)
    response = make_response(redirect(url, 302))
    seconds = int(state.LIFETIME.total_seconds())
    keep_cookie(response, begun.cookie_name, begun.browser_secret, "/lti/launch", seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/launch")
def launch() -> Response:
    """Believe an id_token or refuse it; a believed one opens a visit."""
    if error := request.form.get("error"):
        raise LaunchRefused(f"the platform answered {error!r}", WORDS_OF_OIDC_ERRORS.get(error, ""))
    if not (request.form.get("id_token") and request.form.get("state")):
        raise LaunchMalformed("no id_token or no state")
    begun = state.read(request.form["state"], config.secret_key)
    is_bound = begun.is_bound_to(request.cookies)
    with db.read() as session:
        deployments = [selectinload(Registration.deployments)]
        registration = session.get(Registration, begun.registration_id, options=deployments)
    if not registration:
        raise LaunchRefused("the registration is gone", login.NOT_REGISTERED)
    launched = validation.believe(
        request.form["id_token"], begun, registration, key_sets, config.base_url
    )
    now = utcnow()
    with db.begin() as session:
        visit, secret = arrivals.arrive(session, registration, launched, begun.nonce, now)
        # Staff whose browser did not prove itself confirm by hand, in a new tab, who they are.
        cookie = secret if is_bound or not launched.is_staff else None
        return first_page(visit, cookie, offer_handover(visit, now))


@bp.get("/jwks.json")
def key_set() -> Response:
    """Publish our public keys."""
    response = jsonify(keys.public_key_set(db, config.secret_key))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
