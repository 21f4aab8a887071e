"""Settings in a link's custom values: they survive a course copy, a second pick, a moved date."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.platforms import course_copies, link_settings
from quizzes import placements
from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.models import LearnerDates, Placement
from quizzes.placements import Settings
from tests.support.delivering import score_of
from tests.support.launching import CLAIM, MEANT, Client, begin, claims, instructor, submit_right
from tests.support.platform import Platform
from tests.support.selecting import items, open_picker, send

KEY = "tasks-vs-assets"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
OPENS, DUE, CLOSES = (datetime(2099, month, 1, 12, 30, tzinfo=UTC) for month in (3, 4, 5))
CHOSEN = Settings(
    25, 0.7, 5, OPENS, DUE, CLOSES, "after_each", counting="average", late_penalty=0.15
)
VARIABLES = {
    "platform_opens": "$ResourceLink.available.startDateTime",
    "platform_due": "$ResourceLink.submission.endDateTime",
    "platform_closes": "$ResourceLink.available.endDateTime",
}


def read(custom: Mapping[str, Any]) -> Settings:
    return link_settings.from_custom(custom, catalogue.load(KEY))


def usual() -> Settings:
    return placements.usual(catalogue.load(KEY))


def placed(app: Flask) -> list[tuple[float, float, int, datetime | None]]:
    """Return points, pass mark, attempts and due date of every placement, oldest first."""
    wanted = (Placement.points, Placement.pass_mark, Placement.attempts_allowed, Placement.due_at)
    with app.extensions["database"].read() as session:
        return [tuple(row) for row in session.execute(select(*wanted).order_by(Placement.id))]


def launch(app: Flask, platform: Platform, custom: dict[str, Any], **changes: Any) -> str:
    return Client(app).open(platform, claims(platform, **{CLAIM + "custom": custom} | changes))


def test_what_is_written_is_read_again() -> None:
    assert read(link_settings.to_custom(KEY, CHOSEN)) == CHOSEN
    assert read(link_settings.to_custom(KEY, usual())) == usual()


def test_what_is_written_is_what_every_platform_keeps() -> None:
    assert link_settings.to_custom(KEY, CHOSEN) == VARIABLES | course_copies.ASKED_FOR | {
        "activity": KEY,
        "points": "25",
        "pass_mark": "70",
        "attempts": "5",
        "counting": "average",
        "late_penalty": "15",
        "feedback": "after_each",
        "opens": "2099-03-01T12:30:00Z",
        "due": "2099-04-01T12:30:00Z",
        "closes": "2099-05-01T12:30:00Z",
    }


@pytest.mark.parametrize(
    "custom",
    [
        {},
        {"points": "0"},
        {"points": "101"},
        {"points": "ten"},
        {"points": "9" * 5000},
        {"points": None},
        {"points": ["5"]},
        {"pass_mark": "-1"},
        {"pass_mark": "0.6"},
        {"attempts": "0"},
        {"attempts": "unlimited"},
        {"counting": "worst"},
        {"counting": ["last"]},
        {"late_penalty": "101"},
        {"late_penalty": "0.1"},
        {"feedback": "sometimes"},
        {"feedback": ["after_each"]},
        {"due": "soon"},
        {"due": "2099-04-01"},
        {"due": "2099-04-01T12:30:00"},
        {"due": "0001-01-01T00:00:00+23:00"},
        {"due": "$Due.date"},
        {"due": ""},
        VARIABLES,
    ],
)
def test_what_is_broken_or_missing_is_as_usual(custom: dict[str, Any]) -> None:
    assert read(custom) == usual()


@pytest.mark.parametrize(
    "written",
    ["2099-04-01T12:30:00Z", "2099-04-01T14:30:00.000+02:00", "2099-04-01T12:30:00.000Z"],
)
def test_a_date_may_be_written_in_any_zone(written: str) -> None:
    assert read({"due": written}).due_at == DUE


def test_a_date_of_the_platform_goes_before_the_one_that_was_picked() -> None:
    moved = {"due": "2099-06-01T00:00:00Z", "platform_due": "2099-04-01T12:30:00.000Z"}
    assert read(moved).due_at == DUE


def test_a_launch_sets_up_what_was_picked(app: Flask, platform: Platform) -> None:
    client = Client(app)
    filled = {"points-1": "25", "pass_mark-1": "70", "attempts-1": "5", "due-1": "2099-04-01T12:30"}
    (item,) = items(client, platform, send(client, open_picker(client, platform), filled))
    launch(app, platform, item["custom"])
    assert placed(app) == [(25, 0.7, 5, DUE)]


def rules(app: Flask) -> list[tuple[str, float]]:
    """Return which attempt counts, and what a day late costs, at every placement, oldest first."""
    wanted = select(Placement.counting, Placement.late_penalty).order_by(Placement.id)
    with app.extensions["database"].read() as session:
        return [tuple(row) for row in session.execute(wanted)]


def test_which_attempt_counts_and_what_being_late_costs_hold_from_the_first_launch(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    filled = {"counting-1": "last", "late_penalty-1": "10", "due-1": "2099-04-01T12:30"}
    (item,) = items(client, platform, send(client, open_picker(client, platform), filled))
    student = Client(app)
    path = student.open(platform, claims(platform, **{CLAIM + "custom": item["custom"]}))
    assert rules(app) == [("last", 0.1)]
    words = student.page(path).words
    assert "Your last attempt counts." in words
    assert "Each day late costs 10 %" in words


def test_a_link_from_before_these_could_be_picked_keeps_what_was_set_here(
    app: Flask, platform: Platform
) -> None:
    launch(app, platform, {"points": "20"})
    with app.extensions["database"].begin() as session:
        placement = session.scalars(select(Placement)).one()
        placement.counting, placement.late_penalty = "first", 0.2
    launch(app, platform, {"points": "30"})
    assert rules(app) == [("first", 0.2)]


def test_a_second_pick_counts_for_grades_that_were_given(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform, claims(platform, **{CLAIM + "custom": {"counting": "best"}}))
    submit_right(client, path)
    client.post(f"{begin(client, path)}/submission", MEANT)
    assert score_of(app).given == 16
    launch(app, platform, {"counting": "last"})
    app.extensions["jobs"].sweep(utcnow())
    assert score_of(app).given == 0


def test_a_copied_course_has_the_settings_of_the_first(app: Flask, platform: Platform) -> None:
    custom = link_settings.to_custom(KEY, CHOSEN)
    copy = {
        CLAIM + "context": {"id": "course-2", "title": "The same, next year"},
        CLAIM + "resource_link": {"id": "link-77"},
    }
    launch(app, platform, custom)
    launch(app, platform, custom, **copy)
    assert placed(app) == [(25, 0.7, 5, DUE)] * 2
    assert rules(app) == [("average", 0.15)] * 2


def test_a_handmade_link_is_set_up_as_usual(app: Flask, platform: Platform) -> None:
    launch(app, platform, {})
    assert placed(app) == [(20, 0.6, 3, None)]


def test_a_broken_value_refuses_no_launch(app: Flask, platform: Platform) -> None:
    launch(app, platform, {"points": "a lot", "due": "2099-13-99", "attempts": "4"})
    assert placed(app) == [(20, 0.6, 4, None)]


def test_a_second_pick_for_the_same_link_counts(app: Flask, platform: Platform) -> None:
    launch(app, platform, {"points": "20", "due": "2099-04-01T12:30:00Z"})
    launch(app, platform, {"points": "30"})
    assert placed(app) == [(30, 0.6, 3, None)]


def test_what_a_link_did_not_change_is_not_set_again(app: Flask, platform: Platform) -> None:
    launch(app, platform, {"points": "20", "attempts": "4"})
    with app.extensions["database"].begin() as session:
        session.scalars(select(Placement)).one().attempts_allowed = 9  # set by another page
    launch(app, platform, {"points": "30", "attempts": "4"})
    assert placed(app) == [(30, 0.6, 9, None)]


def test_a_link_that_is_set_to_another_activity_gets_another_placement() -> None:
    activity, now = catalogue.load(KEY), utcnow()
    kept = link_settings.apply(None, {}, activity, now, by_staff=True)
    assert link_settings.apply(kept, {}, activity, now, by_staff=True) is kept
    kept.activity_key = "the-activity-before"
    assert link_settings.apply(kept, {}, activity, now, by_staff=True) is not kept


def test_the_platform_moves_a_date_at_a_launch_of_staff(app: Flask, platform: Platform) -> None:
    picked = {"due": "2099-03-01T00:00:00Z"} | VARIABLES
    moved = picked | {"platform_due": "2099-04-01T12:30:00.000Z"}
    launch(app, platform, picked)
    Client(app).open(platform, instructor(platform, **{CLAIM + "custom": moved}))
    assert placed(app)[0][3] == DUE
    launch(app, platform, picked)
    assert placed(app)[0][3] == DUE
    Client(app).open(platform, instructor(platform, **{CLAIM + "custom": picked}))
    assert placed(app)[0][3] == datetime(2099, 3, 1, tzinfo=UTC)


def test_a_date_of_one_student_binds_nobody_who_has_none(app: Flask, platform: Platform) -> None:
    alan = Client(app)
    without = claims(platform, sub="student-2", **{CLAIM + "custom": VARIABLES})
    path = alan.open(platform, without)
    launch(app, platform, VARIABLES | {"platform_closes": "2020-01-01T00:00:00.000Z"})
    assert alan.post(path + "attempts").status_code == 303


def test_a_trial_has_the_dates_that_the_platform_names_for_it(
    app: Flask, platform: Platform
) -> None:
    tester = Client(app)
    custom = VARIABLES | {"platform_closes": "2020-01-01T00:00:00.000Z"}
    roles = [TEST_USER, *claims(platform)[CLAIM + "roles"]]
    launched = claims(platform, **{CLAIM + "custom": custom, CLAIM + "roles": roles})
    path = tester.open(platform, launched)
    assert tester.post(path + "attempts").status_code == 409


def test_a_date_that_the_platform_extends_for_one_student_holds_for_that_student(
    app: Flask, platform: Platform
) -> None:
    over, extended = "2020-01-01T00:00:00.000Z", "2099-04-01T12:30:00.000Z"
    ada, alan = Client(app), Client(app)
    with_dates = {CLAIM + "custom": VARIABLES | {"platform_closes": extended}}
    adas = ada.open(platform, claims(platform, **with_dates))
    with_dates = {CLAIM + "custom": VARIABLES | {"platform_closes": over}}
    alans = alan.open(platform, claims(platform, sub="student-2", **with_dates))
    assert ada.post(adas + "attempts").status_code == 303
    assert alan.post(alans + "attempts").status_code == 409


def test_an_extension_that_is_taken_back_is_gone(app: Flask, platform: Platform) -> None:
    launch(app, platform, VARIABLES | {"platform_due": "2099-04-01T12:30:00.000Z"})
    launch(app, platform, VARIABLES)
    with app.extensions["database"].read() as session:
        assert session.scalar(select(func.count()).select_from(LearnerDates)) == 0


def test_a_platform_that_knows_no_such_variables_changes_nothing(
    app: Flask, platform: Platform
) -> None:
    custom = link_settings.to_custom(KEY, CHOSEN)
    launch(app, platform, custom)
    Client(app).open(platform, instructor(platform, **{CLAIM + "custom": custom}))
    assert placed(app) == [(25, 0.7, 5, DUE)]
    with app.extensions["database"].read() as session:
        assert session.scalar(select(func.count()).select_from(LearnerDates)) == 0
