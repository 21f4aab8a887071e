"""Dynamic registration: a wrong request, a wrong configuration, a wrong answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.fuzz.mutations import ADDRESSES, TEXTS, Mutator
from tests.fuzz.services import answer
from tests.fuzz.wire import Answer, Said, Sent, ask
from tests.fuzz.world import LMS, TOOL, World, usual
from tests.support.launching import AGS

CONFIGURATION = {
    "issuer": LMS,
    "authorization_endpoint": LMS + "/auth",
    "token_endpoint": LMS + "/token",
    "jwks_uri": LMS + "/jwks",
    "registration_endpoint": LMS + "/register",
    "authorization_server": LMS,
    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "response_types_supported": ["id_token"],
    "scopes_supported": ["openid", AGS + "scope/score", AGS + "scope/lineitem"],
    "claims_supported": ["sub", "iss", "name", "email"],
    "https://purl.imsglobal.org/spec/lti-platform-configuration": {
        "product_family_code": "moodle",
        "version": "4.5",
        "messages_supported": [
            {"type": "LtiResourceLinkRequest"},
            {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
        ],
        "variables": ["CourseSection.timeFrame.end"],
    },
}
TOOL_CLAIM = "https://purl.imsglobal.org/spec/lti-tool-configuration"
GRANTED = {
    "client_id": "given to us",
    "registration_client_uri": LMS + "/register/1",
    TOOL_CLAIM: {"deployment_id": "7", "domain": "lab.example.edu", "claims": ["sub"]},
}
CANVAS_ERRORS = {
    "errors": {"redirect_uris": [{"message": "is too long"}], "scope": ["unknown", None], "x": "y"}
}
WHERE = LMS + "/.well-known/openid-configuration"


def send(world: World, mutator: Mutator) -> Sent:
    """Open an invite as a platform's admin does, or press its button."""
    sent: dict[str, Any] = {
        "invite": world.invite(),
        "openid_configuration": WHERE,
        "registration_token": "a-registration-token",
    }
    if mutator.chance(25):
        name = mutator.one_of(list(sent))
        sent[name] = mutator.one_of((mutator.text(sent[name]), *ADDRESSES, *TEXTS))
    world.answer = _platform(mutator)
    origin = TOOL if mutator.chance(95) else mutator.one_of(("null", "https://elsewhere.example"))
    try:
        if mutator.chance(30):
            said = ask(world.app, "GET", "/lti/register", query=sent)
            return Sent("invites opened", said)
        return Sent("registrations", _pressed(world, sent, origin))
    finally:
        world.answer = usual


def _pressed(world: World, sent: dict[str, Any], origin: str) -> Said:
    said = ask(world.app, "POST", "/lti/register", form=sent, HTTP_ORIGIN=origin)
    if said.status != 303:
        return said
    where = urlsplit(said.header("Location"))
    done = ask(world.app, "GET", where.path, query=where.query)
    return done if done.status != 200 else said


def _platform(mutator: Mutator) -> Any:
    """Return a platform that says wrong things of itself, or answers wrongly, or neither."""
    who = answer(mutator, CONFIGURATION) if mutator.chance(60) else None
    what = answer(mutator, granted(mutator)) if mutator.chance(50) else None
    if mutator.chance(12):
        what = answer(mutator, CANVAS_ERRORS)
        what.status, what.reason = 422, "Unprocessable Entity"
    good = mutator.written

    def answered(method: str, _: str) -> Answer:
        if method == "POST":
            return what or Answer(body=good(granted(mutator)))
        return who or Answer(body=good(CONFIGURATION))

    return answered


def granted(mutator: Mutator) -> dict[str, Any]:
    """Return what a platform grants; each gives out another client id."""
    return GRANTED | {"client_id": f"granted-{mutator.random.randrange(10**9)}"}
