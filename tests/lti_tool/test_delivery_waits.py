"""A platform that wants to be left alone, and one that lets us not in until somebody acts."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.errors import AccessRefused, PlatformUnavailable
from lti_tool.models import Context, Registration
from lti_tool.models.scopes import SCORE_SCOPE
from lti_tool.platforms import rosters
from quizzes.db import utcnow
from tests.support.delivering import change, deliver, later, score_of
from tests.support.launching import Client, instructor, submit_right
from tests.support.platform import Platform


def submit(app: Flask, platform: Platform) -> tuple[Client, str]:
    """Let a student submit; returns the client and the result's path."""
    client = Client(app)
    return client, submit_right(client, client.open(platform))


def waits(app: Flask) -> float:
    """Return for how many seconds the score waits."""
    due = score_of(app).due_at
    assert due
    return (due - utcnow()).total_seconds()


THROTTLED: list[Any] = [
    (429, "slow down", {}),
    (403, "403 Forbidden (Rate Limit Exceeded)\n", {}),
    (403, "", {"X-Rate-Limit-Remaining": "0.0"}),
    (403, "", {"X-Rate-Limit-Remaining": "-12.5"}),
]


@pytest.mark.parametrize(("status", "body", "headers"), THROTTLED)
def test_a_platform_that_throttles_us_is_left_alone_and_keeps_its_token(
    app: Flask, platform: Platform, status: int, body: str, headers: dict[str, str]
) -> None:
    client, result = submit(app, platform)
    platform.answers["/scores"] = lambda _: (status, body)
    platform.headers["/scores"] = headers
    deliver(app)
    assert 28 < waits(app) < 60
    assert len(platform.asked_for("/scores")) == len(platform.asked_for("/token")) == 1
    assert "The LMS asks this tool to slow down." in client.get(result).text
    platform.answers.clear()
    assert deliver(app, later(minutes=2)).delivered_version == 1


def test_a_refusal_with_plenty_left_is_no_throttling(app: Flask, platform: Platform) -> None:
    submit(app, platform)
    first = iter([(403, "not with this token")])
    platform.answers["/scores"] = lambda asked: next(first, None) or platform.take(asked.json)
    platform.headers["/scores"] = {"X-Rate-Limit-Remaining": "599.9"}
    assert deliver(app).delivered_version == 1
    assert len(platform.asked_for("/token")) == 2


@pytest.mark.parametrize(
    ("asked", "at_least", "at_most"),
    [
        ("120", 118, 160),
        (timedelta(minutes=20), 1100, 1500),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0, 10),
        ("99999999999", 3590, 4500),
        ("-5", 0, 10),
        ("inf", 20, 60),
        ("nan", 20, 60),
        ("soon", 20, 60),
        ("Thu, 01 Jan 1970 99999999999:00:00 GMT", 20, 60),
        ("", 20, 60),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_that_a_platform_asks_for_is_the_least_and_never_absurd(
    app: Flask,
    platform: Platform,
    status: int,
    asked: str | timedelta,
    at_least: int,
    at_most: int,
) -> None:
    submit(app, platform)
    if isinstance(asked, timedelta):  # as a date
        asked = format_datetime(utcnow() + asked, usegmt=True)
    platform.answers["/scores"] = lambda _: (status, "")
    platform.headers["/scores"] = {"Retry-After": asked}
    deliver(app)
    if status == 503 and not asked:
        at_least, at_most = 0, 10
    assert at_least <= waits(app) <= at_most


def test_a_token_endpoint_may_throttle_too(app: Flask, platform: Platform) -> None:
    submit(app, platform)
    platform.answers["/token"] = lambda _: (429, "slow down")
    platform.headers["/token"] = {"Retry-After": "600"}
    deliver(app)
    assert 595 < waits(app) < 750


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_scope", "an administrator must allow the Assignment and Grade Services"),
        ("invalid_client", "does not accept this tool as its client client-1"),
        ("unauthorized_client", "check the client id and the address of the public keys"),
    ],
)
def test_a_missing_permission_is_named_and_asked_for_again_late(
    app: Flask, platform: Platform, error: str, words: str
) -> None:
    client, result = submit(app, platform)
    platform.answers["/token"] = lambda _: (400, {"error": error})
    deliver(app)
    assert waits(app) > 29 * 60
    page = client.get(result).text
    assert words in page
    assert "It will be sent again automatically." in page
    del platform.answers["/token"]
    assert deliver(app, later(hours=1)).delivered_version == 1


@pytest.mark.parametrize("scope", ["https://lms.example/other", "a b c"])
def test_a_token_for_something_else_is_none(app: Flask, platform: Platform, scope: str) -> None:
    submit(app, platform)
    answer = {"access_token": "a-token", "expires_in": 3600, "scope": scope}
    platform.answers["/token"] = lambda _: (200, answer)
    assert "scope was not granted" in (deliver(app).problem or "")
    assert platform.asked_for("/scores") == []


def test_a_removed_platform_is_sent_nothing_and_its_grades_stay_owed(
    app: Flask, platform: Platform
) -> None:
    submit(app, platform)
    change(app, Registration, is_removed=True)
    before = len(platform.asked)
    deliver(app)
    owed = score_of(app)
    assert (owed.delivered_version, owed.version) == (0, 1)
    assert owed.due_at
    assert len(platform.asked) == before
    assert "was removed from Lineage Lab" in (owed.problem or "")
    change(app, Registration, is_removed=False)
    assert deliver(app, later(hours=1)).delivered_version == 1


def registered(app: Flask) -> Registration:
    with app.extensions["database"].read() as session:
        return session.scalars(select(Registration)).one()


def test_a_scope_is_checked_with_a_new_token_each_time(app: Flask, platform: Platform) -> None:
    services = app.extensions["services"]
    for _ in range(2):
        services.check_scope(registered(app), SCORE_SCOPE)
    assert len(platform.asked_for("/token")) == 2
    platform.answers["/token"] = lambda _: (401, {"error": "invalid_client"})
    with pytest.raises(AccessRefused, match="invalid_client"):
        services.check_scope(registered(app), SCORE_SCOPE)
    platform.answers["/token"] = lambda _: (500, "broken")
    with pytest.raises(PlatformUnavailable, match="500 broken"):
        services.check_scope(registered(app), SCORE_SCOPE)
    change(app, Registration, is_removed=True)
    with pytest.raises(AccessRefused, match="was removed"):
        services.check_scope(registered(app), SCORE_SCOPE)


def test_a_class_list_is_not_asked_for_before_the_platform_wants_to_be_asked(
    app: Flask, platform: Platform
) -> None:
    platform.answers["/members"] = lambda _: (429, "slow down")
    platform.headers["/members"] = {"Retry-After": "300"}
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    assert "slow down" in teacher.get(overview).text
    teacher.post(overview + "/refresh")
    assert len(platform.asked_for("/members")) == 1
    del platform.answers["/members"]
    database, services = app.extensions["database"], app.extensions["services"]
    with database.read() as session:
        course = session.scalars(select(Context)).one()
    rosters.refresh(database, services, course.id, later(minutes=6))
    assert len(platform.asked_for("/members")) == 2
