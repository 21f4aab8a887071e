from typing import Any

import pytest
from werkzeug.test import TestResponse

from quizzes.content import catalogue
from tests.lti_tool.practice.conftest import AGS, Browser, Service

ITEMS = "http://localhost:8000/lti/courses/DE101/lineitems?type_id=1"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
EXTRA = {"label": "Extra", "scoreMaximum": 50, "resourceId": "extra", "tag": "more"}


def post(service: Service, content: Any, media_type: str = LINE_ITEM) -> TestResponse:
    return service.call("POST", ITEMS, json=content, content_type=media_type)


def listed(service: Service, query: str = "") -> list[str]:
    return [item["label"] for item in service.call("GET", ITEMS + query).get_json(force=True)]


def test_a_course_begins_with_the_column_of_its_graded_activity(service: Service) -> None:
    answer = service.call("GET", ITEMS)
    assert answer.content_type == "application/vnd.ims.lis.v2.lineitemcontainer+json"
    [item] = answer.get_json(force=True)
    assert item["scoreMaximum"] == catalogue.load(item["resourceId"]).points
    assert item["resourceLinkId"] == "de101-tasks-vs-assets"
    assert item["resourceId"] == "tasks-vs-assets"
    assert item["tag"] == "grade"
    assert service.call("GET", item["id"]).get_json(force=True) == item


def test_a_tool_can_make_change_and_delete_a_column(service: Service) -> None:
    made = post(service, EXTRA)
    assert made.status_code == 201
    assert made.content_type == LINE_ITEM
    url = made.get_json(force=True)["id"]
    changed = EXTRA | {"label": "Renamed", "scoreMaximum": 2.5}
    answer = service.call("PUT", url, json=changed, content_type=LINE_ITEM)
    assert answer.get_json(force=True) == changed | {"id": url}
    assert service.call("DELETE", url).status_code == 204
    assert service.call("GET", url).status_code == 404


def test_a_tool_can_give_an_activity_its_column(service: Service, browser: Browser) -> None:
    made = post(service, EXTRA | {"resourceLinkId": "de101-ungraded"}).get_json(force=True)
    claims = browser.act_as("amara").launch("de101-ungraded")
    endpoint = claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
    assert endpoint["lineitem"] == made["id"]


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("&tag=more", ["Extra"]),
        ("&resource_id=extra", ["Extra"]),
        ("&resource_link_id=de101-tasks-vs-assets", ["Airflow vs Dagster: tasks vs assets"]),
        ("&tag=none-such", []),
    ],
)
def test_columns_can_be_searched(service: Service, query: str, labels: list[str]) -> None:
    post(service, EXTRA)
    assert listed(service, query) == labels


def test_a_limit_cuts_the_list_and_links_to_the_rest(service: Service) -> None:
    post(service, EXTRA)
    first = service.call("GET", ITEMS + "&limit=1")
    url, relation = first.headers["Link"].split(";")
    assert relation.strip() == 'rel="next"'
    second = service.call("GET", url.strip("<>"))
    assert [item["label"] for item in second.get_json(force=True)] == ["Extra"]
    assert "Link" not in second.headers


@pytest.mark.parametrize(
    "content",
    [
        {"label": "No maximum"},
        {"scoreMaximum": 10},
        EXTRA | {"label": " "},
        EXTRA | {"scoreMaximum": 0},
        EXTRA | {"scoreMaximum": "10"},
        EXTRA | {"tag": 7},
        EXTRA | {"resourceLinkId": "de101-tasks-vs-assets"},
        [EXTRA],
    ],
    ids=str,
)
def test_a_malformed_column_is_refused(service: Service, content: Any) -> None:
    assert post(service, content).status_code == 400
    assert len(listed(service)) == 1


def test_a_column_for_another_courses_activity_is_refused(service: Service) -> None:
    answer = post(service, EXTRA | {"resourceLinkId": "ae201-tasks-vs-assets"})
    assert answer.status_code == 404


def test_the_content_type_must_be_exact(service: Service) -> None:
    assert post(service, EXTRA, "application/json").status_code == 415


def test_a_readonly_token_makes_no_column(service: Service) -> None:
    service.token = service.get_token(AGS + "lineitem.readonly")
    assert post(service, EXTRA).status_code == 403
    assert len(listed(service)) == 1


def test_an_address_without_its_query_is_refused(service: Service) -> None:
    assert service.call("GET", ITEMS.partition("?")[0]).status_code == 400


def test_a_column_is_found_in_its_own_course_only(service: Service) -> None:
    [item] = service.call("GET", ITEMS).get_json(force=True)
    assert service.call("GET", item["id"].replace("DE101", "AE201")).status_code == 404
    assert service.call("GET", ITEMS.replace("DE101", "XX999")).status_code == 404
