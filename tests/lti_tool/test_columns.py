"""Links that come without a grade column: it is found, or made once, and kept as it should be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from lti_tool.grades.wanted import whole_points
from lti_tool.models import ResourceLink
from quizzes.db import utcnow
from quizzes.models import Placement
from tests.support.delivering import (
    becomes_canvas,
    change,
    deliver,
    deliver_one,
    later,
    lease,
    link_of,
    score_of,
    scores,
    send,
    tried_often,
)
from tests.support.launching import (
    AGS,
    CLAIM,
    MEMBERSHIP,
    Client,
    claims,
    read_everything,
    submit_right,
)
from tests.support.platform import Asked, Platform

INSTRUCTOR = {"sub": "teacher-1", CLAIM + "roles": [MEMBERSHIP + "Instructor"]}
ALL = [AGS + "scope/score", AGS + "scope/result.readonly", AGS + "scope/lineitem"]


def without_column(platform: Platform, **changes: Any) -> dict[str, Any]:
    """Return the claims of a launch that offers the course's columns, and none of its own."""
    offered = {"scope": ALL, "lineitems": platform.url("/items?type_id=1")}
    return claims(platform, **({AGS + "claim/endpoint": offered} | changes))


def with_column(platform: Platform, path: str = "/items/1") -> dict[str, Any]:
    """Return the claims of a launch that has a column, where others could be made as well."""
    offered = {
        "scope": ALL,
        "lineitem": platform.url(path + "?type_id=1"),
        "lineitems": platform.url("/items?type_id=1"),
    }
    return claims(platform, **{AGS + "claim/endpoint": offered})


def submit(app: Flask, platform: Platform, launched: dict[str, Any]) -> tuple[Client, str, str]:
    """Launch and submit all rightly; returns the client, its first page and its result's."""
    client = Client(app)
    path = client.open(platform, launched)
    if "lineitem" not in launched[AGS + "claim/endpoint"]:
        change(app, ResourceLink, wants_column=True)  # as an instructor's button does
    return client, path, submit_right(client, path)


def made(platform: Platform) -> list[Any]:
    """Return the columns that the platform was asked to make."""
    return [asked.json for asked in platform.asked_for("/items") if asked.method == "POST"]


def bound(platform: Platform, path: str, **properties: Any) -> None:
    """Let a course have a column."""
    item = {"id": platform.url(path + "?type_id=1"), "label": "Quiz", "scoreMaximum": 5}
    platform.items[path] = item | properties


def test_a_column_is_made_when_the_first_score_is_due_and_the_score_goes_into_it(
    app: Flask, platform: Platform
) -> None:
    client, _, result = submit(app, platform, without_column(platform))
    assert platform.asked_for("/items") == []
    assert "on its way to the gradebook" in client.get(result).text
    assert deliver(app).delivered_version == 1
    (column,) = made(platform)
    tag = column.pop("tag")
    assert column == {
        "label": "Tasks vs assets",
        "scoreMaximum": 20,
        "resourceId": "tasks-vs-assets",
        "resourceLinkId": "link-1",
    }
    assert tag.startswith("lineage-lab-")
    (sent,) = platform.asked_for("/items/100/scores")
    assert (sent.json["scoreGiven"], sent.json["scoreMaximum"]) == (16, 20)
    assert "In the gradebook: 16 of 20" in client.get(result).text


def test_a_column_that_was_made_stays_that_of_its_link(app: Flask, platform: Platform) -> None:
    client, path, _ = submit(app, platform, without_column(platform))
    deliver(app)
    client.open(platform, without_column(platform))
    assert score_of(app).due_at is None
    read_everything(client, path)
    deliver(app, later(minutes=1))
    assert len(made(platform)) == 1
    assert len(platform.asked_for("/items/100/scores")) == 2


def test_a_link_without_a_title_gives_its_column_the_activitys(
    app: Flask, platform: Platform
) -> None:
    submit(app, platform, without_column(platform, **{CLAIM + "resource_link": {"id": "link-1"}}))
    deliver(app)
    assert made(platform)[0]["label"] == "Airflow vs Dagster: tasks vs assets"


