"""Deep linking: what a platform asks for, and the signed answer that it gets."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lti_tool.platforms import claims as our_claims
from lti_tool.platforms.deep_linking import goes_to
from tests.support.launching import CLAIM, CLIENT_ID, DEPLOYMENT, TOOL, Client
from tests.support.platform import Platform
from tests.support.selecting import DL, items, open_picker, send, signed

MOODLE = Path(__file__).parents[1] / "data" / "moodle"


def captured(name: str) -> Any:
    return json.loads((MOODLE / f"{name}.json").read_text())


def test_the_answer_says_who_answers_whom_about_what_and_for_how_long(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    answer = signed(client, platform, send(client, open_picker(client, platform)))
    assert answer["iss"] == CLIENT_ID
    assert answer["aud"] == platform.issuer
    assert answer[CLAIM + "deployment_id"] == DEPLOYMENT
    assert answer[CLAIM + "message_type"] == "LtiDeepLinkingResponse"
    assert answer[CLAIM + "version"] == "1.3.0"
    assert answer["iat"] <= time.time() < answer["exp"] <= time.time() + 300
    assert len(answer["nonce"]) >= 16


def test_each_answer_has_a_nonce_of_its_own(app: Flask, platform: Platform) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    nonces = {signed(client, platform, send(client, picker))["nonce"] for _ in range(2)}
    assert len(nonces) == 2


def test_a_link_brings_its_launch_its_activity_and_its_grade_column(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    filled = {"title-1": "Week 3", "text-1": "Read & <answer>", "points-1": "25"}
    picker = open_picker(client, platform)
    (item,) = items(client, platform, send(client, picker, filled))
    assert item["type"] == "ltiResourceLink"
    assert (item["title"], item["text"]) == ("Week 3", "Read & <answer>")
    assert item["url"] == TOOL + "/lti/launch"
    assert item["custom"]["activity"] == "tasks-vs-assets"
    assert item["lineItem"] == {
        "label": "Week 3",
        "scoreMaximum": 25,
        "resourceId": "tasks-vs-assets",
        "tag": "score",
        "submissionReview": {
            "reviewableStatus": ["Submitted", "Completed"],
            "label": "Open the work",
            "url": TOOL + "/lti/launch",
        },
    }
    assert isinstance(item["lineItem"]["scoreMaximum"], int)
    with client.get(item["icon"]["url"].removeprefix(TOOL)) as icon:
        assert icon.status_code == 200


def test_a_platform_that_wants_no_grade_column_gets_none(app: Flask, platform: Platform) -> None:
    client = Client(app)
    picker = open_picker(client, platform, accept_lineitem=False)
    assert "grade column" not in picker.words
    (item,) = items(client, platform, send(client, picker))
    assert "lineItem" not in item


@pytest.mark.parametrize("accept", [True, None])
def test_a_platform_that_wants_a_grade_column_or_says_nothing_gets_one(
    app: Flask, platform: Platform, accept: bool | None
) -> None:
    client = Client(app)
    picker = open_picker(client, platform, accept_lineitem=accept)
    (item,) = items(client, platform, send(client, picker))
    assert "lineItem" in item


@pytest.mark.parametrize("data", ["csrf:1=2&x", "", '{"a": "ü"}\n\t “q” \\', " spaces "])
def test_data_comes_back_as_it_was_sent(app: Flask, platform: Platform, data: str) -> None:
    client = Client(app)
    answer = signed(client, platform, send(client, open_picker(client, platform, data=data)))
    assert answer[DL + "data"] == data


def test_where_no_data_was_sent_none_comes_back(app: Flask, platform: Platform) -> None:
    client = Client(app)
    answer = signed(client, platform, send(client, open_picker(client, platform)))
    assert DL + "data" not in answer


def test_dates_go_along_in_utc_for_the_platform_to_show(app: Flask, platform: Platform) -> None:
    client = Client(app)
    filled = {
        "opens-1": "2099-07-01T08:00",
        "due-1": "2099-07-08T23:59",
        "closes-1": "2099-12-01T23:59",
        "zone": "Europe/Prague",
    }
    (item,) = items(client, platform, send(client, open_picker(client, platform), filled))
    assert item["available"] == {
        "startDateTime": "2099-07-01T06:00:00Z",
        "endDateTime": "2099-12-01T22:59:00Z",
    }
    assert item["submission"] == {"endDateTime": "2099-07-08T21:59:00Z"}


def test_no_dates_are_not_mentioned(app: Flask, platform: Platform) -> None:
    client = Client(app)
    (item,) = items(client, platform, send(client, open_picker(client, platform)))
    assert not item.keys() & {"available", "submission"}


def test_cancelling_goes_back_with_nothing(app: Flask, platform: Platform) -> None:
    client = Client(app)
    picker = open_picker(client, platform, data="x")
    answer = send(client, picker, {"points-1": "nonsense"}, button="cancel")
    assert "Nothing is added." in answer.text
    told = signed(client, platform, answer)
    assert told[DL + "content_items"] == []
    assert told[DL + "data"] == "x"
    assert told[DL + "msg"] == "Nothing was added from Lineage Lab."


def test_the_answer_page_posts_to_the_platform_and_may_post_nowhere_else(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    picker = open_picker(client, platform)
    answer = send(client, picker)
    assert f'action="{platform.url("/return?course=2&amp;sesskey=x")}"' in answer.text
    assert "<button>Continue to your course</button>" in answer.text
    assert f"form-action {platform.issuer};" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "origin"
    assert answer.headers["Cache-Control"] == "no-store"
    elsewhere = client.get(picker.url).headers
    assert "form-action 'self';" in elsewhere["Content-Security-Policy"]
    assert elsewhere["Referrer-Policy"] == "same-origin"
    assert elsewhere["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("return_url", "origin"),
    [
        ("https://LMS.example:8443/x?y=1", "https://lms.example:8443"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]"),
        ("https://lms.example; script-src */x", "https:"),
        ("https://who@lms.example/x", "https:"),
        ("https://universität.example/x", "https:"),
    ],
)
def test_an_address_cannot_write_the_pages_policy(return_url: str, origin: str) -> None:
    assert goes_to(return_url) == origin


def test_what_moodle_sends_is_understood() -> None:
    read = our_claims.DeepLinkingClaims().load(captured("id_token_deeplinking")["claims"])
    assert read["settings"]["deep_link_return_url"].endswith("sesskey=7RqZOamMyR")


def test_moodle_finds_all_that_it_reads(app: Flask, platform: Platform) -> None:
    client = Client(app)
    sent = captured("id_token_deeplinking")["claims"][DL + "deep_linking_settings"]
    picker = open_picker(client, platform, **(sent | {"accept_multiple": True}))
    answer = send(client, picker)
    taken = captured("deeplinking_response")["claims"]
    assert taken.keys() <= signed(client, platform, answer).keys()
    (item,) = items(client, platform, answer)
    # What its form held after an answer of ours: a field for each of these.
    form = captured("deeplinking_form_values")
    for field, value in {
        "id_name": item["title"],
        "id_toolurl": item["url"],
        "id_lineitemresourceid": item["lineItem"]["resourceId"],
        "id_lineitemtag": item["lineItem"]["tag"],
        "id_lineitemsubreviewurl": item["lineItem"]["submissionReview"]["url"],
        "id_icon": item["icon"]["url"],
        "id_grade_modgrade_point": str(item["lineItem"]["scoreMaximum"]),
    }.items():
        assert form[field]
        assert value
    assert sent["text"] == ""
    assert item["text"]


def test_moodle_keeps_every_custom_value_whole(app: Flask, platform: Platform) -> None:
    client = Client(app)
    dates = {"opens-1": "2099-07-01T08:00", "closes-1": "2099-12-01T23:59"}
    (item,) = items(client, platform, send(client, open_picker(client, platform), dates))
    for name, value in item["custom"].items():
        assert isinstance(value, str)
        assert name == name.lower()
        assert not set("=\n") & set(name + value)
