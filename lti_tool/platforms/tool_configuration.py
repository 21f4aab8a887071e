"""What we ask a platform for when it installs us: the body of a dynamic registration."""

from typing import Any, Final

from lti_tool.config import Config
from lti_tool.platforms import canvas, course_copies, tool_description
from lti_tool.platforms.platform_configuration import PlatformConfiguration
from lti_tool.platforms.tool_description import (
    CHOOSE,
    CHOOSE_LABEL,
    CLAIMS,
    DESCRIPTION,
    GROUPS,
    NAME,
    OPEN,
    PRIVACY,
    REVIEW,
    SCOPES,
    TOOL_ID,
)

TOOL_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"

# Choosing comes first: of two messages for one place Canvas keeps the first, and one
# without places it puts where links are chosen.
WANTED: Final = {
    CHOOSE: ("ContentArea", *canvas.CHOOSING),
    OPEN: canvas.OPENING,
    REVIEW: (),
    **dict.fromkeys(PRIVACY, ()),
}
LABELS: Final = {
    CHOOSE: CHOOSE_LABEL,
    OPEN: NAME,
    REVIEW: "Review a submission",
    **dict.fromkeys(PRIVACY, "Data privacy"),
}


def request_for(configuration: PlatformConfiguration, config: Config) -> dict[str, Any]:
    """Return what to post to a platform's registration address."""
    ours = tool_description.addresses(config)
    return {
        "application_type": "web",
        "client_name": NAME,
        "client_uri": ours.home,
        "logo_uri": ours.icon,
        "initiate_login_uri": ours.login,
        "redirect_uris": [ours.launch],
        "jwks_uri": ours.keys,
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(scopes_for(configuration)),
        TOOL_CLAIM: {
            "domain": ours.domain,
            "description": DESCRIPTION,
            "target_link_uri": ours.launch,
            "claims": list(CLAIMS),
            "custom_parameters": dict(course_copies.ASKED_FOR),
            "messages": _messages(configuration, ours),
            **(_canvas_extensions() if configuration.product == canvas.PRODUCT else {}),
        },
    }


def scopes_for(configuration: PlatformConfiguration) -> list[str]:
    """Return what to ask for: Canvas refuses a request with a scope that it does not know."""
    if configuration.scopes is None:
        return list(SCOPES)
    return [scope for scope in (*SCOPES, GROUPS.scope) if scope in configuration.scopes]


def _messages(
    configuration: PlatformConfiguration, ours: tool_description.Addresses
) -> list[dict[str, Any]]:
    listed = configuration.messages or {CHOOSE: ()}  # most that say nothing can do both
    return [
        _message(kind, listed.get(kind, ()), ours, configuration.product)
        for kind in WANTED
        if kind == OPEN or kind in listed
    ]


def _message(
    kind: str, offered: tuple[str, ...], ours: tool_description.Addresses, product: str
) -> dict[str, Any]:
    places = [place for place in offered if _bare(place) in WANTED[kind]]
    message: dict[str, Any] = {
        "type": kind,
        "label": LABELS[kind],
        "target_link_uri": ours.launch,
        "icon_uri": ours.icon,
    }
    if places:
        message["placements"] = places
    if kind == OPEN and product == canvas.PRODUCT:
        message[canvas.EXTENSION + "course_navigation/default_enabled"] = False
    return message


def _bare(placement: str) -> str:
    return placement.removeprefix(canvas.EXTENSION)


def _canvas_extensions() -> dict[str, str]:
    return {
        canvas.EXTENSION + "privacy_level": canvas.PRIVACY,
        canvas.EXTENSION + "tool_id": TOOL_ID,
    }
