"""What the LMS publishes about itself: its keys, and its configuration for registering tools."""

from typing import Final

from flask import Blueprint, Response, jsonify

from lti_tool.practice import variables
from lti_tool.practice.claims import PLATFORM
from lti_tool.practice.lms import lms
from lti_tool.practice.vocabulary import (
    DATA_PRIVACY_REQUEST,
    DEEP_LINKING_REQUEST,
    IDENTITY_CLAIMS,
    PERSONAL_CLAIMS,
    PLATFORM_CONFIGURATION,
    RESOURCE_LINK_REQUEST,
    SCOPES,
    SUBMISSION_REVIEW_REQUEST,
)

bp = Blueprint("discovery", __name__)

MESSAGES: Final = (
    {"type": RESOURCE_LINK_REQUEST},
    {"type": DEEP_LINKING_REQUEST, "placements": ["ContentArea"]},
    {"type": SUBMISSION_REVIEW_REQUEST},
    {"type": DATA_PRIVACY_REQUEST},
)


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
            "registration_endpoint": config.registration_url,
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", *SCOPES],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": [*IDENTITY_CLAIMS, *PERSONAL_CLAIMS],
            PLATFORM_CONFIGURATION: {
                "product_family_code": PLATFORM["product_family_code"],
                "version": PLATFORM["version"],
                "messages_supported": MESSAGES,
                "variables": variables.NAMES,
            },
        }
    )
