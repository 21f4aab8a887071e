"""A tool registers itself with a link, as it does at Moodle."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from werkzeug.test import TestResponse

from lti_tool.practice.registration import token_for
from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import ALL_SCOPES, Browser, Service, form_in

ABOUT = "about"
CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"


@pytest.fixture
def admin(browser: Browser) -> Browser:
    return browser.act_as("ingrid")


def metadata(tool: ATool, **changed: Any) -> dict[str, Any]:
    """Return what a tool says of itself; None leaves a member out."""
    about = {
        "domain": tool.url.removeprefix("http://"),
        "target_link_uri": f"{tool.url}/lti/launch",
        "claims": ["iss", "sub", "name", "given_name", "family_name"],
        "messages": [
            {"type": "LtiResourceLinkRequest"},
            {"type": "LtiDeepLinkingRequest", "target_link_uri": f"{tool.url}/lti/launch?dl=1"},
        ],
        "custom_parameters": {"history": "$Context.id.history"},
    }
    sent = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{tool.url}/lti/login",
        "redirect_uris": [f"{tool.url}/lti/launch"],
        "client_name": "Another tool",
        "jwks_uri": f"{tool.url}/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": ALL_SCOPES,
        CONFIGURATION: about | changed.pop("about", {}),
    } | changed
    sent[CONFIGURATION] = {k: v for k, v in sent[CONFIGURATION].items() if v is not None}
    return {name: value for name, value in sent.items() if value is not None}


def opened(admin: Browser, tool: ATool, query: str = "?invite=abc") -> dict[str, str]:
    """Return the query that the tool's page is opened with."""
    link = f"{tool.url}/lti/register{query}"
    page = admin.get("/tools/registration", query_string={"link": link, "in": "iframe"})
    src = re.search(r'<iframe[^>]* src="([^"]+)"', page.text)
    assert src, page.text
    return {name: values[0] for name, values in parse_qs(urlsplit(unescape(src[1])).query).items()}


def register(app: Flask, token: str | None, body: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, str) else json.dumps(body)
    return app.test_client().post(
        "/lti/registration", base_url="http://localhost:8000", data=data, headers=headers
    )


@pytest.fixture
def registered(app: Flask, admin: Browser, tool: ATool) -> dict[str, Any]:
    token = opened(admin, tool)["registration_token"]
    return dict(register(app, token, metadata(tool)).get_json())


def test_the_link_keeps_its_own_query_and_gains_two_parameters(admin: Browser, tool: ATool) -> None:
    query = opened(admin, tool)
    assert query["invite"] == "abc"
    configuration = admin.get(urlsplit(query["openid_configuration"]).path).get_json()
    assert configuration["registration_endpoint"] == "http://localhost:8000/lti/registration"
    assert set(opened(admin, tool, "")) == {"openid_configuration", "registration_token"}


def test_the_page_may_frame_the_tool_and_hears_it_only(admin: Browser, tool: ATool) -> None:
    page = admin.get("/tools/registration", query_string={"link": f"{tool.url}/lti/register"})
    assert f"frame-src 'self' {tool.url};" in page.headers["Content-Security-Policy"]
    assert f'data-origin="{tool.url}"' in page.text


def test_a_window_is_opened_with_a_way_back(admin: Browser, tool: ATool) -> None:
    query = {"link": f"{tool.url}/lti/register", "in": "window"}
    page = admin.get("/tools/registration", query_string=query).text
    assert "<iframe" not in page
    assert 'target="_blank" rel="opener"' in page


def test_the_platform_says_what_it_takes(admin: Browser) -> None:
    configuration = admin.get("/.well-known/openid-configuration").get_json()
    platform = configuration["https://purl.imsglobal.org/spec/lti-platform-configuration"]
    messages = {message["type"]: message for message in platform["messages_supported"]}
    assert set(messages) == {
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
        "LtiSubmissionReviewRequest",
    }
    assert messages["LtiDeepLinkingRequest"]["placements"] == ["ContentArea"]
    assert "Context.id.history" in platform["variables"]


def test_a_registered_tool_is_told_its_client_id_and_deployment(
    registered: dict[str, Any], tool: ATool
) -> None:
    assert registered["client_id"] not in ("", "practice-client")
    assert registered["scope"] == ALL_SCOPES.replace("  ", " ")
    about = registered[CONFIGURATION]
    assert about["deployment_id"] == "2"
    assert about["domain"] == tool.url.removeprefix("http://")
    assert about["claims"] == ["iss", "sub", "name", "given_name", "family_name"]


