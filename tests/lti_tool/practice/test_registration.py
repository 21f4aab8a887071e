"""A tool registers itself with a link, as it does at Moodle."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import ALL_SCOPES, Browser, Service, form_in
from tests.lti_tool.practice.registering import CONFIGURATION, metadata, opened, register


@pytest.fixture
def admin(browser: Browser) -> Browser:
    return browser.act_as("ingrid")


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
        "DataPrivacyLaunchRequest",
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


def test_registering_again_makes_another_tool(
    registered: dict[str, Any], app: Flask, admin: Browser, tool: ATool
) -> None:
    token = opened(admin, tool)["registration_token"]
    again = register(app, token, metadata(tool)).get_json()
    assert again["client_id"] != registered["client_id"]
    assert again[CONFIGURATION]["deployment_id"] == "3"


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
