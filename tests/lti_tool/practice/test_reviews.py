"""What a student handed in is opened from the gradebook."""

from typing import Any

import pytest

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import Browser, Service
from tests.lti_tool.practice.test_line_items import LINE_ITEM
from tests.lti_tool.practice.test_scores import FULL, ITEM, post

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
COLUMN = f"{ITEM}?type_id=1"
REVIEW = "/line-items/1/reviews/amara"


def offer(service: Service, review: Any = None) -> None:
    """Let the seeded column be reviewed, and put Amara's score in it."""
    content = {"label": "Quiz", "scoreMaximum": 10, "submissionReview": review or {}}
    answer = service.call("PUT", COLUMN, json=content, content_type=LINE_ITEM)
    assert answer.status_code == 200
    assert answer.get_json(force=True)["submissionReview"] == (review or {})
    post(service)


def test_a_teacher_opens_a_students_submission_from_the_gradebook(
    service: Service, browser: Browser, tool: ATool
) -> None:
    offer(service, {"url": f"{tool.url}/lti/launch?review=1", "label": "Answers"})
    browser.act_as("tomas")
    page = browser.get("/courses/DE101/gradebook").text
    assert f'href="{REVIEW}"' in page
    review = browser.get(REVIEW)
    assert "Answers" in review.text
    assert f"frame-src 'self' {tool.url};" in review.headers["Content-Security-Policy"]
    claims = browser.launch_at(f"{REVIEW}/launch", f"{tool.url}/lti/launch")
    assert claims[CLAIM + "message_type"] == "LtiSubmissionReviewRequest"
    assert claims[CLAIM + "for_user"] == {"user_id": "amara"}
    assert claims[CLAIM + "target_link_uri"] == f"{tool.url}/lti/launch?review=1"
    assert claims[CLAIM + "resource_link"]["id"] == "de101-tasks-vs-assets"
    assert claims[ENDPOINT]["lineitem"] == COLUMN
    assert claims["sub"] == "tomas"


def test_without_an_address_of_its_own_a_review_goes_where_the_activity_goes(
    service: Service, browser: Browser, tool: ATool
) -> None:
    offer(service, {"custom": {"mode": "review"}})
    claims = browser.act_as("tomas").launch_at(f"{REVIEW}/launch")
    assert claims[CLAIM + "target_link_uri"] == f"{tool.url}/lti/launch"
    assert claims[CLAIM + "custom"] == {"activity": "tasks-vs-assets", "mode": "review"}


def test_students_open_their_own_submission_only(service: Service, browser: Browser) -> None:
    offer(service)
    assert browser.act_as("amara").launch_at(f"{REVIEW}/launch")["sub"] == "amara"
    assert browser.act_as("bence").get(REVIEW).status_code == 403
    assert browser.get(f"{REVIEW}/launch").status_code == 403


def test_where_nothing_is_offered_there_is_no_review(service: Service, browser: Browser) -> None:
    post(service)
    browser.act_as("tomas")
    assert REVIEW not in browser.get("/courses/DE101/gradebook").text
    assert browser.get(REVIEW).status_code == 404


def test_a_score_in_another_state_cannot_be_reviewed(service: Service, browser: Browser) -> None:
    offer(service, {"reviewableStatus": ["Submitted"]})
    browser.act_as("tomas")
    assert browser.get(REVIEW).status_code == 404
    later = {"timestamp": "2026-11-22T19:00:00Z", "activityProgress": "Submitted"}
    post(service, FULL | later)
    assert browser.get(REVIEW).status_code == 200


def test_a_change_that_leaves_the_review_out_wipes_it(service: Service, browser: Browser) -> None:
    offer(service)
    content = {"label": "Quiz", "scoreMaximum": 10}
    answer = service.call("PUT", COLUMN, json=content, content_type=LINE_ITEM)
    assert "submissionReview" not in answer.get_json(force=True)
    assert browser.act_as("tomas").get(REVIEW).status_code == 404


@pytest.mark.parametrize(
    "review",
    [
        "yes",
        {"url": "https://example.org/review"},
        {"reviewableStatus": ["Done"]},
        {"custom": {"a": 1}},
    ],
    ids=str,
)
def test_a_malformed_review_is_refused(service: Service, review: Any) -> None:
    content = {"label": "Quiz", "scoreMaximum": 10, "submissionReview": review}
    answer = service.call("PUT", COLUMN, json=content, content_type=LINE_ITEM)
    assert answer.status_code == 400