def test_it_is_pending_until_the_administrator_activates_it(
    registered: dict[str, Any], admin: Browser, tool: ATool
) -> None:
    page = admin.get(f"/tools?closed={registered['client_id']}").text
    assert "Another tool has registered itself and is pending" in page
    assert 'data-state="pending"' in page
    launch = "/courses/DE101/additions/launch?tool=2"
    assert admin.get(launch).status_code == 403
    assert admin.post("/tools/2/activation", {}).status_code == 303
    claims = admin.launch_at(launch, f"{tool.url}/lti/launch")
    assert claims["aud"] == registered["client_id"]
    assert claims["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] == "2"


def test_a_pending_tool_gets_no_token(registered: dict[str, Any], service: Service) -> None:
    claims = {"iss": registered["client_id"], "sub": registered["client_id"]}
    form = service.tool.request(ALL_SCOPES, service.tool.assertion(**claims))
    assert service.ask_token(form).get_json()["error"] == "invalid_client"


def test_only_the_personal_data_that_it_asked_for_is_sent(
    registered: dict[str, Any], admin: Browser, tool: ATool
) -> None:
    admin.post("/tools/2/activation", {})
    claims = admin.launch_at("/courses/DE101/additions/launch?tool=2", f"{tool.url}/lti/launch")
    assert claims["name"] == "Ingrid Solberg"
    assert "email" not in claims


def test_a_registration_token_works_once(app: Flask, admin: Browser, tool: ATool) -> None:
    token = opened(admin, tool)["registration_token"]
    assert register(app, token, metadata(tool)).status_code == 200
    again = register(app, token, metadata(tool))
    assert (again.status_code, again.text) == (401, "token_already_used")


def test_a_refused_registration_leaves_the_token_good(
    app: Flask, admin: Browser, tool: ATool
) -> None:
    token = opened(admin, tool)["registration_token"]
    assert register(app, token, metadata(tool, client_name=None)).status_code == 400
    assert register(app, token, metadata(tool)).status_code == 200


def test_registering_again_makes_another_tool(
    registered: dict[str, Any], app: Flask, admin: Browser, tool: ATool
) -> None:
    token = opened(admin, tool)["registration_token"]
    again = register(app, token, metadata(tool)).get_json()
    assert again["client_id"] != registered["client_id"]
    assert again[CONFIGURATION]["deployment_id"] == "3"


def test_without_a_token_nothing_is_registered(app: Flask, tool: ATool) -> None:
    answer = register(app, None, metadata(tool))
    assert (answer.status_code, answer.text) == (401, "missing_registration_token")


def test_a_token_that_is_not_good_gets_a_page_as_at_moodle(app: Flask, tool: ATool) -> None:
    with app.test_request_context():
        practice = app.extensions["practice"]
        expired = {"sub": "x", "scope": "reg", "iat": 1, "exp": 2}
        other = {"sub": "x", "iat": 1, "exp": 9_999_999_999}
        header = {"alg": "RS256", "kid": practice.key.kid}
        tokens = [jwt.encode(header, claims, practice.key) for claims in (expired, other)]
    for token in ("made-up", *tokens):
        answer = register(app, token, metadata(tool))
        assert answer.status_code == 404
        assert "<!doctype html>" in answer.text


@pytest.mark.parametrize("body", ["", "{}", "[]", "not JSON"])
def test_an_empty_registration_gets_a_page_as_at_moodle(app: Flask, body: str) -> None:
    with app.app_context():
        token = token_for("x", datetime.now(UTC))
    assert register(app, token, body).status_code == 404


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"response_types": None}, "missing required attribute response_types"),
        ({"response_types": ["code"]}, "invalid_response_types"),
        ({"initiate_login_uri": None}, "missing required attribute initiate_login_uri"),
        ({"redirect_uris": None}, "missing required attribute redirect_uris"),
        ({"redirect_uris": []}, "missing required attribute redirect_uris"),
        ({"client_name": None}, "missing required attribute client_name"),
        ({"jwks_uri": None}, "missing required attribute jwks_uri"),
        (
            {"token_endpoint_auth_method": None},
            "missing required attribute token_endpoint_auth_method",
        ),
        (
            {"token_endpoint_auth_method": "client_secret_basic"},
            "invalid_token_endpoint_auth_method",
        ),
        ({CONFIGURATION: {}, ABOUT: {}}, "missing_domain"),
        ({ABOUT: {"domain": None}}, "missing_domain"),
        ({ABOUT: {"domain": "127.0.0.1"}}, "domain_targetlinkuri_mismatch"),
        (
            {ABOUT: {"target_link_uri": "http://127.0.0.1:9/lti/launch"}},
            "domain_targetlinkuri_mismatch",
        ),
        ({ABOUT: {"custom_parameters": {"a": 1}}}, "invalid_custom_parameters"),
    ],
)
def test_incomplete_metadata_is_refused_in_moodles_words(
    app: Flask, admin: Browser, tool: ATool, changed: dict[str, Any], word: str
) -> None:
    token = opened(admin, tool)["registration_token"]
    answer = register(app, token, metadata(tool, **changed))
    assert (answer.status_code, answer.text) == (400, word)


