from typing import Any

import pytest
from flask import Flask
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import delete

from lti_tool.practice.models import Enrollment
from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import Browser, form_in

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
GRADED, UNGRADED = "de101-tasks-vs-assets", "de101-ungraded"


def refused(browser: Browser, login: dict[str, str], **changed: str | None) -> dict[str, str]:
    _, sent = form_in(browser.authorize(login, **changed))
    assert "id_token" not in sent
    return sent


def test_opening_an_activity_begins_a_login_at_the_tool(browser: Browser, tool: ATool) -> None:
    browser.act_as("amara")
    action, sent = form_in(browser.get(f"/activities/{GRADED}/launch?in=iframe"))
    assert action == f"{tool.url}/lti/login"
    assert sent["iss"] == "http://localhost:8000"
    assert sent["client_id"] == "practice-client"
    assert sent["lti_deployment_id"] == "1"
    assert sent["target_link_uri"] == f"{tool.url}/lti/launch"
    assert sent["login_hint"] == "amara"


def test_a_launch_says_who_opens_what_and_where(browser: Browser, tool: ATool) -> None:
    claims = browser.act_as("amara").launch(GRADED)
    assert claims["iss"] == "http://localhost:8000"
    assert claims["aud"] == "practice-client"
    assert claims["sub"] == "amara"
    assert claims["nonce"] == "a-nonce"
    assert claims["exp"] - claims["iat"] == 60
    assert claims["name"] == "Amara Okafor"
    assert claims["email"] == "amara@example.org"
    assert claims[CLAIM + "version"] == "1.3.0"
    assert claims[CLAIM + "message_type"] == "LtiResourceLinkRequest"
    assert claims[CLAIM + "deployment_id"] == "1"
    assert claims[CLAIM + "target_link_uri"] == f"{tool.url}/lti/launch"
    assert claims[CLAIM + "roles"] == [MEMBERSHIP + "Learner"]
    assert claims[CLAIM + "context"]["id"] == "DE101"
    assert claims[CLAIM + "context"]["title"] == "Data Engineering 101"
    assert claims[CLAIM + "resource_link"]["id"] == GRADED
    assert claims[CLAIM + "custom"] == {"activity": "tasks-vs-assets"}
    assert claims[NRPS]["context_memberships_url"].startswith("http://localhost:8000/lti/")
    groups = claims["https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"]
    assert groups["context_groups_url"] == "http://localhost:8000/lti/courses/DE101/groups"
    assert groups["scope"] == ["https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"]


def test_an_activity_with_a_grade_column_names_it(browser: Browser) -> None:
    endpoint = browser.act_as("amara").launch(GRADED)[ENDPOINT]
    assert endpoint["lineitem"].endswith("/lineitem?type_id=1")
    assert len(endpoint["scope"]) == 4


def test_an_activity_without_a_grade_column_names_none(browser: Browser) -> None:
    endpoint = browser.act_as("amara").launch(UNGRADED)[ENDPOINT]
    assert "lineitem" not in endpoint
    assert endpoint["lineitems"]


def test_a_launch_says_whether_it_is_framed(browser: Browser) -> None:
    browser.act_as("amara")
    presentation = CLAIM + "launch_presentation"
    assert browser.launch(GRADED, "iframe")[presentation]["document_target"] == "iframe"
    assert browser.launch(GRADED, "window")[presentation]["document_target"] == "window"


def test_the_student_with_no_name_is_an_id_alone(browser: Browser) -> None:
    claims = browser.act_as("nameless").launch(GRADED)
    assert claims["sub"] == "nameless"
    assert not {"name", "given_name", "family_name", "email"} & set(claims)


@pytest.mark.parametrize(
    ("person", "activity", "roles"),
    [
        ("tomas", GRADED, ["membership#Instructor"]),
        ("noor", GRADED, ["membership#Instructor", "membership/Instructor#TeachingAssistant"]),
        ("noor", "ae201-tasks-vs-assets", ["membership#Learner"]),
        (
            "ingrid",
            GRADED,
            ["institution/person#Administrator", "system/person#Administrator"],
        ),
    ],
)
def test_a_launch_has_the_roles_of_this_course(
    browser: Browser, person: str, activity: str, roles: list[str]
) -> None:
    claims = browser.act_as(person).launch(activity)
    vocabulary = "http://purl.imsglobal.org/vocab/lis/v2/"
    assert claims[CLAIM + "roles"] == [vocabulary + role for role in roles]


def test_two_courses_are_two_contexts_with_a_column_each(browser: Browser) -> None:
    browser.act_as("amara")
    one, other = browser.launch(GRADED), browser.launch("ae201-tasks-vs-assets")
    assert one[CLAIM + "context"]["id"] != other[CLAIM + "context"]["id"]
    assert one[CLAIM + "resource_link"]["id"] != other[CLAIM + "resource_link"]["id"]
    assert one[ENDPOINT]["lineitem"] != other[ENDPOINT]["lineitem"]


