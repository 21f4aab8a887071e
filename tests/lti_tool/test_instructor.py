"""The class at a glance: everybody, how far, and whether the grade has arrived."""

import time

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.errors import PlatformUnavailable
from lti_tool.models import Context
from tests.support.delivering import deliver
from tests.support.forms import PageReader
from tests.support.launching import (
    CLAIM,
    NRPS,
    Client,
    claims,
    instructor,
    read_everything,
    submit_right,
)
from tests.support.platform import Platform

MEMBERS = [
    {"user_id": "student-1", "roles": ["Learner"], "status": "Active", "name": "Ada Lovelace"},
    {"user_id": "student-2", "roles": ["Learner"], "status": "Active", "given_name": "Alan"},
    {"user_id": "student-3", "roles": ["Learner"], "status": None},
    {"user_id": "student-4", "roles": ["Learner"], "status": "Inactive", "name": "Gone Away"},
    {"user_id": "teacher-1", "roles": ["Instructor"], "name": "Grace Hopper"},
]


def students(page: str) -> dict[str, str]:
    """Return the text of each student's row, by name (which stands beside an email)."""
    return {
        " ".join(word for word in who.split() if "@" not in word): " | ".join(cells)
        for who, *cells in PageReader(page).rows
    }


def refreshed(client: Client, overview: str) -> str:
    """Press "Refresh the class list"; returns the page with everyone."""
    answer = client.post(overview + "/refresh")
    assert answer.status_code == 303
    assert answer.location == overview + "/students"
    return client.get(answer.location).text


def everyone(client: Client, overview: str) -> str:
    """Return the page with everyone."""
    return client.get(overview + "/students").text


def test_everybody_of_the_class_list_is_there_and_nobody_of_the_staff(
    app: Flask, platform: Platform
) -> None:
    platform.members = MEMBERS
    client = Client(app)
    overview = client.open(platform, instructor(platform))
    page = refreshed(client, overview)
    assert set(students(page)) == {"Ada Lovelace", "Alan", "Student student-3"}
    assert "0 of 3 complete, 3 not started." in client.get(overview).text


def test_a_row_says_how_far_a_student_is_and_that_the_grade_has_arrived(
    app: Flask, platform: Platform
) -> None:
    platform.members = MEMBERS
    ada, alan = Client(app), Client(app)
    path = ada.open(platform)
    read_everything(ada, path)
    submit_right(ada, path)
    alan.open(platform, claims(platform, sub="student-2", name="Alan Turing"))
    deliver(app)
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    rows = students(refreshed(teacher, overview))
    assert "Done" in rows["Ada Lovelace"]
    assert "In the gradebook: 20 of 20" in rows["Ada Lovelace"]
    assert "Reading" in rows["Alan"]
    assert "Not started" in rows["Student student-3"]
    assert "1 of 3 complete, 1 not started." in teacher.get(overview).text


def test_where_there_is_no_class_list_those_who_came_are_shown(
    app: Flask, platform: Platform
) -> None:
    Client(app).open(platform, claims(platform, **{NRPS: None}))
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform, **{NRPS: None}))
    page = everyone(teacher, overview)
    assert set(students(page)) == {"Ada Lovelace"}
    assert "offers no class list" in page


def test_a_class_list_that_cannot_be_had_says_why_and_loses_nobody(
    app: Flask, platform: Platform
) -> None:
    platform.members = MEMBERS
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    refreshed(teacher, overview)
    platform.answers["/members"] = lambda _: (503, "maintenance")
    page = refreshed(teacher, overview)
    assert "maintenance" in page
    assert "This page shows the one of" in page
    assert len(students(page)) == 3


def test_a_platform_that_refuses_the_class_list_is_not_asked_at_every_look(
    app: Flask, platform: Platform
) -> None:
    platform.answers["/members"] = lambda _: (404, "no such list")
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    jobs = app.extensions["jobs"]
    jobs.work()
    try:
        for _ in range(3):
            assert teacher.get(overview).status_code == 200
            jobs.broker.join("default", timeout=10_000)
    finally:
        jobs.stop()
    assert len(platform.asked_for("/members")) == 1


