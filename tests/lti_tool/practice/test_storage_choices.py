"""Which platform storage a launch offers, as a try chooses it."""

import pytest

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import Browser, form_in

ACTIVITY = "/activities/de101-tasks-vs-assets"


@pytest.mark.parametrize(
    ("chosen", "sent"),
    [
        ("", "_parent"),
        ("_parent", "_parent"),
        ("lti_storage", "lti_storage"),
        ("missing", "lti_storage"),
        ("silent", "_parent"),
        ("none", None),
    ],
)
def test_a_login_names_where_storage_is(browser: Browser, chosen: str, sent: str | None) -> None:
    query = f"?storage={chosen}" if chosen else ""
    _, login = form_in(browser.act_as("amara").get(f"{ACTIVITY}/launch{query}"))
    assert login.get("lti_storage_target") == sent


def test_the_frame_of_storage_stands_beside_the_tool_where_it_is_asked_for(
    browser: Browser, tool: ATool
) -> None:
    browser.act_as("amara")
    page = browser.get(f"{ACTIVITY}?storage=lti_storage").text
    assert 'name="lti_storage"' in page
    assert "launch?in=iframe&amp;storage=lti_storage" in page
    assert 'name="lti_storage"' not in browser.get(f"{ACTIVITY}?storage=missing").text
    frame = browser.get("/storage", query_string={"origin": tool.url})
    assert f'data-origin="{tool.url}"' in frame.text


def test_the_pages_around_a_tool_may_frame_that_tool_only(browser: Browser, tool: ATool) -> None:
    browser.act_as("tomas")
    for path in (ACTIVITY, "/courses/DE101/additions/choice?tool=1"):
        policy = browser.get(path).headers["Content-Security-Policy"]
        assert f"frame-src 'self' {tool.url};" in policy
    assert tool.url not in browser.get("/courses/DE101").headers["Content-Security-Policy"]


def test_storage_answers_to_tools_of_this_lms_only(browser: Browser) -> None:
    assert browser.get("/storage?origin=https://example.org").status_code == 404


def test_an_unknown_choice_is_refused(browser: Browser) -> None:
    assert browser.act_as("amara").get(f"{ACTIVITY}?storage=cloud").status_code == 404
