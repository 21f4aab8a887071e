"""What is still open is said before it can be submitted or checked so; a second button means it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.config import Config
from lti_tool.models import Score
from quizzes.content import catalogue
from quizzes.db import utcnow
from quizzes.models import Attempt, Placement
from tests.support.answers import right_answers
from tests.support.forms import Page
from tests.support.launching import CLAIM, Client, begin, claims
from tests.support.platform import Platform
from tests.support.pressing import ALL_THE_SAME, packs_with, press

pytestmark = pytest.mark.words

SUBMIT = "Submit all answers"
CHECK, CHECK_SO = "Check question 1", "Check all the same: question 1"
SHOWN = ["together", "one_at_a_time"]


@pytest.fixture
def config(config: Config, short_packs: Path, tmp_path: Path, shown: str) -> Iterator[Config]:
    """Settings with a pack that shows its questions so."""
    folder = packs_with(short_packs, tmp_path / "shown", questions_shown=shown)
    yield replace(config, packs=(folder,))
    catalogue.look_in(())


@pytest.fixture(params=["together"])
def shown(request: pytest.FixtureRequest) -> str:
    asked: str = request.param
    return asked


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


@pytest.fixture
def path(client: Client, platform: Platform) -> str:
    """The page of an attempt where each answer can be checked."""
    custom = {CLAIM + "custom": {"activity": "tasks-vs-assets", "feedback": "after_each"}}
    return begin(client, client.open(platform, claims(platform, **custom)))


@pytest.fixture
def key(app: Flask, path: str) -> dict[str, list[str]]:
    return right_answers(app.extensions["database"], path)


def submitted(app: Flask) -> list[bool]:
    with app.extensions["database"].read() as session:
        return [at is not None for at in session.scalars(select(Attempt.submitted_at))]


def is_still_open(app: Flask) -> bool:
    with app.extensions["database"].read() as session:
        return submitted(app) == [False] and not session.scalars(select(Score)).all()


def look(client: Client, path: str) -> Page:
    """The last look of an attempt."""
    return client.page(f"{path}?step=submit")


def test_a_submit_with_open_questions_first_leads_to_what_is_open_and_takes_no_attempt(
    app: Flask, client: Client, path: str, key: dict[str, list[str]]
) -> None:
    page = client.page(path)
    assert ALL_THE_SAME not in page.words
    sent = {"who-knows": key["who-knows"][:1], "stale-now": key["stale-now"]}
    page = press(client, page, SUBMIT, sent)
    assert page.url == f"{path}?step=submit#focus_here"
    assert is_still_open(app)
    assert "2 questions have no answer yet. 1 question is answered only partly." in page.words
    assert (
        "Question 1 Partly Question 3 Not yet Question 4 Not yet" in page.words.split("Submit")[1]
    )
    for item in ("who-knows", "rebuild-all", "new-code"):
        assert f'<a href="#{item}">' in page.text
        assert f'id="{item}"' in page.text
    assert page.text.count("data-focus-here") == 1
    boxes = [box for box in page.form("stale-now").controls if box.name == "stale-now"]
    assert sorted(box.value for box in boxes if box.chosen) == key["stale-now"]


@pytest.mark.parametrize("shown", SHOWN, indirect=True)
def test_who_submits_all_the_same_is_graded_with_what_there_is(
    app: Flask, client: Client, path: str, key: dict[str, list[str]]
) -> None:
    client.post(f"{path}/answers", {"item_id": "stale-now", "chosen": key["stale-now"]})
    result = press(client, look(client, path), ALL_THE_SAME)
    assert "5 of 16" in result.words
    assert submitted(app) == [True]


def test_with_everything_answered_one_press_submits(
    app: Flask, client: Client, path: str, key: dict[str, list[str]]
) -> None:
    assert "16 of 16" in press(client, client.page(path), SUBMIT, key).words


def test_a_last_look_whose_questions_are_then_answered_is_submitted_by_either_button(
    client: Client, path: str, key: dict[str, list[str]]
) -> None:
    page = press(client, client.page(path), SUBMIT)
    assert "4 questions have no answer yet." in page.words
    assert "16 of 16" in press(client, page, SUBMIT, key).words


def test_a_checked_question_is_not_open_however_much_of_it_was_answered(
    client: Client, path: str, key: dict[str, list[str]]
) -> None:
    partly = {"who-knows": key["who-knows"][:1]}
    page = press(client, client.page(path), CHECK, partly)
    page = press(client, page, CHECK_SO)
    rest = {item: chosen for item, chosen in key.items() if item != "who-knows"}
    assert "of 16" in press(client, page, SUBMIT, rest).words


@pytest.mark.parametrize("shown", ["one_at_a_time"], indirect=True)
def test_the_last_step_is_the_last_look_where_questions_come_one_at_a_time(
    app: Flask, client: Client, path: str, key: dict[str, list[str]]
) -> None:
    page = press(client, client.page(path), "Submit", {"who-knows": key["who-knows"]})
    assert "3 questions have no answer yet." in page.words
    assert page.link("Question 3").endswith(f"{path}?question=rebuild-all#focus_here")
    assert is_still_open(app)
    assert "of 16" in press(client, page, ALL_THE_SAME).words


def test_after_closing_nothing_stands_in_the_way_of_what_was_saved(
    app: Flask, client: Client, path: str, key: dict[str, list[str]]
) -> None:
    client.post(f"{path}/answers", {"item_id": "stale-now", "chosen": key["stale-now"]})
    old = client.page(path)
    with app.extensions["database"].begin() as session:
        session.execute(update(Placement).values(closes_at=utcnow() - timedelta(hours=1)))
    assert "graded with the answers saved by then" in press(client, old, SUBMIT).words


def test_a_second_submit_after_all_the_same_gives_the_first_result(
    app: Flask, client: Client, path: str
) -> None:
    page = press(client, client.page(path), SUBMIT)
    first = press(client, page, ALL_THE_SAME)
    assert press(client, page, SUBMIT).url == first.url
    assert submitted(app) == [True]


@pytest.mark.parametrize("shown", SHOWN, indirect=True)
def test_a_half_answered_question_is_checked_only_by_the_button_that_says_so(
    client: Client, path: str, key: dict[str, list[str]]
) -> None:
    total = len(key["who-knows"])
    page = press(client, client.page(path), CHECK, {"who-knows": key["who-knows"][:1]})
    assert page.url.endswith("?question=who-knows&say=partly#focus_here")
    asked = f"{total - 1} of {total} are still open. Check it all the same?"
    assert asked in page.words
    assert page.text.count("data-focus-here") == 1
    assert "who-knows" in page.form(to="/submission").names
    page = press(client, page, CHECK_SO)
    assert "Question 1 of 4 · Checked" in page.words
    assert "who-knows" not in page.form(to="/submission").names


def test_a_question_that_is_whole_meanwhile_is_checked_by_its_own_button_and_asked_of_no_more(
    client: Client, path: str, key: dict[str, list[str]]
) -> None:
    press(client, client.page(path), CHECK, {"who-knows": key["who-knows"][1:]})
    page = client.page(f"{path}?question=who-knows&say=partly")
    assert "1 of 6 is still open. Check it all the same?" in page.words
    client.post(f"{path}/answers", {"item_id": "who-knows", "chosen": key["who-knows"]})
    page = client.page(f"{path}?question=who-knows&say=partly")
    assert "still open" not in page.words
    assert CHECK_SO not in page.words
    assert "Question 1 of 4 · Checked" in press(client, page, CHECK).words