def test_somebody_who_left_the_course_without_ever_coming_is_no_longer_shown(
    app: Flask, platform: Platform
) -> None:
    platform.members = MEMBERS
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    refreshed(teacher, overview)
    platform.members = MEMBERS[:1]
    assert set(students(refreshed(teacher, overview))) == {"Ada Lovelace"}


def listed(app: Flask, platform: Platform) -> list[str]:
    """Fetch the class list of the course that somebody came to."""
    Client(app).open(platform)
    with app.extensions["database"].read() as session:
        registration = session.scalars(select(Context)).one().deployment.registration
    members = app.extensions["services"].members(registration, platform.url("/members"))
    return [member.subject for member in members]


def test_a_class_list_is_followed_page_by_page(app: Flask, platform: Platform) -> None:
    platform.members = MEMBERS
    platform.links["/members"] = ['</members?from=2&Token=KeepCase>; rel="Next"']
    assert len(listed(app, platform)) == 2 * 4
    assert platform.asked_for("/members")[1].query["Token"] == ["KeepCase"]


@pytest.mark.parametrize("following", ["http://127.0.0.2:1/members", "/members"])
def test_a_class_list_that_leads_elsewhere_or_in_circles_is_none(
    app: Flask, platform: Platform, following: str
) -> None:
    platform.members = MEMBERS
    platform.links["/members"] = [f'<{following}>; rel="next"']
    with pytest.raises(PlatformUnavailable):
        listed(app, platform)
    assert len(platform.asked_for("/members")) == 1


def test_a_class_list_without_end_is_left_before_it_fills_the_memory(
    app: Flask, platform: Platform
) -> None:
    platform.members = [{"user_id": f"student-{number}"} for number in range(10_000)]
    platform.links["/members"] = [f'</members?from={page}>; rel="next"' for page in range(99)]
    with pytest.raises(PlatformUnavailable, match="no end"):
        listed(app, platform)
    assert len(platform.asked_for("/members")) == 6


def test_a_link_header_that_never_ends_costs_no_time(app: Flask, platform: Platform) -> None:
    platform.members = MEMBERS
    platform.links["/members"] = ["<" * 60_000]
    started = time.process_time()
    assert len(listed(app, platform)) == 4
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "odd",
    [{"name": 5}, {"name": "\ud800"}, {"email": {}}, {"roles": 5}, {"user_id": "x" * 300}, {}],
)
def test_an_odd_member_is_left_out_and_the_others_stay(
    app: Flask, platform: Platform, odd: dict[str, object]
) -> None:
    platform.members = [{"user_id": "odd"} | odd, MEMBERS[0]] if odd else [{}, MEMBERS[0]]
    assert listed(app, platform) == ["student-1"]


def test_another_link_of_the_course_has_its_own_progress(app: Flask, platform: Platform) -> None:
    ada = Client(app)
    read_everything(ada, ada.open(platform))
    teacher = Client(app)
    other = instructor(platform, **{CLAIM + "resource_link": {"id": "link-2"}})
    page = everyone(teacher, teacher.open(platform, other))
    assert "0 of 6" in students(page)["Ada Lovelace"]


def test_a_preview_says_that_nothing_is_graded(app: Flask, platform: Platform) -> None:
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    page = teacher.get(overview.removesuffix("class")).text
    assert "Nothing you do here is graded" in page


def test_who_was_only_at_another_link_of_the_course_has_not_started_here(
    app: Flask, platform: Platform
) -> None:
    Client(app).open(platform)
    teacher = Client(app)
    other = instructor(platform, **{CLAIM + "resource_link": {"id": "link-2"}})
    rows = students(everyone(teacher, teacher.open(platform, other)))
    assert "Not started" in rows["Ada Lovelace"]


def test_the_first_look_at_a_class_has_its_list_already(app: Flask, platform: Platform) -> None:
    platform.members = MEMBERS
    teacher = Client(app)
    page = everyone(teacher, teacher.open(platform, instructor(platform)))
    assert len(students(page)) == 3


def test_submitted_is_not_done_while_reading_is_missing(app: Flask, platform: Platform) -> None:
    ada, teacher = Client(app), Client(app)
    submit_right(ada, ada.open(platform))
    page = everyone(teacher, teacher.open(platform, instructor(platform)))
    assert "Submitted" in students(page)["Ada Lovelace"]
