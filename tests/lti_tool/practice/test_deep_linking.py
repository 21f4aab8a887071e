"""An instructor chooses content in a tool, and the tool's answer becomes activities."""

import re

import pytest
from flask import Flask

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.choosing import (
    CLAIM,
    COLUMN,
    COURSE,
    DL,
    ITEM,
    LAUNCH,
    Give,
    answering,
    count,
    newest,
    settings_of,
)
from tests.lti_tool.practice.conftest import Browser

ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


@pytest.fixture
def teacher(browser: Browser) -> Browser:
    return browser.act_as("tomas")


@pytest.fixture
def give(app: Flask, teacher: Browser, tool: ATool) -> Give:
    return answering(app, teacher, tool)


def test_the_request_says_what_may_be_chosen_and_where_the_answer_goes(
    teacher: Browser, tool: ATool
) -> None:
    claims = teacher.launch_at(LAUNCH)
    assert claims[CLAIM + "message_type"] == "LtiDeepLinkingRequest"
    assert claims[CLAIM + "target_link_uri"] == f"{tool.url}/lti/launch"
    assert claims[CLAIM + "context"]["id"] == "DE101"
    assert CLAIM + "resource_link" not in claims
    assert "lineitem" not in claims[ENDPOINT]
    settings = claims[DL + "deep_linking_settings"]
    assert settings["accept_types"] == ["ltiResourceLink"]
    assert settings["accept_presentation_document_targets"] == ["iframe", "window"]
    assert settings["accept_multiple"] is True
    assert settings["accept_lineitem"] is True
    assert settings["data"]
    assert settings["title"] == "Lineage Lab"
    assert settings["deep_link_return_url"].startswith("http://localhost:8000/lti/content-items?")


def test_a_try_can_ask_in_other_ways(teacher: Browser) -> None:
    varied = settings_of(teacher, "&multiple=no&line_items=no&types=link&data=no")
    assert varied["accept_multiple"] is False
    assert varied["accept_lineitem"] is False
    assert varied["accept_types"] == ["link"]
    assert "data" not in varied
    assert "accept_lineitem" not in settings_of(teacher, "&line_items=unsaid")
    assert teacher.get(f"{LAUNCH}&data=perhaps").status_code == 404


def test_the_page_offers_the_tools_and_frames_the_chosen_one(teacher: Browser, tool: ATool) -> None:
    assert 'name="tool" value="1"' in teacher.get(f"{COURSE}/additions").text
    page = teacher.get(f"{COURSE}/additions/choice?tool=1&in=iframe&data=no")
    assert f'data-origin="{tool.url}"' in page.text
    assert "data=no" in page.text
    window = teacher.get(f"{COURSE}/additions/choice?tool=1&in=window").text
    assert "<iframe" not in window
    assert 'rel="opener"' in window


@pytest.mark.parametrize("person", ["amara", "nameless"])
def test_students_add_nothing(browser: Browser, person: str) -> None:
    browser.act_as(person)
    assert "Add an activity" not in browser.get(COURSE).text
    for path in (f"{COURSE}/additions", f"{COURSE}/additions/choice?tool=1", LAUNCH):
        assert browser.get(path).status_code == 403


def test_a_chosen_link_becomes_an_activity_with_its_own_custom_and_column(
    give: Give, teacher: Browser, tool: ATool
) -> None:
    item = ITEM | {
        "text": "Answer it.",
        "url": f"{tool.url}/lti/launch?quiz=1",
        "lineItem": COLUMN,
        "available": {"startDateTime": "2026-11-01T08:00:00Z"},
        "submission": {"endDateTime": "2026-12-01T18:00:00+01:00"},
        "custom": {
            "activity": "a-quiz",
            "due": "$ResourceLink.submission.endDateTime",
            "opens": "$ResourceLink.available.startDateTime",
            "closes": "$ResourceLink.available.endDateTime",
            "who": "$User.id",
            "history": "$ResourceLink.id.history",
        },
    }
    assert "1 activity was added." in give([item]).text
    claims = teacher.launch_at(f"/activities/{newest(teacher)}/launch", f"{tool.url}/lti/launch")
    assert claims[CLAIM + "resource_link"]["title"] == "Quiz"
    assert claims[CLAIM + "target_link_uri"] == f"{tool.url}/lti/launch?quiz=1"
    assert claims[CLAIM + "custom"] == {
        "activity": "a-quiz",
        "due": "2026-12-01T17:00:00+00:00",
        "opens": "2026-11-01T08:00:00+00:00",
        "closes": "",
        "who": "tomas",
        "history": "$ResourceLink.id.history",
    }
    assert claims[ENDPOINT]["lineitem"]
    page = teacher.get(COURSE).text
    assert 'datetime="2026-11-01T08:00:00+00:00"' in page
    assert "20 points" in page


def test_several_links_become_several_activities(give: Give, teacher: Browser) -> None:
    before = count(teacher)
    assert "2 activities were added." in give([ITEM, ITEM | {"title": ""}]).text
    assert count(teacher) == before + 2
    assert "Lineage Lab" in teacher.get(COURSE).text


def test_a_link_without_a_column_has_none(give: Give, teacher: Browser) -> None:
    give()
    claims = teacher.launch(newest(teacher))
    assert "lineitem" not in claims[ENDPOINT]


def test_the_way_back_leaves_the_frame_for_the_course(give: Give, teacher: Browser) -> None:
    page = give().text
    onward = re.search(r'id="onward" href="([^"]+)" target="_top"', page)
    assert onward
    assert onward[1].startswith("/courses/DE101?notice=")
    assert "1 activity was added." in teacher.get(onward[1]).text
    assert "added" not in teacher.get(f"{COURSE}?notice=made-up").text


def test_what_the_tool_says_is_shown_and_never_markup(give: Give) -> None:
    said = {DL + "msg": "<b>Two quizzes</b>", DL + "errormsg": "One was left out"}
    page = give([], **said).text
    assert "The tool says: &lt;b&gt;Two quizzes&lt;/b&gt;" in page
    assert "The tool reports a fault: One was left out" in page
    assert "0 activities were added." in page


def test_an_answer_may_name_one_audience_and_no_items(give: Give) -> None:
    changed = {"aud": "http://localhost:8000", DL + "content_items": None}
    assert give(**changed).status_code == 200
