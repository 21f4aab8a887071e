"""Those who teach look at a course as a student, copy it, delete from it."""

import re
from collections.abc import Callable

import pytest

from tests.lti_tool.practice.conftest import AGS, Browser, Service, form_in
from tests.lti_tool.practice.test_scores import FULL, post

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
GRADED = "de101-tasks-vs-assets"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
ITEMS = "http://localhost:8000/lti/courses/DE101-2/lineitems?type_id=1"


@pytest.fixture
def teacher(browser: Browser) -> Browser:
    return browser.act_as("tomas")


def look(teacher: Browser, view: str, course: str = "DE101") -> None:
    assert teacher.post(f"/courses/{course}/view", {"as": view}).status_code == 303


def test_a_switched_role_is_the_same_person_as_a_learner_only(teacher: Browser) -> None:
    look(teacher, "Learner")
    claims = teacher.launch(GRADED)
    assert claims["sub"] == "tomas"
    assert claims[CLAIM + "roles"] == [LEARNER]
    assert "You see DE101 as a student would" in teacher.get("/courses/DE101").text


def test_the_test_student_is_someone_else(teacher: Browser) -> None:
    look(teacher, "TestStudent")
    claims = teacher.launch(GRADED)
    assert claims["sub"] not in ("tomas", "")
    assert claims["name"] == "Test Student"
    assert claims[CLAIM + "roles"] == [TEST_USER, LEARNER]


def test_being_oneself_again_ends_the_view(teacher: Browser) -> None:
    look(teacher, "TestStudent")
    look(teacher, "self")
    assert teacher.launch(GRADED)["sub"] == "tomas"
    assert LEARNER not in teacher.launch(GRADED)[CLAIM + "roles"]


def test_the_view_holds_in_its_own_course_only(teacher: Browser) -> None:
    look(teacher, "Learner")
    assert LEARNER not in teacher.launch("ae201-tasks-vs-assets")[CLAIM + "roles"]
    assert "Add an activity" not in teacher.get("/courses/DE101").text
    assert "Add an activity" in teacher.get("/courses/AE201").text


def test_acting_as_someone_else_ends_the_view(teacher: Browser) -> None:
    look(teacher, "TestStudent")
    teacher.act_as("amara").act_as("tomas")
    assert teacher.launch(GRADED)["sub"] == "tomas"


def test_a_launch_begun_in_one_view_does_not_end_in_another(teacher: Browser) -> None:
    login = teacher.open(GRADED)
    look(teacher, "Learner")
    assert form_in(teacher.authorize(login))[1]["error"] == "login_required"


def test_the_test_student_is_in_no_list_and_gets_no_score(
    teacher: Browser, service: Service
) -> None:
    look(teacher, "TestStudent")
    person = teacher.launch(GRADED)["sub"]
    members = "http://localhost:8000/lti/courses/DE101/memberships"
    listed = service.call("GET", members).get_json(force=True)["members"]
    assert person not in {member["user_id"] for member in listed}
    assert "Test Student" not in teacher.get("/people").text
    assert post(service, FULL | {"userId": person}).status_code == 422
    assert teacher.post("/act-as", {"person": person}).status_code == 404


def test_a_teacher_in_a_switched_role_gets_no_score(teacher: Browser, service: Service) -> None:
    look(teacher, "Learner")
    assert post(service, FULL | {"userId": "tomas"}).status_code == 400


def test_students_switch_no_view(browser: Browser) -> None:
    browser.act_as("amara")
    assert browser.post("/courses/DE101/view", {"as": "TestStudent"}).status_code == 403
    assert "View as" not in browser.get("/courses/DE101").text


def test_a_deleted_activity_is_gone_with_its_column(teacher: Browser, service: Service) -> None:
    post(service)
    assert "all grades in it" in teacher.get(f"/activities/{GRADED}/deletion").text
    assert teacher.post(f"/activities/{GRADED}/deletion", {}).status_code == 303
    assert teacher.get(f"/activities/{GRADED}").status_code == 404
    assert post(service).status_code == 404


def test_a_launch_of_an_activity_deleted_meanwhile_says_so(teacher: Browser) -> None:
    login = teacher.open(GRADED)
    teacher.post(f"/activities/{GRADED}/deletion", {})
    assert form_in(teacher.authorize(login))[1]["error"] == "launch_no_longer_valid"


@pytest.mark.parametrize("path", [f"/activities/{GRADED}/deletion", "/courses/DE101/copies"])
def test_students_change_nothing(browser: Browser, path: str) -> None:
    assert browser.act_as("amara").post(path, {}).status_code == 403


def test_a_copied_course_has_ids_of_its_own_and_the_same_custom(
    teacher: Browser, service: Service
) -> None:
    post(service)
    answer = teacher.post("/courses/DE101/copies", {})
    assert answer.location.startswith("/courses/DE101-2?notice=")
    page = teacher.get(answer.location).text
    assert "This is a copy of DE101" in page
    graded, ungraded = re.findall(r'data-activity="([^"]+)"', page)
    before, claims = teacher.launch(GRADED), teacher.launch(graded)
    assert claims[CLAIM + "custom"] == before[CLAIM + "custom"]
    assert claims[CLAIM + "context"]["id"] == "DE101-2"
    assert claims[CLAIM + "resource_link"]["id"] != before[CLAIM + "resource_link"]["id"]
    assert claims[ENDPOINT]["lineitem"] != before[ENDPOINT]["lineitem"]
    assert "lineitem" not in teacher.launch(ungraded)[ENDPOINT]
    [item] = service.call("GET", ITEMS).get_json(force=True)
    assert (item["resourceId"], item["tag"]) == ("tasks-vs-assets", "grade")
    assert item["resourceLinkId"] == graded


def test_a_copied_course_has_the_people_and_no_grades(
    teacher: Browser,
    service: Service,
    gradebook: Callable[..., dict[tuple[str, str], dict[str, str]]],
) -> None:
    post(service)
    teacher.post("/courses/DE101/copies", {})
    cells = gradebook("DE101-2")
    assert "amara" in {student for student, _ in cells}
    assert not any("score" in cell for cell in cells.values())


def test_a_copy_of_a_copy_is_numbered_on(teacher: Browser) -> None:
    teacher.post("/courses/DE101/copies", {})
    answer = teacher.post("/courses/DE101-2/copies", {})
    assert answer.location.startswith("/courses/DE101-3?")


def test_a_token_for_grades_works_in_the_copy(teacher: Browser, service: Service) -> None:
    teacher.post("/courses/DE101/copies", {})
    service.token = service.get_token(AGS + "lineitem")
    assert service.call("GET", ITEMS).status_code == 200
