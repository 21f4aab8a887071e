"""What a platform says of itself: believed for its own host, and for no other."""

import json
from dataclasses import replace
from typing import Any

import pytest

from lti_tool.config import Config
from lti_tool.errors import ConfigurationRefused
from lti_tool.models.scopes import GROUPS_SCOPE, LINE_ITEM_SCOPE, SCORE_SCOPE
from lti_tool.platforms.platform_configuration import PLATFORM_CLAIM, PlatformConfiguration, read
from lti_tool.platforms.tool_configuration import TOOL_CLAIM, request_for
from lti_tool.platforms.tool_description import PRIVACY

pytestmark = pytest.mark.words

CONFIG = Config("", "https://lab.example.edu:8443", "")
MOODLE = "https://moodle.example.edu"
CANVAS = "https://canvas.instructure.com"
BRIGHTSPACE = "https://campus.brightspace.com"


def said(issuer: str = MOODLE, **changes: Any) -> dict[str, Any]:
    """What a good platform says; a change to None takes something away."""
    good = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/auth",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
        "registration_endpoint": f"{issuer}/register",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["id_token"],
        "scopes_supported": ["openid", SCORE_SCOPE, LINE_ITEM_SCOPE],
        PLATFORM_CLAIM: {
            "product_family_code": "moodle",
            "version": "4.5",
            "messages_supported": [{"type": "LtiResourceLinkRequest"}],
        },
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def canvas(**changes: Any) -> dict[str, Any]:
    """What hosted Canvas says: read in its security_controller.rb."""
    sso = "https://sso.canvaslms.com"
    placements = ["course_navigation", "assignment_selection", "link_selection", "editor_button"]
    messages = [
        {"type": "LtiResourceLinkRequest", "placements": placements[:2]},
        {"type": "LtiDeepLinkingRequest", "placements": placements[1:]},
    ]
    product = {
        "product_family_code": "canvas",
        "version": "vCloud",
        "messages_supported": messages,
        "https://canvas.instructure.com/lti/account_name": "Test University",
    }
    hosted = {
        "authorization_endpoint": f"{sso}/api/lti/authorize_redirect",
        "token_endpoint": f"{sso}/login/oauth2/token",
        "jwks_uri": f"{sso}/api/lti/security/jwks",
        "registration_endpoint": "https://canvas.university.example/api/lti/registrations",
        "authorization_server": "sso.canvaslms.com",
        PLATFORM_CLAIM: product,
    }
    return said(CANVAS, **(hosted | changes))


def believed(given: Any, came_from: str = MOODLE) -> PlatformConfiguration:
    return read(given, f"{came_from}/openid-configuration", CONFIG)


def faults(given: Any, came_from: str = MOODLE) -> str:
    with pytest.raises(ConfigurationRefused) as refused:
        believed(given, came_from)
    return str(refused.value)


def test_a_platform_that_speaks_for_itself_is_believed() -> None:
    found = believed(said())
    assert (found.issuer, found.product, found.host) == (MOODLE, "moodle", "moodle.example.edu")
    assert found.audience is None


def test_a_platform_that_lists_nothing_is_taken_to_be_able() -> None:
    lists = [name for name in said() if name.endswith("_supported")]
    found = believed(said(**dict.fromkeys(lists), **{PLATFORM_CLAIM: None}))
    asked = request_for(found, CONFIG)
    kinds = [message["type"] for message in asked[TOOL_CLAIM]["messages"]]
    assert len(asked["scope"].split()) == 4
    assert kinds == ["LtiDeepLinkingRequest", "LtiResourceLinkRequest"]


