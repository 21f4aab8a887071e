"""What we sent, held against what the platform has, by night and by command."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.cli import group
from lti_tool.grades import comparing
from lti_tool.models import ResourceLink, Score
from tests.support.delivering import change, deliver, later, link_of, score_of
from tests.support.launching import AGS, Client, claims, read_everything, submit_right
from tests.support.owing import class_of, earn
from tests.support.platform import Platform
from tests.support.statements import listening


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


@pytest.fixture
def path(app: Flask, client: Client, platform: Platform) -> str:
    """The page of a student whose score has arrived some minutes ago."""
    path = client.open(platform)
    submit_right(client, path)
    deliver(app)
    return path


def compare(app: Flask, minutes: float = 5) -> Score:
    services = app.extensions["services"]
    comparing.compare(app.extensions["database"], services, link_of(app).id, later(minutes))
    return score_of(app)


def shows(platform: Platform, given: float, maximum: float = 10) -> None:
    """Let somebody set another grade in the platform."""
    platform.scores["student-1"] |= {"scoreGiven": given, "scoreMaximum": maximum}


def test_a_score_that_is_there_agrees(app: Flask, path: str) -> None:
    assert compare(app).finding == "agrees"


def test_in_a_column_of_another_maximum_both_numbers_are_said(
    app: Flask, client: Client, platform: Platform, path: str
) -> None:
    shows(platform, 8, 10)
    assert compare(app).finding == "agrees"
    assert "In the gradebook: 16 of 20, which is 8 of 10 there," in client.get(path).text


def test_one_that_is_missing_is_sent_again(app: Flask, platform: Platform, path: str) -> None:
    platform.scores.clear()
    assert compare(app).finding == "missing"
    deliver(app, later(10))
    assert platform.scores["student-1"]["scoreGiven"] == 16


def test_one_that_a_teacher_changed_is_respected_and_shown(
    app: Flask, client: Client, platform: Platform, path: str
) -> None:
    compare(app)
    shows(platform, 5)
    assert compare(app).finding == "overridden"
    deliver(app, later(hours=24))
    assert platform.scores["student-1"]["scoreGiven"] == 5
    page = client.get(path).text
    assert "In the gradebook: 5 of 10, set there by a teacher. This tool sent 16 of 20" in page


def test_one_that_never_agreed_is_left_alone_and_shown(
    app: Flask, client: Client, platform: Platform, path: str
) -> None:
    shows(platform, 5)
    assert compare(app).finding == "different"
    assert score_of(app).due_at is None
    assert "The gradebook shows 5 of 10." in client.get(path).text


def test_an_older_score_of_ours_is_replaced(
    app: Flask, client: Client, platform: Platform, path: str
) -> None:
    before = dict(platform.scores["student-1"])
    read_everything(client, path)
    deliver(app, score_of(app).due_at)
    platform.scores["student-1"] = before
    assert compare(app).finding == "missing"
    deliver(app, later(10))
    assert platform.scores["student-1"]["scoreGiven"] == 20


def test_a_score_that_was_just_sent_is_not_judged_yet(
    app: Flask, platform: Platform, path: str
) -> None:
    platform.scores.clear()
    assert compare(app, minutes=0).finding == ""


def test_why_nothing_could_be_compared_is_kept(app: Flask, platform: Platform, path: str) -> None:
    platform.answers["/results"] = lambda _: (503, "maintenance")
    assert compare(app).finding == ""
    assert "maintenance" in (link_of(app).comparison_problem or "")


def test_at_night_every_link_is_compared_once(app: Flask, platform: Platform, path: str) -> None:
    database = app.extensions["database"]
    night = later(hours=24).astimezone().replace(hour=comparing.NIGHT[0], minute=0)

    def wanted(at: datetime) -> list[int]:
        with database.read() as session:
            return list(comparing.wanted(session, at))

    assert wanted(night) == [link_of(app).id]
    assert wanted(night.replace(hour=12)) == []
    change(app, ResourceLink, compared_at=night)
    assert wanted(night.replace(hour=comparing.NIGHT[-1])) == []


def test_comparing_by_command_says_what_it_found(app: Flask, platform: Platform, path: str) -> None:
    change(app, Score, delivered_at=later(minutes=-5))
    runner = app.test_cli_runner()
    assert "1 as sent" in runner.invoke(group, ["scores", "compare"]).output
    platform.scores.clear()
    answer = runner.invoke(group, ["scores", "compare", "--platform", "1"])
    assert "1 missing there, sent again" in answer.output


def test_a_platform_that_shows_no_grades_is_said(app: Flask, platform: Platform) -> None:
    only_scores = {"scope": [AGS + "scope/score"], "lineitem": platform.url("/items/1")}
    client = Client(app)
    submit_right(
        client, client.open(platform, claims(platform, **{AGS + "claim/endpoint": only_scores}))
    )
    deliver(app)
    answer = app.test_cli_runner().invoke(group, ["scores", "compare"])
    assert "does not let this tool read the grades here" in answer.output


def test_scores_are_listed_with_what_became_of_them_and_sent_again(
    app: Flask, client: Client, platform: Platform
) -> None:
    submit_right(client, client.open(platform))
    platform.answers["/scores"] = lambda _: (422, "This student has left the course")
    deliver(app)
    runner = app.test_cli_runner()
    listed = runner.invoke(group, ["scores", "list"]).output
    assert "0 sent, 0 due, 0 to be tried again, 1 refused" in listed
    assert "Ada Lovelace" in listed
    assert "This student has left the course" in listed
    del platform.answers["/scores"]
    assert "1 of 1 go out now" in runner.invoke(group, ["scores", "retry"]).output
    deliver(app, later(1))
    listed = runner.invoke(group, ["scores", "list", "--state", "sent"]).output
    assert "1 sent" in listed
    assert "In the gradebook: 16 of 20" in listed


def test_one_score_can_be_sent_again_whatever_became_of_it(
    app: Flask, platform: Platform, path: str
) -> None:
    platform.scores.clear()
    runner = app.test_cli_runner()
    assert "1 of 1 go out now" in runner.invoke(group, ["scores", "retry", "1"]).output
    deliver(app, later(1))
    assert platform.scores["student-1"]["scoreGiven"] == 16
    unknown = runner.invoke(group, ["scores", "retry", "99"])
    assert (unknown.exit_code, "There is no score 99" in unknown.output) == (1, True)


def test_metrics_say_how_the_scores_of_each_platform_stand(
    app: Flask, client: Client, platform: Platform, path: str
) -> None:
    said = client.get("/metrics").text
    at = f'issuer="{platform.issuer}",platform="1"'
    assert f'lineage_lab_scores{{{at},state="sent"}} 1.0' in said
    assert f'lineage_lab_scores{{{at},state="due"}} 0.0' in said
    assert f"lineage_lab_scores_oldest_due_seconds{{{at}}} 0.0" in said
    assert "lineage_lab_workers 0.0" in said


def test_a_large_class_takes_no_more_statements_than_a_small_one(
    app: Flask, platform: Platform
) -> None:
    database, services = app.extensions["database"], app.extensions["services"]
    taken = []
    for students in (3, 30):
        registration_id = class_of(database, platform.url, students)
        earn(database, registration_id, 40)
        with database.begin() as session:
            here = Score.registration_id == registration_id
            sent = {"delivered_version": Score.version, "delivered_at": later(0), "due_at": None}
            session.execute(update(Score).where(here).values(sent))
            link_id = session.scalars(select(Score.resource_link_id).where(here)).first()
        with listening(database) as asked:
            found = comparing.compare(database, services, link_id, later(5))
        assert found == {"missing": students}
        taken.append(len(asked))
    assert taken[0] == taken[1]
