"""Canvas: its developer key's JSON by Canvas's own rules, and its well-known addresses."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from lti_tool.config import Config
from lti_tool.models import Registration
from lti_tool.platforms import canvas, registrations
from tests.support.launching import TOOL, Client

# lib/schemas/lti_configuration.rb and internal_lti_configuration.rb in Canvas's source
REQUIRED = {"title", "description", "target_link_uri", "oidc_initiation_url"}
ALLOWED = REQUIRED | {"public_jwk_url", "scopes", "custom_fields", "extensions"}
PLACEMENT_FIELDS = {
    "placement": str, "enabled": bool, "message_type": str, "text": str, "icon_url": str,
    "target_link_uri": str, "selection_width": int, "selection_height": int, "default": str,
}  # fmt: skip
DEEP_LINKING_PLACEMENTS = {
    "assignment_selection", "collaboration", "conference_selection", "course_assignments_menu",
    "editor_button", "homework_submission", "link_selection", "migration_selection",
    "module_index_menu_modal", "module_menu_modal", "resource_selection",
    "submission_type_selection",
}  # fmt: skip
SCOPES = {
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
}


def test_the_json_follows_canvas_s_rules(app: Flask) -> None:
    answer = Client(app).get("/lti/canvas.json")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.content_type == "application/json"
    given = answer.json
    assert given is not None
    assert set(given) >= REQUIRED
    assert set(given) <= ALLOWED
    assert set(given["scopes"]) == SCOPES
    assert given["oidc_initiation_url"] == TOOL + "/lti/login"
    assert given["public_jwk_url"] == TOOL + "/lti/jwks.json"
    [extension] = given["extensions"]
    assert extension["platform"] == "canvas.instructure.com"
    assert extension["domain"] == "127.0.0.1:8001"
    assert extension["privacy_level"] == "public"
    for placement in extension["settings"]["placements"]:
        for name, value in placement.items():
            assert isinstance(value, PLACEMENT_FIELDS[name])
        assert placement["target_link_uri"] == TOOL + "/lti/launch"


def test_activities_are_chosen_and_the_navigation_stays_as_it_was(app: Flask) -> None:
    given = Client(app).get("/lti/canvas.json").json
    assert given is not None
    placements = given["extensions"][0]["settings"]["placements"]
    choosing = {
        placement["placement"]
        for placement in placements
        if placement["message_type"] == "LtiDeepLinkingRequest"
    }
    assert choosing == {"assignment_selection", "link_selection", "module_index_menu_modal"}
    assert choosing <= DEEP_LINKING_PLACEMENTS
    # Canvas refuses any other message, as that of data privacy, which it does not know.
    kinds = {placement["message_type"] for placement in placements}
    assert kinds == {"LtiDeepLinkingRequest", "LtiResourceLinkRequest"}
    [navigation] = [p for p in placements if p["placement"] == "course_navigation"]
    assert navigation["message_type"] == "LtiResourceLinkRequest"
    assert navigation["default"] == "disabled"


@pytest.mark.parametrize(
    ("environment", "issuer", "sso"),
    [
        ("production", "https://canvas.instructure.com", "https://sso.canvaslms.com"),
        ("beta", "https://canvas.beta.instructure.com", "https://sso.beta.canvaslms.com"),
        ("test", "https://canvas.test.instructure.com", "https://sso.test.canvaslms.com"),
    ],
)
def test_the_addresses_of_hosted_canvas_are_known(environment: str, issuer: str, sso: str) -> None:
    known = canvas.details(environment, "10000000000001", "1:abc")
    assert (known.issuer, known.client_id, known.deployment) == (issuer, "10000000000001", "1:abc")
    assert known.login_url == f"{sso}/api/lti/authorize_redirect"
    assert known.token_url == f"{sso}/login/oauth2/token"
    assert known.keys_url == f"{sso}/api/lti/security/jwks"
    assert known.audience is None
    registrations.check(known, Config("", "https://lab.example.edu", ""))


@pytest.mark.parametrize(
    ("issuer", "product", "is_canvas"),
    [
        ("https://canvas.instructure.com", "", True),
        ("https://canvas.beta.instructure.com", "", True),
        ("https://canvas.university.example", "canvas", True),
        ("https://canvas.university.example", "Canvas", True),
        ("https://canvas.university.example", "", False),
        ("https://moodle.example.edu", "moodle", False),
    ],
)
def test_canvas_is_told_from_others(issuer: str, product: str, is_canvas: bool) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    made = Registration(issuer=issuer, product=product, client_id="c", created_at=now)
    assert canvas.is_canvas(made) == is_canvas
