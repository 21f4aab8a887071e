"""OIDC login initiation: a platform announces a launch, we ask it for an id_token."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from sqlalchemy.orm import Session

from lti_tool.config import Config
from lti_tool.errors import LaunchMalformed, LaunchRefused
from lti_tool.models import Registration
from lti_tool.platforms import registrations
from lti_tool.platforms.state import Begun
from lti_tool.platforms.texts import is_storable
from quizzes.saying import say

NOT_REGISTERED = say(
    "This tool does not know your LMS, or no longer lets it in. Ask whoever runs the LMS to look "
    "at how this tool is installed there."
)

WORDS_OF_ERRORS = {
    "login_required": say(
        "Your LMS says that you are not signed in there. Sign in to your LMS, "
        "then open the activity from your course again."
    ),
    "launch_no_longer_valid": say(
        "This launch is too old. Open the activity from your course again."
    ),
    "invalid_request_object": say(
        "Your LMS has forgotten this launch. Open the activity from your course again."
    ),
    "unauthorized_client": say(
        "Your LMS does not let this tool in at present. Ask whoever runs the "
        "LMS to turn it on; in Canvas that is the switch of its developer key."
    ),
    "access_denied": say("Your LMS says that you may not open this. Ask your instructor."),
}
ANY_ERROR = say(
    "Your LMS broke the launch off. Open the activity from your course again; if that does not "
    "help, show this page to whoever runs the LMS."
)


def registration_for(session: Session, sent: Mapping[str, str], base_url: str) -> Registration:
    """Return whom a login initiation speaks for; raises LaunchMalformed or LaunchRefused."""
    if not is_storable(list(sent.values())):
        raise LaunchMalformed("characters that are none")
    for name in ("iss", "login_hint", "target_link_uri"):
        if not sent.get(name):
            raise LaunchMalformed(f"the login initiation has no {name}")
    check_target(sent["target_link_uri"], base_url)
    deployment = sent.get("lti_deployment_id") or sent.get("deployment_id", "")
    registration = registrations.find_for_login(
        session, sent["iss"], sent.get("client_id", ""), deployment
    )
    if not registration:
        raise LaunchRefused(
            f"no one registration for issuer {sent['iss']!r}, client {sent.get('client_id')!r}, "
            f"deployment {deployment!r}",
            NOT_REGISTERED,
        )
    return registration


def authorization_url(
    registration: Registration, begun: Begun, sent: Mapping[str, str], config: Config
) -> str:
    """Return where to send the browser for its id_token."""
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": config.launch_url,
        "login_hint": sent["login_hint"],
        "state": begun.state,
        "nonce": begun.nonce,
    }
    if hint := sent.get("lti_message_hint"):
        asked["lti_message_hint"] = hint
    joint = "&" if urlsplit(registration.login_url).query else "?"
    return registration.login_url + joint + urlencode(asked)


def refusal(error: str, description: str) -> LaunchRefused:
    """Put into words why a platform sends an error in place of an id_token."""
    words = WORDS_OF_ERRORS.get(error, ANY_ERROR)
    return LaunchRefused(f"the platform answered {error!r}: {description!r}", words)


def check_target(target_link_uri: str, base_url: str) -> None:
    """Raise LaunchRefused for a launch that is meant for somebody else."""
    if not f"{target_link_uri}/".startswith(f"{base_url}/"):
        raise LaunchRefused(
            f"target_link_uri {target_link_uri!r} is not ours",
            say(
                "This link leads to another address than this tool's. Ask your instructor to "
                "add the activity again."
            ),
        )
