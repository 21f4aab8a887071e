"""The administrator asks a tool what it keeps about people."""

from typing import Any

import pytest

from tests.lti_tool.practice.conftest import Browser, form_in

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
PAGE = "/tools/1/data-privacy"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


def said(claims: dict[str, Any], name: str) -> Any:
    return claims.get(CLAIM + name)


def test_the_administrator_opens_it_from_the_tools_page(browser: Browser) -> None:
    browser.act_as("ingrid")
    assert f'href="{PAGE}"' in browser.get("/tools/1").text
    assert f'src="{PAGE}/launch?in=iframe"' in browser.get(PAGE).text
    claims = browser.launch_at(f"{PAGE}/launch")
    assert claims["sub"] == "ingrid"
    assert claims["name"] == "Ingrid Solberg"
    assert said(claims, "message_type") == "DataPrivacyLaunchRequest"
    assert INSTITUTION + "Administrator" in said(claims, "roles")


def test_it_comes_from_no_course_and_names_nobody_unasked(browser: Browser) -> None:
    claims = browser.act_as("ingrid").launch_at(f"{PAGE}/launch")
    for name in ("context", "resource_link", "for_user", "custom"):
        assert said(claims, name) is None
    assert not [name for name in claims if "lti-ags" in name or "lti-nrps" in name]


def test_it_can_name_whom_it_is_about(browser: Browser) -> None:
    browser.act_as("ingrid")
    assert "person=amara" in browser.get(f"{PAGE}?person=amara").text
    claims = browser.launch_at(f"{PAGE}/launch?person=amara")
    assert said(claims, "for_user") == {"user_id": "amara"}
    assert browser.get(f"{PAGE}?person=nobody").status_code == 404


@pytest.mark.parametrize("person", ["tomas", "noor", "amara"])
def test_nobody_else_does(browser: Browser, person: str) -> None:
    browser.act_as(person)
    assert browser.get(PAGE).status_code == 403
    assert browser.get(f"{PAGE}/launch").status_code == 403


def test_what_the_administrator_asked_for_is_nobody_elses_to_fetch(browser: Browser) -> None:
    login = form_in(browser.act_as("ingrid").get(f"{PAGE}/launch"))[1]
    browser.act_as("amara")
    assert form_in(browser.authorize(login))[1]["error"] == "login_required"