def test_each_link_of_a_course_gets_a_column_of_its_own(app: Flask, platform: Platform) -> None:
    for link in ("link-1", "link-2"):
        submit(app, platform, without_column(platform, **{CLAIM + "resource_link": {"id": link}}))
    for score in scores(app):
        deliver_one(app, score.id)
    first, second = made(platform)
    assert first["tag"] != second["tag"]
    assert (first["resourceLinkId"], second["resourceLinkId"]) == ("link-1", "link-2")


def test_a_column_that_the_platform_has_for_the_link_is_used(
    app: Flask, platform: Platform
) -> None:
    bound(platform, "/items/7", resourceLinkId="link-1")
    bound(platform, "/items/8", resourceLinkId="another-link")
    submit(app, platform, without_column(platform))
    assert deliver(app).delivered_version == 1
    assert made(platform) == []
    assert len(platform.asked_for("/items/7/scores")) == 1
    assert link_of(app).column_label is None


def test_a_column_that_was_made_before_a_crash_is_found_by_its_tag(
    app: Flask, platform: Platform
) -> None:
    submit(app, platform, without_column(platform))
    deliver(app)
    for item in platform.items.values():
        item.pop("resourceLinkId")  # as Canvas has it
    change(app, ResourceLink, line_item_url=None, column_label=None, column_maximum=None)
    submit(app, platform, without_column(platform, sub="student-2"))
    deliver_one(app, scores(app)[1].id)
    assert len(made(platform)) == 1
    assert link_of(app).column_label == "Tasks vs assets"


def test_a_column_at_another_host_is_none_of_the_platforms(app: Flask, platform: Platform) -> None:
    bound(platform, "/items/7", resourceLinkId="link-1", id="http://127.0.0.2/items/7")
    submit(app, platform, without_column(platform))
    assert deliver(app).delivered_version == 1
    assert len(made(platform)) == 1


def test_whoever_comes_while_a_column_is_being_made_waits_for_it(
    app: Flask, platform: Platform
) -> None:
    for student in ("student-1", "student-2"):
        submit(app, platform, without_column(platform, sub=student))
    first, second = scores(app)

    def meanwhile(asked: Asked) -> tuple[int, Any]:
        if asked.method == "POST":
            deliver_one(app, second.id)
        return platform.usual(asked)

    platform.answers["/items"] = meanwhile
    deliver_one(app, first.id)
    waiting = scores(app)[1]
    assert waiting.problem == "Its grade column is being made just now."
    assert waiting.due_at
    deliver_one(app, second.id, waiting.due_at)
    assert len(made(platform)) == 1
    assert all(score.delivered_version == 1 for score in scores(app))


def test_many_workers_make_one_column(app: Flask, platform: Platform) -> None:
    for number in range(6):
        submit(app, platform, without_column(platform, sub=f"student-{number}"))
    ids, leased = [score.id for score in scores(app)], lease(app)
    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(partial(send, app), leased))
    for score_id in ids:
        deliver_one(app, score_id, later(minutes=1))
    assert len(made(platform)) == 1
    assert len(platform.scores) == len(ids)


def test_a_worker_that_died_over_a_column_does_not_keep_it(app: Flask, platform: Platform) -> None:
    submit(app, platform, without_column(platform))
    change(app, ResourceLink, column_claimed_until=utcnow() + timedelta(seconds=30))
    assert deliver(app).delivered_version == 0
    change(app, ResourceLink, column_claimed_until=utcnow() - timedelta(seconds=1))
    assert deliver(app, later(minutes=1)).delivered_version == 1


def test_a_platform_that_fails_over_a_column_is_asked_again(app: Flask, platform: Platform) -> None:
    submit(app, platform, without_column(platform))
    platform.answers["/items"] = lambda _: (503, "busy")
    waiting = deliver(app)
    assert "503 busy" in (waiting.problem or "")
    assert link_of(app).column_claimed_until is None
    del platform.answers["/items"]
    assert deliver(app, waiting.due_at).delivered_version == 1


