"""What is particular to Canvas: its addresses, its developer key's JSON, its placements.

Read in Canvas's source and documentation (doc/api/lti_dev_key_config.md, registration.md;
lib/schemas/internal_lti_configuration.rb; app/models/lti/resource_placement.rb).
"""

from collections.abc import Mapping
from typing import Any, Final

from lti_tool.config import Config
from lti_tool.models import Registration
from lti_tool.platforms import course_copies, tool_description
from lti_tool.platforms.registrations import Details
from lti_tool.platforms.relatives import CANVAS
from lti_tool.platforms.tool_description import CHOOSE_LABEL, DESCRIPTION, NAME, SCOPES, TOOL_ID

PRODUCT: Final = "canvas"
PLATFORM: Final = "canvas.instructure.com"
EXTENSION: Final = "https://canvas.instructure.com/lti/"
PRIVACY: Final = "public"
"""Canvas's word for "name and email"; without them instructors see numbers for students."""
SELECTION_SIZE: Final = {"selection_width": 900, "selection_height": 720}

ENVIRONMENTS: Final[Mapping[str, str]] = {"production": "", "beta": "beta.", "test": "test."}
"""The environments that Instructure hosts, and what stands in their hosts' names."""
ISSUERS: Final = frozenset(f"https://{host}" for host in CANVAS)
"""The issuer is the same for every hosted customer: their client ids tell them apart."""

CHOOSING: Final = ("assignment_selection", "link_selection", "module_index_menu_modal")
"""Where instructors choose an activity."""
OPENING: Final = ("course_navigation",)
"""Where the tool simply opens; off until somebody wants it."""


def is_canvas(registration: Registration) -> bool:
    """Tell whether a platform is Canvas, hosted by Instructure or by somebody else."""
    return registration.product.lower() == PRODUCT or registration.issuer in ISSUERS


def details(environment: str, client_id: str, deployment: str = "", name: str = "") -> Details:
    """Return what is known of hosted Canvas; its admin only has to copy two ids.

    `environment` is one of ENVIRONMENTS.
    """
    part = ENVIRONMENTS[environment]
    sso = f"https://sso.{part}canvaslms.com"
    return Details(
        issuer=f"https://canvas.{part}instructure.com",
        client_id=client_id,
        login_url=f"{sso}/api/lti/authorize_redirect",
        token_url=f"{sso}/login/oauth2/token",
        keys_url=f"{sso}/api/lti/security/jwks",
        deployment=deployment,
        product=PRODUCT,
        name=name,
    )


def configuration(config: Config) -> dict[str, Any]:
    """Return what a developer key of the kind "LTI" is made from, by URL or pasted."""
    ours = tool_description.addresses(config)
    return {
        "title": NAME,
        "description": DESCRIPTION,
        "oidc_initiation_url": ours.login,
        "target_link_uri": ours.launch,
        "public_jwk_url": ours.keys,
        "scopes": list(SCOPES),
        "custom_fields": dict(course_copies.ASKED_FOR),
        "extensions": [
            {
                "platform": PLATFORM,
                "domain": ours.domain,
                "tool_id": TOOL_ID,
                "privacy_level": PRIVACY,
                "settings": {
                    "text": NAME,
                    "icon_url": ours.icon,
                    **SELECTION_SIZE,
                    "placements": _placements(ours),
                },
            }
        ],
    }


def _placements(ours: tool_description.Addresses) -> list[dict[str, Any]]:
    common = {"enabled": True, "target_link_uri": ours.launch, "icon_url": ours.icon}
    choosing: list[dict[str, Any]] = [
        {
            "placement": placement,
            "message_type": tool_description.CHOOSE,
            "text": CHOOSE_LABEL,
            **SELECTION_SIZE,
        }
        for placement in CHOOSING
    ]
    opening: list[dict[str, Any]] = [
        {
            "placement": placement,
            "message_type": tool_description.OPEN,
            "text": NAME,
            "default": "disabled",
        }
        for placement in OPENING
    ]
    return [entry | common for entry in (*choosing, *opening)]
