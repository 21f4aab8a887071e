"""What may and may not announce a launch, and which errors a platform may answer with."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.launching import CLIENT_ID, TOOL

NOT_COMPLETE = "This launch is incomplete"
ASK = "Ask whoever runs the LMS"
FOREIGN_LINK = "This link leads to another address than this tool's"
AGAIN = "open the activity from your course again"


@dataclass(frozen=True)
class Login:
    """A login initiation; `sent` changes a good one, None takes a part away.

    Attributes:
        reason: why it is refused, as it is logged; %(iss)s is the platform's; empty: it is not.
    """

    name: str
    sent: dict[str, str | None]
    reason: str = ""
    words: str = NOT_COMPLETE
    status: int = 400


REFUSED = [
    Login("no iss", {"iss": None}, "the login initiation has no iss"),
    Login("no login_hint", {"login_hint": None}, "the login initiation has no login_hint"),
    Login(
        "no target_link_uri",
        {"target_link_uri": None},
        "the login initiation has no target_link_uri",
    ),
    Login("a NUL character", {"login_hint": "\0"}, "characters that are none"),
    Login(
        "an unknown platform",
        {"iss": "https://elsewhere.example"},
        "no one registration for issuer 'https://elsewhere.example', client 'client-1', "
        "deployment ''",
        ASK,
        403,
    ),
    Login(
        "an unknown client of a known platform",
        {"client_id": "client-9"},
        "no one registration for issuer '%(iss)s', client 'client-9', deployment ''",
        ASK,
        403,
    ),
    Login(
        "a target that is not ours",
        {"target_link_uri": "https://elsewhere.example/lti/launch"},
        "target_link_uri 'https://elsewhere.example/lti/launch' is not ours",
        FOREIGN_LINK,
        403,
    ),
    Login(
        "a target that only begins like ours",
        {"target_link_uri": TOOL + "9/lti/launch"},
        f"target_link_uri '{TOOL}9/lti/launch' is not ours",
        FOREIGN_LINK,
        403,
    ),
]

ACCEPTED = [
    Login("what every platform sends", {}),
    Login("no client id, where the platform has but one", {"client_id": None}),
    Login("a deployment, in LTI's word for it", {"lti_deployment_id": "1"}),
    Login("a deployment, in Canvas's word for it", {"deployment_id": "1"}),
    Login("a message hint", {"lti_message_hint": "x" * 4000}),
    Login(
        "what nobody asked for", {"canvas_region": "us-east-1", "canvas_environment": "production"}
    ),
    Login("a target with a query", {"target_link_uri": TOOL + "/lti/launch?activity=x"}),
    Login("a client id that is known", {"client_id": CLIENT_ID}),
]

ERRORS = {
    "login_required": "Sign in to your LMS",
    "launch_no_longer_valid": AGAIN,
    "invalid_request_object": AGAIN,
    "unauthorized_client": ASK,
    "access_denied": "Ask your instructor",
    "interaction_required": AGAIN,
    "server_error": AGAIN,
    "<script>alert(1)</script>": AGAIN,
}
"""OIDC's `error=`, each with the way on that its page shows."""
