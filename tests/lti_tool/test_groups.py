"""Groups of a course: kept where the platform offers them; where it does not, nothing is lost."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool import privacy
from lti_tool.models import Context, CourseGroup, GroupMembership, User
from lti_tool.models.scopes import GROUPS_SCOPE
from lti_tool.platforms import rosters
from lti_tool.platforms.services import MOST_GROUPS
from quizzes.db import Database, utcnow
from tests.support.forms import PageReader
from tests.support.launching import CLAIM, GROUPS, Client, claims, instructor, with_groups
from tests.support.platform import Asked, Platform
from tests.support.statements import listening

ADA, ALAN, BARBARA = "student-1", "student-2", "student-3"
NAMES = {ADA: "Ada Lovelace", ALAN: "Alan Turing", BARBARA: "Barbara Liskov"}


def member(subject: str, *groups: Any, **changes: Any) -> dict[str, Any]:
    enrollments = {"group_enrollments": [{"group_id": group} for group in groups]}
    name = NAMES.get(subject, subject.title())
    return {"user_id": subject, "roles": ["Learner"], "name": name} | enrollments | changes


@pytest.fixture
def platform(platform: Platform) -> Platform:
    """A platform with two groups; Barbara is in none of them, Ada in both."""
    platform.groups = [{"id": "g2", "name": "thursday lab"}, {"id": "g1", "name": "Monday lab"}]
    platform.members = [member(ADA, "g1", "g2"), member(ALAN, "g2"), member(BARBARA)]
    return platform


class Teacher:
    """Grace, in a course that has groups."""

    def __init__(self, app: Flask, platform: Platform, **changes: Any) -> None:
        self.client, self.database = Client(app), app.extensions["database"]
        launched = instructor(platform, **with_groups(platform), **changes)
        self.path = self.client.open(platform, launched)

    def page(self, query: str = "") -> str:
        answer = self.client.get(f"{self.path}/students{query}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def refresh(self) -> str:
        assert self.client.post(f"{self.path}/refresh").status_code == 303
        return self.page()

    def names(self, query: str = "") -> list[str]:
        """Return who is on a page."""
        rows = PageReader(self.page(query)).rows
        return [name for row in rows for name in NAMES.values() if row and name in row[0]]

    def groups(self) -> dict[str, str]:
        """Return the groups that can be chosen, by name; none where there is no choice."""
        reader = PageReader(self.page())
        [form] = [form for form in reader.forms if "search" in form.names]
        if "group" not in form.names:
            return {}
        with self.database.read() as session:
            numbers = form.values("group")
            found = {str(group.id): group.name for group in session.scalars(select(CourseGroup))}
        return {found.get(number, "All groups"): number for number in numbers}


@pytest.fixture
def teacher(app: Flask, platform: Platform) -> Teacher:
    made = Teacher(app, platform)
    made.page()
    return made


def memberships(database: Database) -> set[tuple[str, str]]:
    with database.read() as session:
        rows = session.execute(
            select(User.subject, CourseGroup.group_id)
            .join(GroupMembership, GroupMembership.user_id == User.id)
            .join(CourseGroup, CourseGroup.id == GroupMembership.course_group_id)
        )
        return {(subject, group) for subject, group in rows}


def course(app: Flask) -> Context:
    with app.extensions["database"].read() as session:
        return session.scalars(select(Context)).one()


def test_a_launch_that_offers_groups_keeps_where_they_are(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    assert course(app).groups_url is None
    Client(app).open(platform, claims(platform, **with_groups(platform)))
    assert course(app).groups_url == platform.url("/groups")
    Client(app).open(platform)
    assert course(app).groups_url == platform.url("/groups")


def test_a_launch_that_offers_groups_costs_no_more_statements(
    app: Flask, platform: Platform
) -> None:
    counts = []
    for more in ({}, {}, with_groups(platform), with_groups(platform)):
        with listening(app.extensions["database"]) as asked:
            Client(app).open(platform, claims(platform, **more))
        counts.append(len(asked))
    assert counts[1] == counts[3] == counts[2] - 1  # it is written once, when it is new


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:1/\x00", "x" * 3000, 5])
def test_groups_at_no_address_are_refused_as_a_class_list_there_is(
    app: Flask, platform: Platform, url: Any
) -> None:
    more = {GROUPS + "claim/groupsservice": {"context_groups_url": url}}
    answer = Client(app).launch(platform, claims(platform, **more))
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize("service", [None, {}, {"context_groups_url": None}])
def test_a_service_that_says_no_address_is_none(
    app: Flask, platform: Platform, service: Any
) -> None:
    Client(app).open(platform, claims(platform, **{GROUPS + "claim/groupsservice": service}))
    assert course(app).groups_url is None


def test_a_class_can_be_looked_at_group_by_group(teacher: Teacher) -> None:
    groups = teacher.groups()
    assert list(groups) == ["All groups", "Monday lab", "thursday lab"]
    assert teacher.names() == list(NAMES.values())
    assert teacher.names(f"?group={groups['Monday lab']}") == ["Ada Lovelace"]
    thursday = f"?group={groups['thursday lab']}"
    assert teacher.names(thursday) == ["Ada Lovelace", "Alan Turing"]
    assert teacher.names(f"{thursday}&sort=name&down=1") == ["Alan Turing", "Ada Lovelace"]
    assert teacher.names(f"{thursday}&search=turing") == ["Alan Turing"]
    assert teacher.names(f"{thursday}&show=done") == []
    assert "2 students." in teacher.page(thursday)
    [(_, by_score)] = [
        each for each in PageReader(teacher.page(thursday)).links if each[0] == "Score"
    ]
    assert parse_qs(urlsplit(by_score).query)["group"] == [groups["thursday lab"]]


def test_each_row_and_a_students_page_name_their_groups(teacher: Teacher) -> None:
    reader = PageReader(teacher.page())
    heads = {name: row[0] for row in reader.rows for name in NAMES.values() if name in row[0]}
    assert "Monday lab; thursday lab" in heads["Ada Lovelace"]
    assert "lab" not in heads["Barbara Liskov"]
    links = {text: link for text, link in reader.links if "/students/" in link}
    assert "In groups: Monday lab; thursday lab" in teacher.client.get(links["Ada Lovelace"]).text
    assert "In groups" not in teacher.client.get(links["Barbara Liskov"]).text


@pytest.mark.parametrize("group", ["999999", "x", "-1", "1e3", "9" * 50, "", "0", "\u00b2"])
def test_a_group_that_is_not_there_means_everybody(teacher: Teacher, group: str) -> None:
    assert teacher.names(f"?group={group}") == list(NAMES.values())


def test_a_group_of_another_course_means_everybody(
    app: Flask, platform: Platform, teacher: Teacher
) -> None:
    there = {CLAIM + "context": {"id": "course-2"}, CLAIM + "resource_link": {"id": "link-2"}}
    other = Teacher(app, platform, **there)
    platform.members = [member(ALAN, "g1")]
    assert other.names() == ["Alan Turing"]
    with app.extensions["database"].read() as session:
        there_id = select(Context.id).filter_by(context_id="course-2").scalar_subquery()
        mondays = select(CourseGroup.id).filter_by(group_id="g1", context_id=there_id)
        theirs = session.scalars(mondays).one()
    assert other.names(f"?group={theirs}") == ["Alan Turing"]
    assert teacher.names(f"?group={theirs}") == list(NAMES.values())
    assert teacher.page().count("Monday lab") == 2  # to choose, and Ada's


def test_groups_and_people_that_are_gone_there_are_gone_here(
    platform: Platform, teacher: Teacher
) -> None:
    assert memberships(teacher.database) == {(ADA, "g1"), (ADA, "g2"), (ALAN, "g2")}
    platform.members = [member(ADA, "g1"), member(BARBARA, "g2")]  # Alan left the course
    teacher.refresh()
    assert memberships(teacher.database) == {(ADA, "g1"), (BARBARA, "g2")}
    platform.groups = [{"id": "g1", "name": "Friday lab"}]
    teacher.refresh()
    assert memberships(teacher.database) == {(ADA, "g1")}
    assert list(teacher.groups()) == ["All groups", "Friday lab"]
    platform.groups = []
    assert "Friday lab" not in teacher.refresh()
    assert memberships(teacher.database) == set()


def test_who_comes_to_teach_is_in_no_group(platform: Platform, teacher: Teacher) -> None:
    platform.members = [member(ADA, "g1", roles=["Instructor"]), member(ALAN, "g2")]
    teacher.refresh()
    assert memberships(teacher.database) == {(ALAN, "g2")}


def test_a_platform_that_does_not_say_who_is_in_its_groups_has_no_choice_of_them(
    platform: Platform, teacher: Teacher
) -> None:
    platform.members = [
        {name: value for name, value in each.items() if name != "group_enrollments"}
        for each in platform.members
    ]
    page = teacher.refresh()
    assert "Ada Lovelace" in page
    assert teacher.groups() == {}
    assert "could not be fetched" not in page


def test_a_course_without_the_service_is_asked_for_no_groups(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform, instructor(platform))
    assert "Ada Lovelace" in client.get(f"{path}/students").text
    assert not platform.asked_for("/groups")
    assert [asked.query for asked in platform.asked_for("/members")] == [{}]


def not_granted(request: Asked) -> tuple[int, Any]:
    said = parse_qs(request.body.decode())
    if said["scope"] == [GROUPS_SCOPE]:
        return 400, {"error": "invalid_scope"}
    return 200, {"access_token": "a-token", "token_type": "bearer", "expires_in": 3600}


@pytest.mark.parametrize(
    ("ending", "answer", "words"),
    [
        ("/groups", lambda _: (403, {"error": "forbidden"}), "The LMS said: 403"),
        ("/groups", lambda _: (404, ""), "The LMS said: 404"),
        ("/groups", lambda _: (500, "<html>"), "The LMS said: 500"),
        ("/groups", lambda _: (200, "no JSON"), "something else than was asked for"),
        ("/groups", lambda _: (200, []), "something else than was asked for"),
        ("/token", not_granted, "must allow the Course Groups Service"),
    ],
)
def test_groups_that_cannot_be_fetched_leave_the_class_list_as_it_is(
    app: Flask,
    platform: Platform,
    ending: str,
    answer: Callable[[Asked], tuple[int, Any]],
    words: str,
) -> None:
    platform.answers[ending] = answer
    teacher = Teacher(app, platform)
    page = teacher.page()
    assert teacher.names() == list(NAMES.values())
    assert "Class list from your LMS" in page
    assert "Its groups could not be fetched." in page
    assert words in page
    del platform.answers[ending]
    assert "could not be fetched" not in teacher.refresh()
    assert len(teacher.groups()) == 3


def test_groups_that_cannot_be_fetched_again_stay_as_they_were(
    platform: Platform, teacher: Teacher
) -> None:
    before = memberships(teacher.database)
    platform.answers["/groups"] = lambda _: (503, "")
    platform.members = [member(ADA), member(ALAN)]
    assert "Its groups could not be fetched." in teacher.refresh()
    assert memberships(teacher.database) == before
    assert "Barbara" not in teacher.page()


def test_a_platform_that_asks_to_slow_down_over_groups_is_left_alone(
    platform: Platform, teacher: Teacher
) -> None:
    platform.answers["/groups"] = lambda _: (429, "slow down")
    assert "asks this tool to slow down" in teacher.refresh()
    before = len(platform.asked)
    assert "Ada Lovelace" in teacher.refresh()
    assert len(platform.asked) == before


def test_a_platform_that_takes_no_question_for_groups_gives_its_class_list_without(
    app: Flask, platform: Platform
) -> None:
    def strict(request: Asked) -> tuple[int, Any]:
        return (400, "unknown parameter") if request.query else platform.usual(request)

    platform.answers["/members"] = strict
    assert Teacher(app, platform).names() == list(NAMES.values())


def test_nonsense_among_groups_is_left_out_and_spoils_nobody(
    app: Flask, platform: Platform
) -> None:
    platform.groups = [
        *({"id": 7, "name": " Seven "}, {"id": "long", "name": "x" * 1000}, {"id": "nameless"}),
        *({"name": "no id"}, {"id": "", "name": "x"}, {"id": "y" * 256, "name": "x"}),
        *({"id": True, "name": "x"}, {"id": "nul", "name": "a\0b"}, "g1", None),
    ]
    nonsense: list[Any] = [None, 3, {}, {"group_id": None}, {"group_id": ["7"]}, {"group_id": "?"}]
    wanted = [{"group_id": "7"}, {"group_id": "long"}, {"group_id": "nameless"}]
    platform.members = [
        member(ADA, group_enrollments=[*nonsense, *wanted, *wanted]),
        member(ALAN, 7, "a\0b"),
        member(BARBARA, group_enrollments="7"),
    ]
    teacher = Teacher(app, platform)
    assert teacher.names() == list(NAMES.values())
    found = {(ADA, "7"), (ADA, "long"), (ADA, "nameless"), (ALAN, "7")}
    assert memberships(teacher.database) == found
    assert list(teacher.groups()) == ["All groups", "Group nameless", "Seven", "x" * 255]


def test_groups_come_page_after_page_and_no_more_than_a_course_can_have(
    platform: Platform, teacher: Teacher
) -> None:
    platform.links["/groups"] = ["</groups?page=2>; rel=next"]
    platform.answers["/groups"] = lambda asked: (
        200,
        {"groups": [{"id": "g1" if not asked.query else "g3", "name": "One of a page"}]},
    )
    platform.members = [member(ADA, "g1"), member(ALAN, "g3")]
    teacher.refresh()
    assert memberships(teacher.database) == {(ADA, "g1"), (ALAN, "g3")}
    many = [{"id": str(number), "name": "x"} for number in range(MOST_GROUPS + 1)]
    platform.answers["/groups"] = lambda _: (200, {"groups": many})
    assert f"more than {MOST_GROUPS:,} groups" in teacher.refresh()
    assert memberships(teacher.database) == {(ADA, "g1"), (ALAN, "g3")}


def test_a_hundred_students_are_put_into_groups_by_few_statements(
    app: Flask, platform: Platform
) -> None:
    platform.members = [member(f"s{number:03}", "g1", "g2") for number in range(250)]
    teacher = Teacher(app, platform)
    teacher.page()
    with listening(teacher.database) as asked:
        rosters.refresh(teacher.database, app.extensions["services"], course(app).id, utcnow())
    about_groups = [each for each in asked if "group" in each]
    assert len(about_groups) <= 20, about_groups
    assert len(memberships(teacher.database)) == 500


def test_groups_that_are_fetched_by_several_at_once_are_kept_once(
    app: Flask, platform: Platform, teacher: Teacher
) -> None:
    everybody = [member(f"s{number:03}", "g1", "g2") for number in range(150)]
    number, services = course(app).id, app.extensions["services"]

    def fetch(_: int) -> None:
        rosters.refresh(teacher.database, services, number, utcnow())

    for platform.groups in ([{"id": "g1"}, {"id": "g3"}], [{"id": "g1"}, {"id": "g2"}]):
        platform.members = everybody
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(fetch, range(4)))
    assert memberships(teacher.database) == {
        (each["user_id"], group) for each in everybody for group in ("g1", "g2")
    }


def test_a_page_with_groups_takes_few_queries(teacher: Teacher) -> None:
    group = teacher.groups()["Monday lab"]
    with listening(teacher.database) as asked:
        teacher.page(f"?group={group}&sort=score&search=a")
    assert 0 < len(asked) <= 15, asked


def test_the_export_names_groups_and_canvass_stays_as_canvas_wants_it(teacher: Teacher) -> None:
    exports = f"{teacher.path}/exports"
    text = teacher.client.get(f"{exports}/progress.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(text)))
    assert {row["Name"]: row["Groups"] for row in rows} == {
        "Ada Lovelace": "Monday lab; thursday lab",
        "Alan Turing": "thursday lab",
        "Barbara Liskov": "",
    }
    text = teacher.client.get(f"{exports}/canvas.csv").text
    assert "Section" in text
    assert "lab" not in text


def test_a_student_sees_and_takes_along_in_which_groups_they_are(
    app: Flask, platform: Platform, teacher: Teacher
) -> None:
    ada = Client(app)
    path = ada.open(platform)
    assert "Which groups of a course you are in" in ada.get(f"{path}kept").text
    assert len(json.loads(ada.get(f"{path}kept/file").text)["group_membership"]) == 2


def test_who_is_erased_is_in_no_group_any_more(app: Flask, teacher: Teacher) -> None:
    with teacher.database.begin() as session:
        privacy.erase(session, session.scalars(select(User).filter_by(subject=ADA)).one())
    assert memberships(teacher.database) == {(ALAN, "g2")}
