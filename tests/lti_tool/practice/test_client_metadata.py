"""What a registration must say and hold, or it is refused as Moodle refuses it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt

from lti_tool.practice.registration import token_for
from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import Browser
from tests.lti_tool.practice.registering import CONFIGURATION, metadata, opened, register

ABOUT = "about"


@pytest.fixture
def admin(browser: Browser) -> Browser:
    return browser.act_as("ingrid")


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
