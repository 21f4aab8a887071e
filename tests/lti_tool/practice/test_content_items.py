"""Which answers to a choice of content are refused, and in which words."""

from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.choosing import (
    CLAIM,
    COLUMN,
    DL,
    ITEM,
    Give,
    answering,
    count,
    post,
    settings_of,
)
from tests.lti_tool.practice.conftest import Browser


@pytest.fixture
def teacher(browser: Browser) -> Browser:
    return browser.act_as("tomas")


@pytest.fixture
def give(app: Flask, teacher: Browser, tool: ATool) -> Give:
    return answering(app, teacher, tool)


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
