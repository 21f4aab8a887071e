"""The three addresses that platforms know: login, launch, key set."""

from flask import (
    Blueprint,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask import url_for as address_of

from lti_tool import administrators, languages
from lti_tool.administrators import Administrator
from lti_tool.config import browser_origin
from lti_tool.cookies import keep_cookie
from lti_tool.current import config, db, jobs, key_sets, registrations
from lti_tool.errors import EdgeError, LaunchMalformed
from lti_tool.models import LONGEST_ID, Registration
from lti_tool.opening import first_page
from lti_tool.platforms import arrivals, keys, login, state, validation
from lti_tool.platforms.launch import Launch, LinkRequest, PrivacyRequest
from lti_tool.platforms.remembered import is_same
from lti_tool.platforms.state import Login
from quizzes.db import utcnow

bp = Blueprint("platforms", __name__, url_prefix="/lti")


@bp.route("/login", methods=["GET", "POST"])
def begin_login() -> Response:
    """Answer a login initiation with a plain redirect to the platform.

    Where the platform offers its storage, a page goes there first that leaves our secret in it.
    """
    sent = request.values
    with db.read() as session:
        registration = login.registration_for(session, sent, config.base_url)
    target = sent.get("lti_storage_target", "")[:LONGEST_ID]
    begun = state.begin(registration.id, target, config.secret_key)
    url = login.authorization_url(registration, begun, sent, config)
    if target:
        storage = _storage(target, registration, begun.cookie_name)
        page = render_template(
            "storage.html", storage=storage | {"value": begun.browser_secret}, href=url
        )
        response = make_response(page)
    else:
        response = make_response(redirect(url, 302))
    seconds = int(state.LIFETIME.total_seconds())
    keep_cookie(response, begun.cookie_name, begun.browser_secret, "/lti/launch", seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/launch")
def launch() -> Response:
    """Believe an id_token or refuse it; a believed one opens a visit or a choice of activities."""
    if error := request.form.get("error"):
        raise login.refusal(error, request.form.get("error_description", ""))
    if not (request.form.get("id_token") and request.form.get("state")):
        raise LaunchMalformed("no id_token or no state")
    begun = state.read(request.form["state"], config.secret_key)
    number = begun.registration_id
    registration = registrations.get(number) or registrations.read(db, number)
    while True:
        try:
            return _answer(begun, registration)
        except EdgeError:
            before, registration = registration, registrations.read(db, number)
            if is_same(before, registration):
                raise


def _answer(begun: Login, registration: Registration) -> Response:
    asked = "browser_secret" in request.form and _is_our_own_page()
    kept = request.form["browser_secret"] if asked else None
    is_bound = begun.is_bound_to(request.cookies.get(begun.cookie_name) or kept)
    if not is_bound and begun.storage_target and not asked:
        storage = _storage(begun.storage_target, registration, begun.cookie_name)
        return make_response(render_template("storage.html", storage=storage, form=request.form))
    launched = validation.believe(request.form["id_token"], begun, registration, key_sets, config)
    languages.wish((launched.locale,))
    return _let_in(registration, launched, begun.nonce, is_bound)


def _let_in(registration: Registration, launched: Launch, nonce: str, is_bound: bool) -> Response:
    now = utcnow()
    with db.begin() as session:
        if isinstance(launched.purpose, LinkRequest):
            key = arrivals.begin_selection(session, registration, launched, nonce, now)
            return make_response(redirect(address_of("picker.choose", selection=key), 303))
        if isinstance(launched.purpose, PrivacyRequest):
            deployment_id = arrivals.admit(session, registration, launched, nonce, now)
            who = Administrator(deployment_id, launched.name)
            return _data_privacy(registration, who, launched.purpose.about)
        arrived = arrivals.arrive(session, registration, launched, nonce, now)
    if arrived.unsure_in:
        jobs.refresh_roster(arrived.unsure_in)  # it says whether they have become a learner
    # Staff whose browser did not prove itself confirm by hand, in a new tab, who they are.
    return first_page(arrived.visit, keeps_cookie=is_bound or not launched.is_staff)


def _data_privacy(registration: Registration, who: Administrator, about: str) -> Response:
    """Show the button behind which the pages are; staff confirm by it who they are, too."""
    g.frames = registration.frames
    languages.wish((languages.ENGLISH,))
    ticket = administrators.ticket(who, about)
    page = render_template("data_privacy/open.html", visitor=None, name=who.name, ticket=ticket)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_our_own_page() -> bool:
    """Tell whether storage.html posts here; another site could post a secret of its own."""
    return request.headers.get("Origin") == config.base_url


def _storage(target: str, registration: Registration, key: str) -> dict[str, str]:
    """Say where on the platform's page our secret is, and under which name."""
    return {"target": target, "origin": browser_origin(registration.login_url), "key": key}


@bp.get("/jwks.json")
def key_set() -> Response:
    """Publish our public keys."""
    response = jsonify(keys.public_key_set(db, config.secret_key))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