def test_a_platform_that_makes_no_column_is_quoted(app: Flask, platform: Platform) -> None:
    client, _, result = submit(app, platform, without_column(platform))
    platform.answers["/items"] = lambda asked: (
        (422, "No more columns in this course") if asked.method == "POST" else (200, [])
    )
    assert deliver(app).due_at is None
    page = client.get(result).text
    assert "The LMS makes no grade column for it." in page
    assert "No more columns in this course" in page


def test_a_column_that_a_launch_brings_along_wins(app: Flask, platform: Platform) -> None:
    client, _, _ = submit(app, platform, without_column(platform))
    deliver(app)
    platform.scores.clear()
    client.open(platform, with_column(platform))
    assert link_of(app).column_label is None
    assert deliver(app, later(minutes=1)).delivered_version == 2
    assert len(platform.asked_for("/items/1/scores")) == 1
    assert len(made(platform)) == 1


@pytest.mark.parametrize(
    ("offered", "words"),
    [
        ({"scope": ALL}, "No grade column in the LMS belongs to this link."),
        ({"scope": ALL[:1], "lineitems": "/items"}, "No grade column in the LMS belongs"),
        ({"scope": ALL[1:], "lineitem": "/items/1"}, "does not let this tool send scores here"),
        ({"scope": ALL[1:], "lineitems": "/items"}, "No grade column in the LMS belongs"),
    ],
)
def test_a_link_whose_grades_can_go_nowhere_says_so(
    app: Flask, platform: Platform, offered: dict[str, Any], words: str
) -> None:
    there = {key: platform.url(at) for key, at in offered.items() if key != "scope"}
    launched = claims(platform, **{AGS + "claim/endpoint": offered | there})
    client, _, result = submit(app, platform, launched)
    assert score_of(app).due_at is None
    assert words in client.get(result).text


def deleted(platform: Platform, path: str) -> None:
    """Let a column have been deleted in the LMS, with what was in it."""
    platform.items.pop(path, None)
    platform.scores.clear()
    for ending in (path, path + "/scores"):
        platform.answers[ending] = lambda _: (404, "no such column")


def test_a_column_of_ours_that_was_deleted_is_made_anew_and_gets_every_score(
    app: Flask, platform: Platform
) -> None:
    for student in ("student-1", "student-2"):
        submit(app, platform, without_column(platform, sub=student))
    first, second = scores(app)
    deliver_one(app, first.id)
    bound(platform, "/items/101", resourceLinkId="another-link")
    deleted(platform, "/items/100")
    tried_often(app)
    deliver_one(app, second.id)
    assert len(made(platform)) == 2
    for score in scores(app):
        assert score.due_at
        deliver_one(app, score.id, later(minutes=1))
    assert len(platform.asked_for("/items/101/scores")) == 2
    assert all(score.delivered_version == score.version for score in scores(app))


def test_a_column_of_the_platforms_that_was_deleted_stays_so_until_somebody_asks_for_another(
    app: Flask, platform: Platform
) -> None:
    client, _, result = submit(app, platform, with_column(platform))
    deleted(platform, "/items/1")
    tried_often(app)
    assert deliver(app).due_at is None
    assert made(platform) == []
    assert "No grade column in the LMS belongs to this link." in client.get(result).text
    staff = Client(app)
    overview = staff.open(platform, without_column(platform, **INSTRUCTOR))
    form = staff.page(overview).form(to="/class/column")
    assert staff.post(form.action).status_code == 303
    assert deliver(app).delivered_version == score_of(app).version
    assert len(platform.asked_for("/items/100/scores")) == 1


def test_nobody_who_is_not_staff_asks_for_a_column(app: Flask, platform: Platform) -> None:
    client, path, _ = submit(app, platform, claims(platform))
    assert client.post(path + "class/column").status_code == 403


