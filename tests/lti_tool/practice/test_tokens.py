from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from lti_tool.practice import Config, create_app
from lti_tool.practice.models import Tool
from lti_tool.practice.tokens import issue
from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import AGS, ALL_SCOPES, Service

SCORE = AGS + "score"
LINE_ITEMS = "http://localhost:8000/lti/courses/DE101/lineitems?type_id=1"


def error_of(service: Service, assertion: str) -> str:
    answer = service.ask_token(service.tool.request(SCORE, assertion))
    assert answer.status_code == 401
    assert "access_token" not in answer.get_json()
    return str(answer.get_json()["error"])


def test_a_signed_assertion_earns_a_bearer_token(service: Service) -> None:
    answer = service.ask_token(service.tool.request(ALL_SCOPES)).get_json()
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 3600
    assert answer["scope"] == ALL_SCOPES


def test_scopes_that_do_not_exist_are_left_out(service: Service) -> None:
    answer = service.ask_token(service.tool.request(f"{SCORE} made-up"))
    assert answer.get_json()["scope"] == SCORE


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"scope": "made-up"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "jwt"}, "invalid_request"),
    ],
)
def test_a_wrong_request_is_refused(service: Service, changed: dict[str, str], error: str) -> None:
    answer = service.ask_token(service.tool.request(SCORE) | changed)
    assert answer.status_code == 400
    assert answer.get_json()["error"] == error


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "another"},
        {"sub": "another"},
        {"sub": None},
        {"iss": "another", "sub": "another"},
        {"aud": "http://localhost:8000"},
        {"aud": None},
        {"exp": None},
        {"exp": 1_000_000_000},
        {"exp": 99_999_999_999},
        {"exp": "soon"},
        {"iat": None},
        {"iat": 99_999_999_999},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 256},
    ],
    ids=str,
)
def test_an_assertion_with_a_wrong_claim_is_refused(
    service: Service, claims: dict[str, object]
) -> None:
    assert error_of(service, service.tool.assertion(**claims)) == "invalid_client"


def test_the_token_url_may_be_one_of_several_audiences(service: Service) -> None:
    assertion = service.tool.assertion(aud=["elsewhere", "http://localhost:8000/lti/token"])
    assert service.ask_token(service.tool.request(SCORE, assertion)).status_code == 200


def test_an_assertion_works_once(service: Service) -> None:
    assertion = service.tool.assertion()
    assert service.ask_token(service.tool.request(SCORE, assertion)).status_code == 200
    assert error_of(service, assertion) == "invalid_client"


def test_an_assertion_must_name_its_key(service: Service) -> None:
    assert error_of(service, service.tool.assertion({"kid": None})) == "invalid_client"


def test_an_assertion_by_a_key_that_the_tool_does_not_publish_is_refused(service: Service) -> None:
    assertion = service.tool.assertion({"kid": "unheard-of"})
    assert error_of(service, assertion) == "invalid_client"


def test_an_assertion_signed_by_another_key_is_refused(service: Service) -> None:
    header = {"alg": "RS256", "kid": service.tool.key.kid}
    forged = jwt.encode(header, {"iss": "practice-client"}, RSAKey.generate_key(2048))
    assert error_of(service, forged) == "invalid_client"


@pytest.mark.parametrize("algorithm", ["RS512", "PS256"])
def test_only_rs256_counts(service: Service, algorithm: str) -> None:
    key = RSAKey.generate_key(2048)  # published without an "alg", as some tools do
    key.ensure_kid()
    service.tool.keys.append(key)
    header = {"alg": algorithm, "kid": key.kid}
    claims = jwt.decode(service.tool.assertion(), service.tool.key).claims
    signed = jwt.encode(header, claims, key, algorithms=[algorithm])
    assert error_of(service, signed) == "invalid_client"
    plain = jwt.encode(header | {"alg": "RS256"}, claims, key)
    assert service.ask_token(service.tool.request(SCORE, plain)).status_code == 200


def test_an_unsigned_assertion_is_refused(service: Service) -> None:
    header, claims, _ = service.tool.assertion().split(".")
    assert error_of(service, f"{header}.{claims}.") == "invalid_client"


def test_what_is_no_token_at_all_is_refused(service: Service) -> None:
    assert error_of(service, "a.b.c") == "invalid_client"


def test_the_key_set_is_fetched_once_and_again_for_a_new_key(service: Service, tool: ATool) -> None:
    fetched = tool.fetches
    service.get_token(SCORE)
    assert tool.fetches == fetched
    tool.new_key()
    service.get_token(SCORE)
    assert tool.fetches == fetched + 1


def test_a_tool_that_is_down_gets_no_token(app: Flask, tool: ATool) -> None:
    service = Service(app, tool)
    config = Config(8000, "http://127.0.0.1:9", app.extensions["practice"].config.data)
    service.client = create_app(config).test_client()
    assert error_of(service, tool.assertion()) == "invalid_client"


def test_a_service_without_a_token_answers_401(service: Service) -> None:
    answer = service.call("GET", LINE_ITEMS, headers={"Authorization": ""})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_unknown_token_answers_401(service: Service) -> None:
    service.token = "made-up"
    assert service.call("GET", LINE_ITEMS).status_code == 401


def test_a_token_lasts_an_hour(app: Flask, service: Service) -> None:
    with app.extensions["practice"].sessions.begin() as session:
        tool = session.get_one(Tool, 1)
        began = datetime.now(UTC) - timedelta(hours=1, seconds=1)
        service.token = issue(session, tool, ALL_SCOPES.split(), began)
    assert service.call("GET", LINE_ITEMS).status_code == 401
    with app.extensions["practice"].sessions.begin() as session:
        service.token = issue(session, tool, ALL_SCOPES.split(), began + timedelta(minutes=1))
    assert service.call("GET", LINE_ITEMS).status_code == 200


def test_a_token_without_the_scope_answers_403(service: Service) -> None:
    service.token = service.get_token(SCORE)
    answer = service.call("GET", LINE_ITEMS)
    assert answer.status_code == 403
    assert "lineitem" in answer.get_json()["reason"]
