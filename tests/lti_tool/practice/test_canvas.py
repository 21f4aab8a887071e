"""A tool is added by the JSON that it has for Canvas."""

import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import CANVAS_SCOPES, GROUPS, Browser


@pytest.fixture
def admin(browser: Browser) -> Browser:
    return browser.act_as("ingrid")


def configuration(tool: ATool, **changed: Any) -> dict[str, Any]:
    placements = [
        {"placement": "course_navigation", "message_type": "LtiResourceLinkRequest"},
        {
            "placement": "assignment_selection",
            "message_type": "LtiDeepLinkingRequest",
            "target_link_uri": f"{tool.url}/lti/launch",
        },
    ]
    extension = {
        "platform": "canvas.instructure.com",
        "domain": tool.url.removeprefix("http://"),
        "tool_id": "a-tool",
        "privacy_level": "public",
        "settings": {"placements": placements},
    } | changed.pop("extension", {})
    return {
        "title": "A tool for Canvas",
        "description": "What it does.",
        "oidc_initiation_url": f"{tool.url}/lti/login",
        "target_link_uri": f"{tool.url}/lti/launch",
        "public_jwk_url": f"{tool.url}/lti/jwks.json",
        "scopes": CANVAS_SCOPES.split(),
        "custom_fields": {"history": "$Context.id.history"},
        "extensions": [extension],
    } | changed


def add(admin: Browser, content: Any) -> TestResponse:
    pasted = content if isinstance(content, str) else json.dumps(content)
    return admin.post("/tools/canvas", {"json": pasted})


def test_a_pasted_configuration_makes_an_active_tool_and_shows_what_to_type_there(
    admin: Browser, tool: ATool
) -> None:
    answer = add(admin, configuration(tool))
    assert answer.location == "/tools/2"
    page = admin.get("/tools/2").text
    shown = re.findall(r"<dd><code>(.*?)</code></dd>", page)
    assert shown[0] == "http://localhost:8000"
    assert re.fullmatch(r"1\d{13}", shown[1])
    assert re.fullmatch(r"\d+:[0-9a-f]{40}", shown[2])
    assert shown[3:6] == [
        "http://localhost:8000/lti/authorize",
        "http://localhost:8000/lti/token",
        "http://localhost:8000/lti/jwks.json",
    ]
    claims = admin.launch_at("/courses/DE101/additions/launch?tool=2")
    assert claims["aud"] == shown[1]
    assert claims["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] == shown[2]


def test_a_configuration_can_be_fetched_from_the_tool(admin: Browser, tool: ATool) -> None:
    tool.files["/lti/canvas.json"] = json.dumps(configuration(tool)).encode()
    answer = admin.post("/tools/canvas", {"url": f"{tool.url}/lti/canvas.json", "json": ""})
    assert answer.status_code == 303
    assert "A tool for Canvas" in admin.get("/tools").text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://example.org/canvas.json", "not on this machine"),
        ("http://localhost:8000/lti/jwks.json", "own address"),
        ("http://127.0.0.1:9/canvas.json", "Nothing answered"),
        ("canvas.json", "whole web address"),
        ("", "whole web address"),
    ],
)
def test_an_address_that_does_not_do_is_refused_in_words(
    admin: Browser, url: str, said: str
) -> None:
    answer = admin.post("/tools/canvas", {"url": url})
    assert answer.status_code == 422
    assert said in answer.text
    assert url in answer.text


def test_an_address_without_a_configuration_is_told_of(admin: Browser, tool: ATool) -> None:
    answer = admin.post("/tools/canvas", {"url": f"{tool.url}/nothing-here"})
    assert "answered with status 404" in answer.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": None}, "title: This is missing."),
        ({"scopes": ["https://example.org/scope"]}, "is no scope of Canvas"),
        ({"scopes": [GROUPS]}, "is no scope of Canvas"),
        ({"oidc_initiation_url": "/lti/login"}, "oidc_initiation_url: Not a valid URL."),
        ({"public_jwk_url": "http://127.0.0.1:9/keys"}, "public_jwk_url: http://127.0.0.1:9/keys"),
        ({"target_link_uri": "https://example.org/launch"}, "not on this machine"),
        ({"custom_fields": {"a": 1}}, "custom_fields.a.value: Not a valid string."),
        ({"extensions": []}, "extensions: Length must be 1."),
        ({"extension": {"platform": "moodle"}}, "extensions.0.platform: Must be equal to"),
        ({"extension": {"privacy_level": "open"}}, "extensions.0.privacy_level: Must be one of"),
        ({"extension": {"domain": "example.org"}}, "extensions.0.domain: example.org is not"),
        ({"extension": {"settings": {}}}, "settings.placements: This is missing."),
        (
            {"extension": {"settings": {"placements": [{"placement": "somewhere"}]}}},
            "extensions.0.settings.placements.0.placement: Must be one of",
        ),
        (
            {
                "extension": {
                    "settings": {
                        "placements": [
                            {
                                "placement": "course_navigation",
                                "message_type": "LtiDeepLinkingRequest",
                            }
                        ]
                    }
                }
            },
            "course_navigation: this placement does not send LtiDeepLinkingRequest.",
        ),
    ],
    ids=str,
)
def test_a_configuration_that_canvas_would_refuse_is_refused_in_words(
    admin: Browser, tool: ATool, changed: dict[str, Any], said: str
) -> None:
    answer = add(admin, configuration(tool, **changed))
    assert answer.status_code == 422
    assert said in answer.text


def test_what_is_not_json_is_told_where(admin: Browser) -> None:
    assert "at line 1, column 2" in add(admin, "{title}").text
    assert add(admin, "[]").status_code == 422


def test_the_privacy_level_says_which_personal_data_is_sent(admin: Browser, tool: ATool) -> None:
    add(admin, configuration(tool, extension={"privacy_level": "name_only"}))
    claims = admin.launch_at("/courses/DE101/additions/launch?tool=2")
    assert claims["name"] == "Ingrid Solberg"
    assert "email" not in claims


def test_a_tool_without_a_choosing_placement_offers_no_content(admin: Browser, tool: ATool) -> None:
    navigation = {"placements": [{"placement": "course_navigation"}]}
    add(admin, configuration(tool, extension={"settings": navigation}))
    assert "A tool for Canvas" not in admin.get("/courses/DE101/additions").text
    assert admin.get("/courses/DE101/additions/launch?tool=2").status_code == 404