def test_groups_are_asked_for_only_where_the_platform_lists_them() -> None:
    listed = ["openid", SCORE_SCOPE, LINE_ITEM_SCOPE, GROUPS_SCOPE]
    asked = request_for(believed(said(scopes_supported=listed)), CONFIG)
    assert asked["scope"].split() == [SCORE_SCOPE, LINE_ITEM_SCOPE, GROUPS_SCOPE]
    for silent in (said(), said(scopes_supported=None)):
        assert GROUPS_SCOPE not in request_for(believed(silent), CONFIG)["scope"]


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("authorization_endpoint", "https://evil.example/auth"),
        ("token_endpoint", "https://evil.example/token"),
        ("jwks_uri", "https://evil.example/jwks"),
        ("registration_endpoint", "https://evil.example/register"),
        ("jwks_uri", "https://moodle.example.edu:8443/jwks"),
        ("jwks_uri", "https://moodle.example.edu.evil.example/jwks"),
        ("token_endpoint", "https://auth.brightspace.com/core/connect/token"),
        ("token_endpoint", "https://sso.canvaslms.com/login/oauth2/token"),
    ],
)
def test_an_address_of_somebody_else_is_refused(name: str, url: str) -> None:
    assert f"belongs to somebody else: {url}" in faults(said(**{name: url}))


@pytest.mark.parametrize(
    "url",
    [
        "http://moodle.example.edu/jwks",
        "https://127.0.0.1/jwks",
        "https://[::1]/jwks",
        "javascript:alert(1)",
        "//moodle.example.edu/jwks",
    ],
)
def test_an_address_that_we_may_not_call_is_refused(url: str) -> None:
    assert "no https address outside private networks" in faults(said(jwks_uri=url))


@pytest.mark.parametrize(
    ("issuer", "came_from"),
    [
        (MOODLE, "https://evil.example"),
        ("https://evil.example", MOODLE),
        (CANVAS, "https://evil.example"),
        (CANVAS, "https://instructure.com.evil.example"),
        (CANVAS, "https://evilinstructure.com"),
        (CANVAS, "https://sso.canvaslms.com:444"),
        ("http://moodle.example.edu", MOODLE),
        (MOODLE, "https://sso.canvaslms.com"),
        (CANVAS, "https://evil.example\\.instructure.com"),
        ("https://evil.example\\.brightspace.com", "https://evil.example\\.brightspace.com"),
    ],
)
def test_nobody_speaks_for_anothers_issuer(issuer: str, came_from: str) -> None:
    assert f"but speaks for {issuer}" in faults(said(issuer), came_from)


@pytest.mark.parametrize(
    "came_from", [CANVAS, "https://sso.canvaslms.com", "https://university.instructure.com"]
)
def test_hosted_canvas_is_many_hosts(came_from: str) -> None:
    found = believed(canvas(), came_from)
    assert (found.name, found.host) == ("Test University", "canvas.university.example")
    assert found.audience is None, "Canvas wants its token address, whatever it calls its server"


@pytest.mark.parametrize("part", ["beta", "test"])
def test_each_environment_of_canvas_speaks_for_itself(part: str) -> None:
    issuer, sso = f"https://canvas.{part}.instructure.com", f"https://sso.{part}.canvaslms.com"
    assert believed(said(issuer, token_endpoint=f"{sso}/token", jwks_uri=f"{sso}/jwks"), issuer)
    assert "somebody else" in faults(said(issuer, jwks_uri="https://sso.canvaslms.com/x"), issuer)


def test_brightspace_has_one_token_server_for_all_its_own_domains() -> None:
    tokens = "https://auth.brightspace.com/core/connect/token"
    audience = "https://api.brightspace.com/auth/token"
    given = said(BRIGHTSPACE, token_endpoint=tokens, authorization_server=audience)
    assert believed(given, BRIGHTSPACE).audience == audience


@pytest.mark.parametrize(
    "server",
    [
        "https://sso.canvaslms.com/login/oauth2/token",
        "https://api.brightspace.com/auth/token",
        "not an address",
    ],
)
def test_what_we_sign_for_one_platform_is_never_addressed_to_another(server: str) -> None:
    assert believed(said(authorization_server=server)).audience is None


def test_a_token_server_may_say_what_it_is_called() -> None:
    name = f"{MOODLE}/oauth2"
    assert believed(said(authorization_server=name)).audience == name


@pytest.mark.parametrize(
    ("name", "offered", "words"),
    [
        ("token_endpoint_auth_methods_supported", ["client_secret_post"], "private_key_jwt"),
        ("token_endpoint_auth_signing_alg_values_supported", ["ES256"], "signed by RS256"),
        ("id_token_signing_alg_values_supported", ["HS256"], "launches signed by RS256"),
        ("response_types_supported", ["code"], "launches by id_token"),
        ("scopes_supported", ["openid"], "tools to send scores"),
    ],
)
def test_a_platform_that_cannot_do_what_we_need_is_refused(
    name: str, offered: list[str], words: str
) -> None:
    assert words in faults(said(**{name: offered}))


