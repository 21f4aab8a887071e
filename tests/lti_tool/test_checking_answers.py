"""Checking: an answer is marked at once where the placement says so, and stays from then on."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.models import Score
from quizzes.models import Placement
from tests.support.answers import right_answers
from tests.support.launching import CLAIM, Client, begin, claims
from tests.support.platform import Platform
from tests.support.pressing import buttons, press, submit

AFTER = "after_each"
NOTHING = "You chose nothing in question 2, so there was nothing to check."
STALE, REBUILD = "Check question 2", "Check question 3"


def open_attempt(app: Flask, platform: Platform, feedback: str = AFTER) -> tuple[Client, str]:
    """Begin an attempt at a link with this way of feedback; returns its page's path."""
    client = Client(app)
    custom = {CLAIM + "custom": {"activity": "tasks-vs-assets", "feedback": feedback}}
    return client, begin(client, client.open(platform, claims(platform, **custom)))


def right(app: Flask, path: str, *items: str) -> dict[str, list[str]]:
    every = right_answers(app.extensions["database"], path)
    return {item: every[item] for item in items or every}


def saved(client: Client, path: str, item: str, *chosen: str) -> Any:
    """Save an answer as the page's script does."""
    sent = {"item_id": item, "chosen": list(chosen)}
    return client.post(f"{path}/answers", sent, headers={"Accept": "application/json"})


def test_where_feedback_comes_at_the_end_nothing_can_be_checked(
    app: Flask, platform: Platform
) -> None:
    client, path = open_attempt(app, platform, "at_the_end")
    page = client.page(path)
    assert not buttons(page)
    kept = client.post(f"{path}/questions/stale-now/check", right(app, path, "stale-now"))
    told = client.page(kept.location)
    assert "Answers are marked at the end here" in told.words
    assert told.form("stale-now").sends({}, None)
    assert "5 of 5 points" not in told.words


def test_a_checked_answer_shows_its_verdicts_at_its_question(
    app: Flask, platform: Platform
) -> None:
    client, path = open_attempt(app, platform)
    page = press(client, client.page(path), STALE, right(app, path, "stale-now"))
    assert page.url.endswith("?question=stale-now#focus_here")
    assert "Question 2 of 4 · Checked" in page.words
    assert "5 of 5 points" in page.words
    assert "rightly picked" in page.words
    assert page.text.count("data-focus-here") == 1
    form = page.form(to="/submission")
    assert "stale-now" not in form.names
    assert {"rebuild-all", "who-knows", "new-code"} <= form.names
    assert STALE not in buttons(page)


def test_checking_keeps_what_the_page_answers_to_other_questions(
    app: Flask, platform: Platform
) -> None:
    client, path = open_attempt(app, platform)
    answers = right(app, path, "stale-now", "rebuild-all")
    page = press(client, client.page(path), STALE, answers)
    boxes = [box for box in page.form("rebuild-all").controls if box.name == "rebuild-all"]
    assert sorted(box.value for box in boxes if box.chosen) == answers["rebuild-all"]


def test_a_question_without_an_answer_is_not_checked(app: Flask, platform: Platform) -> None:
    client, path = open_attempt(app, platform)
    page = press(client, client.page(path), STALE)
    assert NOTHING in page.words
    assert "stale-now" in page.form(to="/submission").names
    assert page.text.count("data-focus-here") == 1


def test_what_is_checked_is_what_the_page_shows(app: Flask, platform: Platform) -> None:
    client, path = open_attempt(app, platform)
    key = right(app, path, "stale-now")["stale-now"]
    saved(client, path, "stale-now", *key)
    page = client.page(path)
    saved(client, path, "stale-now", key[0])
    assert "5 of 5 points" in press(client, page, STALE).words


def test_a_page_that_shows_no_answer_checks_none_of_another_tab(
    app: Flask, platform: Platform
) -> None:
    client, path = open_attempt(app, platform)
    old, key = client.page(path), right(app, path, "stale-now")["stale-now"]
    saved(client, path, "stale-now", *key)
    page = press(client, old, STALE)
    assert NOTHING in page.words
    assert STALE in buttons(page)
    boxes = [box for box in page.form("stale-now").controls if box.name == "stale-now"]
    assert sorted(box.value for box in boxes if box.chosen) == key


def test_a_script_cannot_change_a_checked_answer(app: Flask, platform: Platform) -> None:
    client, path = open_attempt(app, platform)
    key = right(app, path, "stale-now")["stale-now"]
    press(client, client.page(path), STALE, {"stale-now": key})
    refused = saved(client, path, "stale-now", *key[:-1])
    assert refused.status_code == 409
    assert "stays as it is" in refused.json["error"]
    assert saved(client, path, "stale-now", *key).status_code == 200


@pytest.mark.parametrize("button", [STALE, REBUILD, "Submit all answers"])
def test_an_old_page_changes_no_checked_answer_and_loses_nothing_else(
    app: Flask, platform: Platform, button: str
) -> None:
    client, path = open_attempt(app, platform)
    old, key = client.page(path), right(app, path)
    press(client, old, STALE, {"stale-now": key["stale-now"]})
    other = {"stale-now": key["stale-now"][:-1], "rebuild-all": key["rebuild-all"]}
    page = press(client, old, button, other)
    assert "Your answer to question 2 was checked before, so it stays as it is." in page.words
    assert "5 of 5 points" in page.words
    assert REBUILD in buttons(page)
    result = submit(client, page)
    assert "10 of 16" in result.words


def test_a_page_from_before_the_check_may_submit_what_it_did_not_touch(
    app: Flask, platform: Platform
) -> None:
    client, path = open_attempt(app, platform)
    old, key = client.page(path), right(app, path)
    press(client, old, STALE, {"stale-now": key["stale-now"]})
    rest = {item: names for item, names in key.items() if item != "stale-now"}
    assert "16 of 16" in press(client, old, "Submit all answers", rest).words


def test_checked_and_unchecked_answers_earn_what_they_always_did(
    app: Flask, platform: Platform
) -> None:
    client, path = open_attempt(app, platform)
    key = right(app, path)
    page = press(client, client.page(path), STALE, {"stale-now": key.pop("stale-now")})
    assert scores(app) == []
    assert "16 of 16" in press(client, page, "Submit all answers", key).words
    assert scores(app) == [16]


def test_what_was_checked_stays_when_feedback_is_moved_to_the_end(
    app: Flask, platform: Platform
) -> None:
    client, path = open_attempt(app, platform)
    key = right(app, path, "stale-now")
    press(client, client.page(path), STALE, key)
    with app.extensions["database"].begin() as session:
        session.execute(update(Placement).values(feedback="at_the_end"))
    page = client.page(path)
    assert "Question 2 of 4 · Checked" in page.words
    assert not buttons(page)
    assert saved(client, path, "stale-now").status_code == 409


def test_nothing_is_checked_after_the_submission(app: Flask, platform: Platform) -> None:
    client, path = open_attempt(app, platform)
    old = client.page(path)
    submit(client, old)
    late = client.post(buttons(old)[STALE], right(app, path, "stale-now"))
    assert late.status_code == 409
    assert "already submitted" in late.text


def test_an_invented_question_is_not_checked(app: Flask, platform: Platform) -> None:
    client, path = open_attempt(app, platform)
    answer = client.post(f"{path}/questions/invented/check")
    assert client.page(answer.location).status == 200


def scores(app: Flask) -> list[float]:
    with app.extensions["database"].read() as session:
        return list(session.scalars(select(Score.given)))
