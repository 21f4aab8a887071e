from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.practice.guards import CALLS_KEPT
from lti_tool.practice.models import ServiceCall
from tests.lti_tool.practice.conftest import Browser, Service
from tests.lti_tool.practice.test_scores import FULL, post

GRADED = "de101-tasks-vs-assets"


def test_a_newcomer_is_asked_whom_to_be(browser: Browser) -> None:
    answer = browser.get("/courses/DE101")
    assert answer.status_code == 303
    assert answer.location == "/people?next=/courses/DE101"
    assert "Amara Okafor" in browser.get("/people").text


def test_switching_goes_on_where_one_was(browser: Browser) -> None:
    answer = browser.post("/act-as", {"person": "amara", "next": "/courses/DE101"})
    assert answer.location == "/courses/DE101"
    assert "Amara Okafor" in browser.get("/").text


@pytest.mark.parametrize("elsewhere", ["https://example.org", "//example.org", "/\\example.org"])
def test_switching_never_leads_to_another_site(browser: Browser, elsewhere: str) -> None:
    answer = browser.post("/act-as", {"person": "amara", "next": elsewhere})
    assert answer.location == "/"


def test_nobody_can_act_as_someone_who_does_not_exist(browser: Browser) -> None:
    assert browser.post("/act-as", {"person": "nobody"}).status_code == 404


PAGES = (
    "/",
    "/people",
    "/connect",
    "/calls",
    "/courses/DE101",
    "/courses/DE101/gradebook",
    "/courses/DE101/people",
    "/courses/DE101/return",
    f"/activities/{GRADED}",
    "/activities/de101-ungraded",
)


@pytest.mark.parametrize("person", ["ingrid", "tomas", "noor", "amara", "nameless"])
def test_everyone_sees_every_page_of_theirs(browser: Browser, person: str) -> None:
    browser.act_as(person)
    for path in PAGES:
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_what_does_not_exist_is_said_in_words(browser: Browser) -> None:
    browser.act_as("amara")
    for path in ("/courses/XX999", "/activities/none", "/nowhere"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "That did not work" in answer.text


def test_an_activity_opens_in_a_frame_and_in_a_tab(browser: Browser) -> None:
    page = browser.act_as("amara").get(f"/activities/{GRADED}").text
    assert f'src="/activities/{GRADED}/launch?in=iframe"' in page
    assert f'href="/activities/{GRADED}/launch?in=window"' in page


def test_a_score_shows_in_the_gradebook(
    service: Service, gradebook: Callable[..., dict[tuple[str, str], dict[str, str]]]
) -> None:
    post(service)
    cells = gradebook()
    cell = cells["amara", GRADED]
    assert cell["score"] == "17.2 / 20"
    assert cell["comment"] == FULL["comment"]
    assert cell["activity-progress"] == "Completed"
    assert cell["grading-progress"] == "FullyGraded"
    assert "score" not in cells["bence", GRADED]


def test_a_zero_is_a_score(
    service: Service, gradebook: Callable[..., dict[tuple[str, str], dict[str, str]]]
) -> None:
    post(service, FULL | {"scoreGiven": 0})
    assert gradebook()["amara", GRADED]["score"] == "0 / 20"


def test_a_score_that_is_not_final_shows_as_not_graded(
    service: Service, gradebook: Callable[..., dict[tuple[str, str], dict[str, str]]]
) -> None:
    post(service, FULL | {"gradingProgress": "PendingManual"})
    assert gradebook()["amara", GRADED]["score pending"] == "Not graded yet"


def test_a_score_stays_in_its_course(
    service: Service, gradebook: Callable[..., dict[tuple[str, str], dict[str, str]]]
) -> None:
    post(service)
    assert "score" not in gradebook("AE201")["amara", "ae201-tasks-vs-assets"]


def test_students_see_their_own_row_only(
    service: Service, gradebook: Callable[..., dict[tuple[str, str], dict[str, str]]]
) -> None:
    post(service)
    assert set(gradebook(person="amara")) == {("amara", GRADED)}
    assert "score" not in gradebook(person="bence")["bence", GRADED]


def test_a_teaching_assistant_has_no_row_where_they_assist(
    gradebook: Callable[..., dict[tuple[str, str], dict[str, str]]],
) -> None:
    assert "noor" not in {student for student, _ in gradebook("DE101")}
    assert "noor" in {student for student, _ in gradebook("AE201")}


def test_students_see_their_grade_beside_the_activity(service: Service, browser: Browser) -> None:
    post(service)
    page = browser.act_as("amara").get(f"/activities/{GRADED}").text
    assert '<span class="score">17.2 / 20</span>' in page


def test_what_the_tool_sends_is_never_markup(service: Service, browser: Browser) -> None:
    post(service, FULL | {"comment": "<script>alert(1)</script>"})
    page = browser.act_as("tomas").get("/courses/DE101/gradebook").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_what_the_tool_says_on_the_way_back_is_never_markup(browser: Browser) -> None:
    page = browser.act_as("amara").get("/courses/DE101/return?lti_msg=<b>Well+done</b>").text
    assert "&lt;b&gt;Well done&lt;/b&gt;" in page


def test_the_service_log_tells_what_the_tool_did(service: Service, browser: Browser) -> None:
    post(service)
    post(service)
    page = browser.act_as("tomas").get("/calls").text
    assert "amara: 17.2 of 20, Completed, FullyGraded" in page
    assert "Refusing a score" in page
    assert "/lti/courses/DE101/lineitems/1/lineitem/scores?type_id=1" in page


def test_the_service_log_keeps_the_latest_calls(app: Flask, browser: Browser) -> None:
    for _ in range(CALLS_KEPT + 3):
        browser.get("/lti/jwks.json")
    with app.extensions["practice"].sessions.begin() as session:
        assert session.scalar(select(func.count(ServiceCall.id))) == CALLS_KEPT


def test_the_page_to_connect_a_tool_shows_the_values(browser: Browser) -> None:
    page = browser.act_as("ingrid").get("/connect").text
    for value in ("http://localhost:8000/lti/authorize", "practice-client", "/lti/jwks.json"):
        assert value in page


def test_a_form_from_another_site_is_refused(browser: Browser) -> None:
    for origin in ("https://example.org", "null", "http://127.0.0.1:8001"):
        answer = browser.post("/act-as", {"person": "amara"}, headers={"Origin": origin})
        assert answer.status_code == 403
    ours = {"Origin": "http://localhost:8000"}
    assert browser.post("/act-as", {"person": "amara"}, headers=ours).status_code == 303


def test_a_host_name_that_is_not_ours_is_refused(app: Flask) -> None:
    answer = app.test_client().get("/people", base_url="http://rebound.example:8000")
    assert answer.status_code == 403


def test_an_address_in_numbers_leads_to_localhost(app: Flask) -> None:
    for host in ("127.0.0.1", "[::1]"):
        answer = app.test_client().get("/people?next=/", base_url=f"http://{host}:8000")
        assert answer.location == "http://localhost:8000/people?next=/"


def test_the_cookie_has_a_name_of_its_own_and_stays_from_scripts(browser: Browser) -> None:
    answer = browser.post("/act-as", {"person": "amara"})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("practice_lms=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_looking_at_a_page_never_writes_the_cookie_again(browser: Browser) -> None:
    answer = browser.act_as("amara").get("/courses/DE101/gradebook")
    assert "Set-Cookie" not in answer.headers