@pytest.mark.parametrize(
    "given",
    [None, [], "text", 7, {}, {"issuer": "a\0b"}, {"issuer": "\ud800"}],
)
def test_what_is_no_configuration_is_refused(given: Any) -> None:
    assert faults(given)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://moodle.example.edu/" + "x" * 255},
        {"jwks_uri": "https://moodle.example.edu/" + "x" * 2048},
        {"jwks_uri": 7},
        {"scopes_supported": "openid"},
        {"scopes_supported": ["x"] * 1001},
        {PLATFORM_CLAIM: []},
        {PLATFORM_CLAIM: {"version": "x" * 256}},
        {PLATFORM_CLAIM: {"messages_supported": ["x"] * 1001}},
        {"x": json.loads("[" * 40 + "]" * 40)},
    ],
)
def test_odd_shapes_and_sizes_are_refused(changes: dict[str, Any]) -> None:
    assert faults(said(**changes))


def test_every_fault_is_said_at_once() -> None:
    found = faults(said(jwks_uri="https://evil.example/", response_types_supported=["code"]))
    assert "somebody else" in found
    assert "id_token" in found


def test_we_ask_for_what_the_platform_offers_and_no_more() -> None:
    asked = request_for(believed(said()), CONFIG)
    assert asked["scope"].split() == [SCORE_SCOPE, LINE_ITEM_SCOPE]
    [message] = asked[TOOL_CLAIM]["messages"]
    assert message["type"] == "LtiResourceLinkRequest"


def test_submission_review_is_asked_for_where_it_is_offered() -> None:
    kinds = ["LtiResourceLinkRequest", "LtiSubmissionReviewRequest"]  # as older Moodles list them
    found = believed(said(**{PLATFORM_CLAIM: {"messages_supported": [*kinds, 7, {"x": 1}]}}))
    messages = request_for(found, CONFIG)[TOOL_CLAIM]["messages"]
    assert [message["type"] for message in messages] == kinds


@pytest.mark.parametrize("spelling", PRIVACY)
def test_data_privacy_is_asked_for_where_it_is_offered_and_as_it_is_spelled(spelling: str) -> None:
    kinds = ["LtiResourceLinkRequest", spelling]
    found = believed(said(**{PLATFORM_CLAIM: {"messages_supported": kinds}}))
    _, privacy = request_for(found, CONFIG)[TOOL_CLAIM]["messages"]
    assert privacy["type"] == spelling
    assert privacy["label"] == "Data privacy"
    assert "placements" not in privacy


def test_canvas_is_asked_in_its_own_words() -> None:
    asked = request_for(believed(canvas(), CANVAS), CONFIG)[TOOL_CLAIM]
    extension = "https://canvas.instructure.com/lti/"
    choose, opens = asked["messages"]
    assert asked[extension + "privacy_level"] == "public"
    assert asked[extension + "tool_id"] == "lineage-lab"
    assert choose["type"] == "LtiDeepLinkingRequest"
    assert choose["placements"] == ["assignment_selection", "link_selection"]
    assert opens["placements"] == ["course_navigation"]
    assert opens[extension + "course_navigation/default_enabled"] is False


def test_canvas_may_spell_its_placements_out() -> None:
    spelled = "https://canvas.instructure.com/lti/link_selection"
    message = {"type": "LtiDeepLinkingRequest", "placements": [spelled, "RichTextEditor"]}
    product = {"product_family_code": "canvas", "messages_supported": [message]}
    found = believed(canvas(**{PLATFORM_CLAIM: product}), CANVAS)
    assert request_for(found, CONFIG)[TOOL_CLAIM]["messages"][0]["placements"] == [spelled]


def test_no_other_platform_hears_of_canvas() -> None:
    found = replace(believed(said()), product="sakai")
    assert "canvas" not in str(request_for(found, CONFIG))
