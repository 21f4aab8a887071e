"""A placement's pass mark and dates, as learners meet them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool import formats
from lti_tool.models import Score
from lti_tool.platforms.link_settings import in_iso
from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.models import Attempt, Placement
from tests.support.answers import right_answers
from tests.support.launching import (
    CLAIM,
    MEANT,
    Client,
    begin,
    claims,
    instructor,
    read_everything,
    submit_right,
)
from tests.support.platform import Platform

HOUR = timedelta(hours=1)
PROMPT = catalogue.load("tasks-vs-assets").prompts[0].id


def open_with(client: Client, platform: Platform, **custom: Any) -> str:
    """Launch as a student into a link with these settings; dates are hours from now."""
    written = {
        name: in_iso(utcnow() + value) if isinstance(value, timedelta) else str(value)
        for name, value in custom.items()
    }
    return client.open(platform, claims(platform, **{CLAIM + "custom": written}))


def set_dates(app: Flask, **dates: datetime | None) -> None:
    with app.extensions["database"].begin() as session:
        session.execute(update(Placement).values(**dates))


def posts(path: str) -> list[tuple[str, dict[str, str]]]:
    """Return everything that counts, as a page would post it."""
    return [
        (path + "attempts", {}),
        (path + "sections/theory/read", {}),
        (f"{path}reflections/{PROMPT}", {"text": "something"}),
    ]


def scores(app: Flask) -> list[float]:
    with app.extensions["database"].read() as session:
        return list(session.scalars(select(Score.given)))


def test_the_page_says_from_how_many_points_on_it_is_passed(app: Flask, platform: Platform) -> None:
    client = Client(app)
    page = client.page(open_with(client, platform, points=20, pass_mark=75))
    assert "You pass with 15 of 20 points or more." in page.words


def test_a_score_below_the_pass_mark_is_said_not_to_pass_yet(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = open_with(client, platform, pass_mark=90)
    result = submit_right(client, path)
    assert "Not passed yet: 16 of 20 points, 18 needed." in client.page(result).words
    assert "Not passed yet: 16 of 20 points, 18 needed." in client.page(path).words
    read_everything(client, path)
    assert "Passed: 20 of 20 points, 18 needed." in client.page(result).words


def test_exactly_the_pass_mark_passes(app: Flask, platform: Platform) -> None:
    client = Client(app)
    result = submit_right(client, open_with(client, platform, pass_mark=80))
    assert "Passed: 16 of 20 points, 16 needed." in client.page(result).words


def test_where_there_is_no_pass_mark_nothing_is_said_of_passing(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = open_with(client, platform, pass_mark=0)
    assert "Passed" not in client.page(submit_right(client, path)).words
    assert "Passed" not in client.page(path).words


@pytest.mark.parametrize("who", [claims, instructor])
def test_a_link_goes_by_its_name_in_the_course_where_the_lms_does_not_show_it(
    app: Flask, platform: Platform, who: Callable[..., dict[str, Any]]
) -> None:
    client = Client(app)
    named = {"id": "link-1", "title": "Week 2 <again>"}
    path = client.open(platform, who(platform, **{CLAIM + "resource_link": named}))
    shown = "· Week 2 &lt;again&gt;</p>"
    assert shown in client.get(path, headers={"Sec-Fetch-Dest": "document"}).text
    assert shown not in client.get(path, headers={"Sec-Fetch-Dest": "iframe"}).text


def test_a_link_named_like_its_activity_is_named_once(app: Flask, platform: Platform) -> None:
    client = Client(app)
    title = catalogue.load("tasks-vs-assets").title
    named = {"id": "link-1", "title": title}
    path = client.open(platform, claims(platform, **{CLAIM + "resource_link": named}))
    page = client.get(path, headers={"Sec-Fetch-Dest": "document"}).text
    header = page.partition("</header>")[0]
    assert title not in header.partition("<body>")[2]


def test_as_many_attempts_as_were_allowed_can_be_made(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = open_with(client, platform, attempts=1)
    assert "1 attempt" in client.page(path).words
    submit_right(client, path)
    assert "No attempts left." in client.page(path).words
    assert "your best counts" not in client.page(path).words
    assert client.post(path + "attempts").status_code == 409


def test_before_it_opens_an_activity_says_when_and_takes_nothing(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = open_with(client, platform, opens=HOUR)
    page = client.page(path)
    assert "Opens" in page.words
    assert "You can start reading now." in page.words
    assert [
        form.action for form in page.forms if not form.action.endswith(("/new-tab", "/language"))
    ] == []
    for address, form in posts(path):
        answer = client.post(address, form)
        assert answer.status_code == 409
        assert "not open yet" in answer.text


def test_once_it_has_opened_nothing_is_said_of_that(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = open_with(client, platform, opens=-HOUR)
    assert "Opens" not in client.page(path).words
    assert client.post(path + "attempts").status_code == 303


def test_a_due_date_is_shown_with_its_zone(app: Flask, platform: Platform) -> None:
    client = Client(app)
    due = utcnow() + HOUR
    page = client.page(open_with(client, platform, due=HOUR))
    assert f"Due {formats.moment(due)}" in page.words
    assert "The due date has passed." not in page.words


def test_late_work_counts_and_is_marked_as_late(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = open_with(client, platform, due=-HOUR)
    assert "The due date has passed. Your work is still accepted" in client.page(path).words
    result = submit_right(client, path)
    assert "after the due date" in client.page(result).words
    assert "after the due date" in client.page(path).words
    assert scores(app) == [16]


def test_work_in_time_is_not_marked(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = open_with(client, platform, due=HOUR)
    assert "after the due date" not in client.page(submit_right(client, path)).words
    assert "after the due date" not in client.page(path).words


def test_after_it_closes_an_activity_takes_nothing_and_keeps_what_was_done(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = open_with(client, platform)
    client.post(f"{path}reflections/{PROMPT}", {"text": "What I wrote in time."})
    submit_right(client, path)
    set_dates(app, closes_at=utcnow() - HOUR)
    page = client.page(path)
    assert "still to read" not in page.text
    assert "This activity is closed, and no more work is accepted." in page.words
    assert "What I wrote in time." in page.words
    assert [
        form.action for form in page.forms if not form.action.endswith(("/new-tab", "/language"))
    ] == []
    for address, form in posts(path):
        answer = client.post(address, form)
        assert answer.status_code == 409
        assert "What you saved before is kept" in answer.text


def test_what_was_sent_in_time_may_arrive_a_little_later(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = open_with(client, platform)
    attempt = begin(client, path)
    set_dates(app, closes_at=utcnow() - timedelta(seconds=30))
    right = right_answers(app.extensions["database"], attempt)
    assert "16 of 16" in client.page(client.post(f"{attempt}/submission", right).location).words


def save_one_answer(client: Client, attempt: str) -> None:
    item, names = next(iter(right_answers(client.app.extensions["database"], attempt).items()))
    answered = client.post(f"{attempt}/answers", {"item_id": item, "chosen": names})
    assert answered.status_code == 200


def test_an_attempt_that_is_open_at_closing_is_graded_with_what_was_saved(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = open_with(client, platform)
    attempt = begin(client, path)
    save_one_answer(client, attempt)
    closed_at = utcnow() - HOUR
    set_dates(app, closes_at=closed_at)
    assert client.get(attempt).location.endswith("#questions")
    assert "are graded automatically" in client.page(path).words
    app.extensions["jobs"].sweep(utcnow())
    assert scores(app) == [1]
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Attempt.submitted_at)).all() == [closed_at]
    shown = client.page(client.get(attempt).location)
    assert "graded with the answers saved by then" in shown.words
    app.extensions["jobs"].sweep(utcnow())
    assert scores(app) == [1]


def test_an_old_page_that_submits_after_closing_is_graded_with_what_was_saved(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    attempt = begin(client, open_with(client, platform))
    save_one_answer(client, attempt)
    set_dates(app, closes_at=utcnow() - HOUR)
    right = right_answers(app.extensions["database"], attempt)
    result = client.post(f"{attempt}/submission", right)
    assert " 1 of 16" in client.page(result.location).words
    assert "graded with the answers saved by then" in client.page(result.location).words
    assert scores(app) == [1]


def test_an_attempt_without_any_answer_earns_nothing_at_closing(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    attempt = begin(client, open_with(client, platform))
    set_dates(app, closes_at=utcnow() - HOUR)
    app.extensions["jobs"].sweep(utcnow())
    assert client.post(f"{attempt}/submission").status_code == 409
    assert client.post(f"{attempt}/answers", {"item_id": "x"}).status_code == 409
    assert scores(app) == []


def test_an_attempt_that_cannot_be_graded_holds_up_nobody_elses(
    app: Flask, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    ada, alan = Client(app), Client(app)
    save_one_answer(ada, begin(ada, open_with(ada, platform)))
    with app.extensions["database"].begin() as session:
        session.execute(update(Attempt).values(quiz={}, started_at=utcnow()))
    alans = alan.open(platform, claims(platform, sub="student-2"))
    save_one_answer(alan, begin(alan, alans))
    set_dates(app, closes_at=utcnow() - HOUR)
    app.extensions["jobs"].sweep(utcnow() + HOUR)
    assert scores(app) == [1]
    assert "could not be closed" in caplog.text


def test_an_attempt_that_cannot_be_graded_is_tried_again_after_an_hour_and_not_before(
    app: Flask, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    client, jobs = Client(app), app.extensions["jobs"]
    save_one_answer(client, begin(client, open_with(client, platform)))
    with app.extensions["database"].begin() as session:
        quiz = session.scalars(select(Attempt.quiz)).one()
        session.execute(update(Attempt).values(quiz={}, started_at=utcnow()))
    set_dates(app, closes_at=utcnow() - HOUR)
    jobs.sweep(utcnow())
    jobs.sweep(utcnow() + HOUR / 2)
    assert caplog.text.count("could not be closed") == 1
    with app.extensions["database"].begin() as session:
        session.execute(update(Attempt).values(quiz=quiz, started_at=utcnow()))
    jobs.sweep(utcnow() + HOUR)
    assert scores(app) == [1]


def test_a_link_that_was_set_to_another_activity_takes_a_lower_score_in_it(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, open_with(client, platform))
    (before,) = scores(app)
    with app.extensions["database"].begin() as session:
        session.execute(update(Placement).values(activity_key="the-activity-before"))
    path = open_with(client, platform, activity="tasks-vs-assets")
    assert client.post(f"{begin(client, path)}/submission", MEANT).status_code == 303
    (after,) = scores(app)
    assert after < before


def test_an_attempt_goes_on_where_the_closing_date_was_moved_back(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    attempt = begin(client, open_with(client, platform))
    set_dates(app, closes_at=utcnow() - HOUR)
    app.extensions["jobs"].sweep(utcnow())
    set_dates(app, closes_at=utcnow() + HOUR)
    assert client.get(attempt).status_code == 200
    save_one_answer(client, attempt)


@pytest.mark.parametrize("dates", [{"opens": HOUR}, {"closes": -HOUR}])
def test_a_preview_is_bound_by_no_dates(
    app: Flask, platform: Platform, dates: dict[str, timedelta]
) -> None:
    custom = {name: in_iso(utcnow() + value) for name, value in dates.items()}
    client = Client(app)
    launched = instructor(platform, **{CLAIM + "custom": custom})
    path = client.open(platform, launched).removesuffix("class")
    for address, form in posts(path):
        assert client.post(address, form).status_code == 303
    save_one_answer(client, begin(client, path))
    app.extensions["jobs"].sweep(utcnow())
    assert client.get(begin(client, path)).status_code == 200
    assert scores(app) == []


def test_the_class_page_shows_the_dates(app: Flask, platform: Platform) -> None:
    client = Client(app)
    custom = {"due": in_iso(utcnow() + HOUR), "closes": in_iso(utcnow() + 2 * HOUR)}
    page = client.page(client.open(platform, instructor(platform, **{CLAIM + "custom": custom})))
    assert f"Due {formats.moment(utcnow() + HOUR)}" in page.words
    assert "Closes" in page.words
    assert "Opens" not in page.words


def test_until_when_answers_count_is_said_beforehand(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = begin(client, open_with(client, platform))
    assert "Due" not in client.page(attempt).words
    set_dates(app, due_at=utcnow() + HOUR, closes_at=utcnow() + 2 * HOUR)
    page = client.page(attempt)
    assert "After that, your work is still accepted, but marked as late." in page.words
    assert "Whatever is saved by then counts" in page.words
    assert seconds_on(page.text) == [pytest.approx(3660, abs=30), pytest.approx(7260, abs=30)]
    set_dates(app, due_at=utcnow() - HOUR, closes_at=utcnow() + timedelta(days=60))
    page = client.page(attempt)
    assert "The due date has passed." in page.words
    assert seconds_on(page.text) == []


def seconds_on(page: str) -> list[int]:
    """In how long a page says what is so from then on."""
    return [int(found) for found in re.findall(r'data-in="(\d+)"', page)]
