from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.lti_tool.practice.conftest import AGS, Service

ITEM = "http://localhost:8000/lti/courses/DE101/lineitems/1/lineitem"
MEDIA_TYPE = "application/vnd.ims.lis.v1.score+json"
FULL = {
    "userId": "amara",
    "scoreGiven": 17.2,
    "scoreMaximum": 20,
    "activityProgress": "Completed",
    "gradingProgress": "FullyGraded",
    "timestamp": "2026-11-22T18:00:00.250+00:00",
    "comment": "Questions 8 of 8, reading 0.6 of 2",
}


def post(service: Service, content: Any = FULL, **arguments: Any) -> TestResponse:
    arguments = {"content_type": MEDIA_TYPE} | arguments
    return service.call("POST", f"{ITEM}/scores?type_id=1", json=content, **arguments)


def results(service: Service, query: str = "") -> list[dict[str, Any]]:
    answer = service.call("GET", f"{ITEM}/results?type_id=1{query}")
    assert answer.content_type == "application/vnd.ims.lis.v2.resultcontainer+json"
    found: list[dict[str, Any]] = answer.get_json(force=True)
    return found


def test_a_score_becomes_the_students_result(service: Service) -> None:
    assert post(service).status_code == 200
    [result] = results(service)
    assert result["userId"] == "amara"
    assert result["resultScore"] == 17.2
    assert result["resultMaximum"] == 20
    assert result["comment"] == FULL["comment"]
    assert result["scoreOf"] == f"{ITEM}?type_id=1"


def test_a_score_is_brought_to_the_columns_scale(service: Service) -> None:
    post(service, FULL | {"scoreGiven": 9, "scoreMaximum": 12})
    assert results(service)[0]["resultScore"] == 15


def test_a_later_score_replaces_the_earlier_one_whole(service: Service) -> None:
    post(service)
    later = FULL | {"scoreGiven": 0, "timestamp": "2026-11-22T18:00:01Z"}
    del later["comment"]
    assert post(service, later).status_code == 200
    [result] = results(service)
    assert result["resultScore"] == 0
    assert "comment" not in result


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-11-22T17:59:59+00:00",
        "2026-11-22T18:00:00.250+00:00",
        "2026-11-22T18:00:00.999+00:00",
        "2026-11-22T19:00:00.999+01:00",
    ],
)
def test_a_score_that_is_not_a_second_later_is_refused(service: Service, timestamp: str) -> None:
    post(service)
    answer = post(service, FULL | {"scoreGiven": 1, "timestamp": timestamp})
    assert answer.status_code == 409
    assert "not later" in answer.get_json()["reason"]
    assert results(service)[0]["resultScore"] == 17.2


def test_of_scores_sent_at_the_same_moment_one_is_kept(service: Service) -> None:
    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda _: post(service).status_code, range(8)))
    assert sorted(statuses) == [200] + [409] * 7


def test_each_student_has_a_time_of_their_own(service: Service) -> None:
    post(service)
    earlier = FULL | {"userId": "bence", "timestamp": "2026-11-22T17:00:00Z"}
    assert post(service, earlier).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"timestamp": None},
        {"timestamp": "yesterday"},
        {"timestamp": "2026-11-22T18:00:00"},
        {"activityProgress": None},
        {"activityProgress": "Done"},
        {"gradingProgress": None},
        {"gradingProgress": "Graded"},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"scoreGiven": "8.6"},
        {"scoreGiven": -1},
        {"scoreGiven": True},
        {"scoreGiven": float("nan")},
        {"comment": 7},
    ],
    ids=str,
)
def test_a_malformed_score_is_refused(service: Service, changed: dict[str, Any]) -> None:
    content = {name: value for name, value in (FULL | changed).items() if value is not None}
    assert post(service, content).status_code == 400
    assert results(service) == []


def test_a_score_that_is_no_object_is_refused(service: Service) -> None:
    assert post(service, [FULL]).status_code == 400
    url = f"{ITEM}/scores?type_id=1"
    assert service.call("POST", url, data="{", content_type=MEDIA_TYPE).status_code == 400


def test_a_score_for_a_stranger_or_for_staff_is_refused(service: Service) -> None:
    assert post(service, FULL | {"userId": "nobody"}).status_code == 404
    assert post(service, FULL | {"userId": "ingrid"}).status_code == 404
    assert post(service, FULL | {"userId": "tomas"}).status_code == 400
    assert post(service, FULL | {"userId": "noor"}).status_code == 400
    assert results(service) == []


def test_the_content_type_must_be_exact(service: Service) -> None:
    assert post(service, content_type="application/json").status_code == 415
    assert post(service, content_type=f"{MEDIA_TYPE}; charset=utf-8").status_code == 200


def test_scores_goes_before_the_query(service: Service) -> None:
    naive = f"{ITEM}?type_id=1/scores"
    assert service.call("POST", naive, json=FULL, content_type=MEDIA_TYPE).status_code == 405
    lost = f"{ITEM}/scores"
    assert service.call("POST", lost, json=FULL, content_type=MEDIA_TYPE).status_code == 400


def test_a_score_needs_the_scope_of_scores(service: Service) -> None:
    service.token = service.get_token(AGS + "result.readonly")
    assert post(service).status_code == 403


def test_results_need_the_scope_of_results(service: Service) -> None:
    service.token = service.get_token(AGS + "score")
    assert service.call("GET", f"{ITEM}/results?type_id=1").status_code == 403


def test_a_score_that_is_not_final_is_no_result(service: Service) -> None:
    post(service)
    pending = {"gradingProgress": "Pending", "timestamp": "2026-11-22T18:01:00Z"}
    post(service, FULL | pending)
    [result] = results(service)
    assert "resultScore" not in result


def test_progress_can_be_told_without_a_score(service: Service) -> None:
    started = {
        "userId": "amara",
        "activityProgress": "InProgress",
        "gradingProgress": "NotReady",
        "timestamp": "2026-11-22T17:00:00Z",
    }
    assert post(service, started).status_code == 200


def test_results_can_be_asked_for_one_student(service: Service) -> None:
    post(service)
    post(service, FULL | {"userId": "bence", "scoreGiven": 3})
    assert [result["userId"] for result in results(service)] == ["amara", "bence"]
    assert [result["resultScore"] for result in results(service, "&user_id=bence")] == [3]
    assert results(service, "&user_id=chloe") == []


def test_a_deleted_column_takes_its_scores_with_it(service: Service) -> None:
    post(service)
    assert service.call("DELETE", f"{ITEM}?type_id=1").status_code == 204
    assert post(service).status_code == 404