@pytest.mark.parametrize(
    "changed",
    [
        {"initiate_login_uri": "https://tool.example.org/lti/login"},
        {"redirect_uris": ["http://127.0.0.1:9/lti/launch"]},
        {"jwks_uri": "http://localhost:8000/lti/jwks.json"},
    ],
)
def test_addresses_must_all_be_at_the_tool_on_this_machine(
    app: Flask, admin: Browser, tool: ATool, changed: dict[str, Any]
) -> None:
    token = opened(admin, tool)["registration_token"]
    assert register(app, token, metadata(tool, **changed)).status_code == 400


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("", "whole web address"),
        ("127.0.0.1:8001/lti/register", "whole web address"),
        ("javascript:alert(1)", "whole web address"),
        ("https://tool.example.org/register", "not on this machine"),
        ("http://localhost:8000/tools", "own address"),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused_in_words(
    admin: Browser, link: str, said: str
) -> None:
    answer = admin.get("/tools/registration", query_string={"link": link})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_tool_that_closes_without_registering_is_told_of(admin: Browser) -> None:
    assert "without registering" in admin.get("/tools?closed=nothing").text


def test_a_deleted_tool_is_gone_with_its_tokens(
    registered: dict[str, Any], app: Flask, admin: Browser, service: Service
) -> None:
    admin.post("/tools/2/activation", {})
    claims = {"iss": registered["client_id"], "sub": registered["client_id"]}
    form = service.tool.request(ALL_SCOPES, service.tool.assertion(**claims))
    service.token = service.ask_token(form).get_json()["access_token"]
    items = "http://localhost:8000/lti/courses/DE101/lineitems?type_id=2"
    assert service.call("GET", items).status_code == 200
    assert "Delete the tool “Another tool”?" in admin.get("/tools/2/deletion").text
    assert admin.post("/tools/2/deletion", {}).status_code == 303
    assert service.call("GET", items).status_code == 401
    assert admin.get("/tools/2").status_code == 404


def test_the_built_in_tool_stays(admin: Browser) -> None:
    assert admin.post("/tools/1/deletion", {}).status_code == 403


@pytest.mark.parametrize("path", ["/tools", "/tools/1", "/tools/registration?link=x"])
def test_only_the_administrator_sees_the_tools(browser: Browser, path: str) -> None:
    assert browser.act_as("tomas").get(path).status_code == 403


def test_only_the_administrator_changes_the_tools(browser: Browser) -> None:
    browser.act_as("tomas")
    for path in ("/tools/1/activation", "/tools/1/deletion", "/tools/canvas"):
        assert browser.post(path, {}).status_code == 403


def test_a_token_of_one_tool_never_reaches_anothers_columns(
    registered: dict[str, Any], admin: Browser, service: Service
) -> None:
    admin.post("/tools/2/activation", {})
    mine = "http://localhost:8000/lti/courses/DE101/lineitems?type_id=1"
    [item] = service.call("GET", mine).get_json(force=True)
    claims = {"iss": registered["client_id"], "sub": registered["client_id"]}
    form = service.tool.request(ALL_SCOPES, service.tool.assertion(**claims))
    service.token = service.ask_token(form).get_json()["access_token"]
    assert service.call("GET", mine).status_code == 403
    assert service.call("GET", item["id"]).status_code == 403
    assert service.call("GET", item["id"].replace("type_id=1", "type_id=2")).status_code == 404
    theirs = mine.replace("type_id=1", "type_id=2")
    assert service.call("GET", theirs).get_json(force=True) == []


def test_a_launch_for_one_tool_answers_no_other(
    registered: dict[str, Any], admin: Browser, tool: ATool
) -> None:
    admin.post("/tools/2/activation", {})
    login = admin.open("de101-tasks-vs-assets")
    _, sent = form_in(admin.authorize(login, client_id=registered["client_id"]))
    assert sent["error"] == "invalid_request"