def test_the_answer_goes_to_the_tool_with_its_state(browser: Browser, tool: ATool) -> None:
    login = browser.act_as("amara").open(GRADED)
    action, sent = form_in(browser.authorize(login, state='a "state" & more'))
    assert action == f"{tool.url}/lti/launch"
    assert sent["state"] == 'a "state" & more'


def test_the_authentication_request_may_be_posted(browser: Browser) -> None:
    login = browser.act_as("amara").open(GRADED)
    asked = dict(browser.authorize(login).request.args)
    answer = browser.post("/lti/authorize", asked, headers={"Origin": "http://127.0.0.1:8001"})
    assert "id_token" in form_in(answer)[1]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"response_mode": None}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": None}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"login_hint": "bence"}, "login_required"),
        ({"lti_message_hint": "made-up"}, "invalid_request_object"),
        ({"lti_message_hint": None}, "invalid_request_object"),
    ],
)
def test_a_wrong_request_is_answered_with_an_error(
    browser: Browser, changed: dict[str, Any], error: str
) -> None:
    sent = refused(browser, browser.act_as("amara").open(GRADED), **changed)
    assert sent["error"] == error
    assert sent["error_description"]
    assert sent["state"] == "a-state"


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"client_id": None},
        {"redirect_uri": "http://127.0.0.1:9999/lti/launch"},
        {"redirect_uri": None},
    ],
)
def test_an_unknown_client_or_address_is_sent_nothing(
    browser: Browser, changed: dict[str, Any]
) -> None:
    answer = browser.authorize(browser.act_as("amara").open(GRADED), **changed)
    assert answer.status_code == 400
    assert "<form" not in answer.text


def test_a_redirect_address_must_match_to_the_letter(browser: Browser, tool: ATool) -> None:
    login = browser.act_as("amara").open(GRADED)
    answer = browser.authorize(login, redirect_uri=f"{tool.url}/lti/launch/")
    assert answer.status_code == 400


def test_who_switched_meanwhile_must_open_the_activity_again(browser: Browser) -> None:
    login = browser.act_as("amara").open(GRADED)
    browser.act_as("bence")
    assert refused(browser, login)["error"] == "login_required"
    assert refused(browser, login, login_hint="bence")["error"] == "login_required"


def test_a_launch_begun_in_one_browser_ends_in_no_other(app: Flask, browser: Browser) -> None:
    login = browser.act_as("amara").open(GRADED)
    other = Browser(app).act_as("amara")
    assert refused(other, login)["error"] == "login_required"


def test_a_request_without_the_cookie_is_asked_again_by_a_page_of_ours(
    app: Flask, browser: Browser
) -> None:
    login = browser.act_as("amara").open(GRADED)
    action, again = form_in(Browser(app).authorize(login))
    assert action == "http://localhost:8000/lti/authorize"
    assert "id_token" in form_in(browser.post("/lti/authorize", again))[1]


def test_a_browser_without_the_cookie_is_told_to_log_in(app: Flask, browser: Browser) -> None:
    login = browser.act_as("amara").open(GRADED)
    sent = refused(Browser(app), login, asked_again="1")
    assert sent["error"] == "login_required"


def aged(app: Flask, login: dict[str, str], seconds: int) -> dict[str, str]:
    """Return `login` as if it had begun so long ago."""

    class Then(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - seconds

    hints = app.extensions["practice"].hints
    then = URLSafeTimedSerializer(app.secret_key or "", salt=hints.salt, signer=Then)
    return login | {"lti_message_hint": then.dumps(hints.loads(login["lti_message_hint"]))}


def test_a_launch_waits_five_minutes_at_most(app: Flask, browser: Browser) -> None:
    login = browser.act_as("amara").open(GRADED)
    assert refused(browser, aged(app, login, 302))["error"] == "launch_no_longer_valid"
    assert "id_token" in form_in(browser.authorize(aged(app, login, 290)))[1]


def test_an_activity_opens_in_a_frame_or_a_window_only(browser: Browser) -> None:
    browser.act_as("amara")
    assert browser.get(f"/activities/{GRADED}/launch?in=orbit").status_code == 404


def test_who_is_not_enrolled_opens_nothing(app: Flask, browser: Browser) -> None:
    login = browser.act_as("amara").open(GRADED)
    with app.extensions["practice"].sessions.begin() as session:
        session.execute(delete(Enrollment).filter_by(person_id="amara", course_id="DE101"))
    assert browser.get(f"/activities/{GRADED}/launch").status_code == 403
    assert browser.get("/courses/DE101").status_code == 403
    assert browser.authorize(login).status_code == 403


def test_the_openid_configuration_names_the_addresses(browser: Browser) -> None:
    found = browser.get("/.well-known/openid-configuration").get_json()
    assert found["issuer"] == "http://localhost:8000"
    assert found["authorization_endpoint"] == "http://localhost:8000/lti/authorize"
    assert found["token_endpoint"] == "http://localhost:8000/lti/token"
    assert found["jwks_uri"] == "http://localhost:8000/lti/jwks.json"


def test_the_key_set_keeps_the_private_part_to_itself(browser: Browser) -> None:
    [key] = browser.get("/lti/jwks.json").get_json()["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
