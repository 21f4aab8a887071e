from typing import Any

from tests.lti_tool.practice.conftest import AGS, NRPS, Service

MEMBERS = "http://localhost:8000/lti/courses/DE101/memberships"
GROUPS = "http://localhost:8000/lti/courses/DE101/groups"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


def everyone(service: Service, url: str) -> list[list[dict[str, Any]]]:
    """Follow the pages, as a tool does, and return what each held."""
    pages = []
    while url:
        answer = service.call("GET", url)
        pages.append(answer.get_json(force=True)["members"])
        url = answer.headers.get("Link", "").partition(";")[0].strip("<>")
    return pages


def test_a_course_tells_who_is_in_it(service: Service) -> None:
    answer = service.call("GET", MEMBERS)
    assert answer.content_type == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    content = answer.get_json(force=True)
    assert content["id"] == MEMBERS
    assert content["context"]["id"] == "DE101"
    amara = next(member for member in content["members"] if member["user_id"] == "amara")
    assert amara == {
        "status": "Active",
        "user_id": "amara",
        "roles": [MEMBERSHIP + "Learner"],
        "name": "Amara Okafor",
        "given_name": "Amara",
        "family_name": "Okafor",
        "email": "amara@example.org",
    }


def test_the_student_with_no_name_is_listed_by_id_alone(service: Service) -> None:
    members = service.call("GET", MEMBERS).get_json(force=True)["members"]
    nameless = next(member for member in members if member["user_id"] == "nameless")
    assert set(nameless) == {"status", "user_id", "roles"}


def test_without_a_limit_everyone_comes_at_once(service: Service) -> None:
    assert [len(page) for page in everyone(service, MEMBERS)] == [10]


def test_pages_follow_each_other_until_everyone_was_listed_once(service: Service) -> None:
    pages = everyone(service, f"{MEMBERS}?limit=4")
    assert [len(page) for page in pages] == [4, 4, 2]
    assert len({member["user_id"] for page in pages for member in page}) == 10


def test_a_full_last_page_links_to_no_empty_one(service: Service) -> None:
    assert [len(page) for page in everyone(service, f"{MEMBERS}?limit=5")] == [5, 5]


def test_pages_keep_the_role_that_was_asked_for(service: Service) -> None:
    pages = everyone(service, f"{MEMBERS}?role=Learner&limit=3")
    assert [len(page) for page in pages] == [3, 3, 2]
    assert all("Learner" in member["roles"][0] for page in pages for member in page)


def test_a_role_may_be_given_in_full(service: Service) -> None:
    answer = service.call("GET", MEMBERS, query_string={"role": MEMBERSHIP + "Instructor"})
    members = answer.get_json(force=True)["members"]
    assert [member["user_id"] for member in members] == ["tomas", "noor"]


def test_a_resource_link_of_the_course_lists_everyone_and_another_nobody(service: Service) -> None:
    assert service.call("GET", f"{MEMBERS}?rlid=de101-ungraded").status_code == 200
    assert service.call("GET", f"{MEMBERS}?rlid=ae201-tasks-vs-assets").status_code == 404


def test_a_limit_that_is_no_number_is_refused(service: Service) -> None:
    assert service.call("GET", f"{MEMBERS}?limit=two").status_code == 400


def test_memberships_need_their_scope(service: Service) -> None:
    service.token = service.get_token(AGS + "score")
    assert service.call("GET", MEMBERS).status_code == 403


def test_addresses_mind_capitals(service: Service) -> None:
    assert service.call("GET", MEMBERS.replace("DE101", "de101")).status_code == 404


def test_a_course_has_groups_and_tells_who_is_in_them_only_if_asked(service: Service) -> None:
    answer = service.call("GET", GROUPS)
    assert answer.content_type == "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
    groups = {group["id"]: group["name"] for group in answer.get_json(force=True)["groups"]}
    assert list(groups.values()) == ["Monday lab", "Thursday lab", "Project Larch"]
    pages = everyone(service, f"{MEMBERS}?groups=true&limit=4")
    told = {member["user_id"]: member for page in pages for member in page}
    chloes = [groups[each["group_id"]] for each in told["chloe"]["group_enrollments"]]
    assert chloes == ["Monday lab", "Project Larch"]
    assert told["linh"]["group_enrollments"] == told["tomas"]["group_enrollments"] == []
    unasked = service.call("GET", MEMBERS).get_json(force=True)["members"]
    assert not [member for member in unasked if "group_enrollments" in member]


def test_the_groups_of_one_person_can_be_asked_for_and_come_page_after_page(
    service: Service,
) -> None:
    answer = service.call("GET", f"{GROUPS}?user_id=chloe&limit=1")
    assert len(answer.get_json(force=True)["groups"]) == 1
    url = answer.headers["Link"].partition(";")[0].strip("<>")
    [second] = service.call("GET", url).get_json(force=True)["groups"]
    assert second["name"] == "Project Larch"


def test_groups_need_their_scope(service: Service) -> None:
    service.token = service.get_token(NRPS)
    assert service.call("GET", GROUPS).status_code == 403
