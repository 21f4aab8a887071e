"""An instructor chooses content in a tool, and the tool's answer becomes activities."""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import Browser

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
COURSE = "/courses/DE101"
LAUNCH = f"{COURSE}/additions/launch?tool=1"
ITEM = {"type": "ltiResourceLink", "title": "Quiz", "custom": {"activity": "a-quiz"}}
COLUMN = {"label": "Quiz score", "scoreMaximum": 20, "resourceId": "a-quiz", "tag": "grade"}

Give = Callable[..., TestResponse]


@pytest.fixture
def teacher(browser: Browser) -> Browser:
    return browser.act_as("tomas")


def settings_of(teacher: Browser, varied: str = "") -> dict[str, Any]:
    claims = teacher.launch_at(LAUNCH + varied)
    return dict(claims[DL + "deep_linking_settings"])


@pytest.fixture
def give(app: Flask, teacher: Browser, tool: ATool) -> Give:
    """Answer a fresh request as the tool does, from a browser that sends no cookie of the LMS."""

    def answer(
        items: Any = None, varied: str = "", header: dict[str, Any] | None = None, **changed: Any
    ) -> TestResponse:
        settings = settings_of(teacher, varied)
        now = int(time.time())
        claims = {
            "iss": "practice-client",
            "aud": ["http://localhost:8000"],
            "iat": now - 5,
            "exp": now + 300,
            "nonce": secrets.token_hex(8),
            CLAIM + "deployment_id": "1",
            CLAIM + "message_type": "LtiDeepLinkingResponse",
            CLAIM + "version": "1.3.0",
            DL + "data": settings.get("data"),
            DL + "content_items": [ITEM] if items is None else items,
        } | changed
        return post(app, settings["deep_link_return_url"], tool.sign(claims, header))

    return answer


def post(app: Flask, url: str, token: str) -> TestResponse:
    parts = urlsplit(url)
    return app.test_client().post(
        f"{parts.path}?{parts.query}",
        base_url="http://localhost:8000",
        data={"JWT": token},
        headers={"Origin": "http://127.0.0.1:8001"},
    )


def newest(teacher: Browser) -> str:
    """Return the id of the last activity of the course's page."""
    return re.findall(r'data-activity="([^"]+)"', teacher.get(COURSE).text)[-1]


def count(teacher: Browser) -> int:
    return teacher.get(COURSE).text.count("<li class")


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


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "another"},
        {"iss": "http://localhost:8000"},
        {"aud": "practice-client"},
        {"aud": ["http://localhost:8000", "another"]},
        {"aud": None},
        {"exp": None},
        {"exp": 1_000_000_000},
        {"exp": 99_999_999_999},
        {"iat": None},
        {"iat": 99_999_999_999},
        {"nonce": None},
        {"nonce": ""},
        {CLAIM + "deployment_id": "2"},
        {CLAIM + "deployment_id": None},
        {CLAIM + "message_type": "LtiDeepLinkingRequest"},
        {CLAIM + "version": "1.3"},
        {CLAIM + "version": None},
        {DL + "data": None},
        {DL + "data": "something else"},
        {DL + "msg": 7},
        {DL + "content_items": {}},
        {DL + "content_items": ["a link"]},
    ],
    ids=str,
)
def test_an_answer_with_a_wrong_claim_adds_nothing(
    give: Give, teacher: Browser, changed: dict[str, Any]
) -> None:
    before = count(teacher)
    answer = give(**changed)
    assert answer.status_code == 400
    assert "That did not work" in answer.text
    assert count(teacher) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "link"},
        {"type": None},
        {"custom": {"activity": 7}},
        {"custom": {"activity": ["a"]}},
        {"custom": "activity=a"},
        {"title": 7},
        {"url": "https://example.org/lti/launch"},
        {"url": "/lti/launch"},
        {"lineItem": {"label": "No maximum"}},
        {"lineItem": COLUMN | {"scoreMaximum": 0}},
        {"lineItem": COLUMN | {"scoreMaximum": 101}},
        {"lineItem": COLUMN | {"scoreMaximum": 12.5}},
        {"lineItem": COLUMN | {"scoreMaximum": 10.0}},
        {"lineItem": COLUMN | {"scoreMaximum": "10"}},
        {"lineItem": COLUMN | {"scoreMaximum": True}},
        {"lineItem": COLUMN | {"tag": 7}},
        {"lineItem": COLUMN | {"submissionReview": {"reviewableStatus": ["Done"]}}},
        {"lineItem": COLUMN | {"submissionReview": {"url": "https://example.org/review"}}},
        {"available": {"startDateTime": "tomorrow"}},
        {"available": {"startDateTime": "2026-11-01T08:00:00"}},
        {
            "submission": {
                "startDateTime": "2026-11-02T08:00:00Z",
                "endDateTime": "2026-11-01T08:00:00Z",
            }
        },
    ],
    ids=str,
)
def test_a_malformed_item_adds_nothing_and_is_named(
    give: Give, teacher: Browser, changed: dict[str, Any]
) -> None:
    before = count(teacher)
    answer = give([ITEM, ITEM | changed])
    assert answer.status_code == 400
    assert "content_items.1" in answer.text
    assert count(teacher) == before


def test_what_was_not_accepted_is_refused(give: Give) -> None:
    assert "accept_multiple is false" in give([ITEM, ITEM], "&multiple=no").text
    assert give([ITEM], "&multiple=no").status_code == 200
    column = ITEM | {"lineItem": COLUMN}
    assert "accept_lineitem is false" in give([column], "&line_items=no").text
    assert give([column], "&line_items=unsaid").status_code == 200
    assert "accept_types" in give([ITEM], "&types=link").text
    link = {"type": "link", "url": "https://example.org"}
    assert "1 items of another type" in give([link], "&types=link").text


def test_where_no_data_was_sent_none_may_come_back(give: Give) -> None:
    assert give(varied="&data=no").status_code == 200
    assert give(varied="&data=no", **{DL + "data": "made-up"}).status_code == 400


def test_an_answer_counts_once(app: Flask, give: Give, teacher: Browser) -> None:
    first = give(nonce="the-same")
    assert first.status_code == 200
    assert give(nonce="the-same").status_code == 400
    assert give(jti="an-id").status_code == 200
    assert give(jti="an-id").status_code == 400


@pytest.mark.parametrize("header", [{"kid": None}, {"kid": "unheard-of"}], ids=str)
def test_an_answer_must_name_a_published_key(give: Give, header: dict[str, Any]) -> None:
    assert give(header=header).status_code == 400


def test_an_answer_signed_by_another_key_is_refused(
    app: Flask, teacher: Browser, tool: ATool
) -> None:
    url = settings_of(teacher)["deep_link_return_url"]
    header = {"alg": "RS256", "kid": tool.key.kid}
    forged = jwt.encode(header, {"iss": "practice-client"}, RSAKey.generate_key(2048))
    assert post(app, url, forged).status_code == 400
    assert post(app, url, "no.token.atall").status_code == 400
    assert post(app, url, "").status_code == 400


def test_an_answer_goes_to_an_address_that_was_made_here(
    app: Flask, teacher: Browser, tool: ATool
) -> None:
    url = "http://localhost:8000/lti/content-items?choice=made-up"
    answer = post(app, url, tool.sign({"iss": "practice-client"}))
    assert answer.status_code == 400
    assert "choose again from the course" in answer.text