def test_where_no_column_could_be_made_none_is_offered(app: Flask, platform: Platform) -> None:
    offered = {"scope": ALL[:1], "lineitems": platform.url("/items")}
    staff = Client(app)
    launched = claims(platform, **INSTRUCTOR, **{AGS + "claim/endpoint": offered})
    page = staff.page(staff.open(platform, launched))
    assert "No grades are sent" in page.words
    assert "Add a grade column" not in page.words


def test_a_student_who_is_not_there_costs_no_column(app: Flask, platform: Platform) -> None:
    bound(platform, "/items/1")
    submit(app, platform, with_column(platform))
    platform.answers["/scores"] = lambda _: (404, "no such student")
    tried_often(app)
    refused = deliver(app)
    assert refused.due_at is None
    assert "no such student" in (refused.problem or "")
    assert made(platform) == []


def test_a_column_of_ours_takes_the_links_new_title_and_the_activitys_new_points(
    app: Flask, platform: Platform
) -> None:
    client, path, _ = submit(app, platform, without_column(platform))
    deliver(app)
    platform.items["/items/100"]["submissionReview"] = {"url": "kept"}
    change(app, Placement, points=12.5)
    link = {CLAIM + "resource_link": {"id": "link-1", "title": "Week 3"}}
    client.open(platform, without_column(platform, **link))
    read_everything(client, path)
    deliver(app, later(minutes=1))
    column = platform.items["/items/100"]
    assert (column["label"], column["scoreMaximum"]) == ("Week 3", 13)
    assert column["submissionReview"] == {"url": "kept"}
    assert (link_of(app).column_label, link_of(app).column_maximum) == ("Week 3", 13)


def test_a_column_that_is_not_ours_keeps_its_name(app: Flask, platform: Platform) -> None:
    bound(platform, "/items/1")
    client, path, _ = submit(app, platform, with_column(platform))
    deliver(app)
    change(app, ResourceLink, title="Week 3")
    read_everything(client, path)
    deliver(app, later(minutes=1))
    assert platform.items["/items/1"]["label"] == "Quiz"


@pytest.mark.parametrize("status", [400, 503])
def test_a_column_that_cannot_be_renamed_holds_no_score_up(
    app: Flask, platform: Platform, status: int
) -> None:
    client, path, _ = submit(app, platform, without_column(platform))
    deliver(app)
    change(app, ResourceLink, title="Week 3")
    platform.answers["/items/100"] = lambda _: (status, "no")
    read_everything(client, path)
    delivered = deliver(app, later(minutes=1))
    assert delivered.delivered_version == delivered.version


def test_canvas_makes_an_assignment_that_opens_the_tool_for_a_column(
    app: Flask, platform: Platform
) -> None:
    submit(app, platform, without_column(platform))
    becomes_canvas(app)
    deliver(app)
    (column,) = made(platform)
    assert "resourceLinkId" not in column  # Canvas knows none, and refuses the column
    assert column["https://canvas.instructure.com/lti/submission_type"] == {
        "type": "external_tool",
        "external_tool_url": "http://127.0.0.1:8001/lti/launch",
    }


def test_the_assignment_that_canvas_makes_from_a_column_leads_to_the_same_work(
    app: Flask, platform: Platform
) -> None:
    submit(app, platform, without_column(platform))
    becomes_canvas(app)
    deliver(app)
    client = Client(app)
    assignment = {CLAIM + "resource_link": {"id": "an-assignment", "title": "Renamed there"}}
    page = client.page(client.open(platform, with_column(platform, "/items/100") | assignment))
    assert "In the gradebook: 16 of 20" in page.words
    assert (link_of(app).resource_link_id, link_of(app).title) == ("link-1", "Tasks vs assets")


@pytest.mark.parametrize(
    ("points", "elsewhere", "in_canvas"),
    [(10, 10, 10), (7.5, 8, 8), (0.2, 1, 1), (100.5, 100, 101), (150, 100, 150)],
)
def test_a_column_has_whole_points_that_every_platform_takes(
    points: float, elsewhere: int, in_canvas: int
) -> None:
    assert whole_points(points, for_canvas=False) == elsewhere
    assert whole_points(points, for_canvas=True) == in_canvas
