"""Questions one at a time, without scripts: the ways between them keep what is answered."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from lti_tool.config import Config
from quizzes.content import catalogue
from tests.support.answers import right_answers
from tests.support.forms import Page
from tests.support.launching import CLAIM, Client, begin, claims
from tests.support.platform import Platform
from tests.support.pressing import buttons, packs_with, press

pytestmark = pytest.mark.words

QUESTIONS = ["who-knows", "stale-now", "rebuild-all", "new-code"]


@pytest.fixture
def config(config: Config, short_packs: Path, tmp_path: Path) -> Iterator[Config]:
    """Settings with a pack that shows its questions one at a time."""
    folder = packs_with(short_packs, tmp_path / "one", questions_shown="one_at_a_time")
    yield replace(config, packs=(folder,))
    catalogue.look_in(())


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


@pytest.fixture
def path(client: Client, platform: Platform) -> str:
    """The page of an attempt that has just begun."""
    return begin(client, client.open(platform))


def right(client: Client, path: str) -> dict[str, list[str]]:
    return right_answers(client.app.extensions["database"], path)


def asked(page: Page) -> list[str]:
    """The questions that can be answered on a page."""
    return [each for each in QUESTIONS if each in page.form(to="/submission").names]


def test_the_first_question_comes_first_and_alone(client: Client, path: str) -> None:
    page = client.page(path)
    assert asked(page) == ["who-knows"]
    assert "Question 1 of 4" in page.words
    assert "Previous" not in buttons(page)
    assert "Submit all answers" not in page.words
    assert "data-focus-here" not in page.text


def test_next_and_previous_keep_the_answer_and_lead_to_the_question(
    client: Client, path: str
) -> None:
    key = right(client, path)
    second = press(client, client.page(path), "Next", {"who-knows": key["who-knows"]})
    assert asked(second) == ["stale-now"]
    assert second.url.endswith("?question=stale-now#focus_here")
    assert second.text.count("data-focus-here") == 1
    first = press(client, second, "Previous", {"stale-now": key["stale-now"]})
    chosen = dict(first.form("who-knows").sends({}, None))
    assert chosen["who-knows"] in key["who-knows"]
    assert "Question 2: Answered" in buttons(first)


def test_the_list_says_of_every_question_where_it_stands(client: Client, path: str) -> None:
    key = right(client, path)
    page = press(client, client.page(path), "Next", {"who-knows": key["who-knows"][:1]})
    page = press(client, page, "Next", {"stale-now": key["stale-now"]})
    states = [words for words in buttons(page) if words.startswith("Question")]
    assert states == [
        "Question 1: Partly",
        "Question 2: Answered",
        "Question 3: Not yet",
        "Question 4: Not yet",
    ]
    assert 'aria-current="step"' in page.text


@pytest.mark.parametrize("name", ["3", "rebuild-all"])
def test_a_question_is_addressed_by_its_number_or_its_name(
    client: Client, path: str, name: str
) -> None:
    assert asked(client.page(f"{path}?question={name}")) == ["rebuild-all"]


@pytest.mark.parametrize("query", ["question=99", "question=invented", "step=x", "say=x"])
def test_an_address_that_names_no_question_leads_to_the_first_that_is_left(
    client: Client, path: str, query: str
) -> None:
    press(client, client.page(path), "Next", right(client, path) and {})
    assert asked(client.page(f"{path}?{query}")) == ["who-knows"]


def test_coming_back_leads_to_the_first_question_that_is_left(client: Client, path: str) -> None:
    press(client, client.page(path), "Next", {"who-knows": right(client, path)["who-knows"]})
    assert asked(client.page(path)) == ["stale-now"]


def test_the_last_step_says_what_is_left_before_all_is_submitted(client: Client, path: str) -> None:
    key = right(client, path)
    page = press(client, client.page(path), "Next", {"who-knows": key["who-knows"][:1]})
    page = press(client, page, "Submit", {"stale-now": key["stale-now"]})
    assert asked(page) == []
    assert "2 questions have no answer yet." in page.words
    assert "1 question is answered only partly." in page.words
    assert "After this you have 2 attempts left" in page.words
    assert page.text.count("data-focus-here") == 1


def test_answers_given_one_by_one_are_submitted_together(client: Client, path: str) -> None:
    page = client.page(path)
    for item, names in right(client, path).items():
        page = press(client, page, "Finish" if "Finish" in buttons(page) else "Next", {item: names})
    assert "Every question has an answer." in page.words
    assert "16 of 16" in press(client, page, "Submit all answers").words


def test_the_last_step_comes_by_itself_when_everything_is_answered(
    client: Client, path: str
) -> None:
    page = client.page(path)
    for item, names in right(client, path).items():
        page = press(client, page, "Finish" if "Finish" in buttons(page) else "Next", {item: names})
    assert asked(client.page(path)) == []


def test_an_answer_that_is_taken_back_is_gone(client: Client, path: str) -> None:
    key = right(client, path)
    press(client, client.page(f"{path}?question=2"), "Next", {"stale-now": key["stale-now"]})
    page = press(client, client.page(f"{path}?question=2"), "Next", {"stale-now": []})
    assert "Question 2: Not yet" in buttons(page)


def test_a_checked_question_says_so_in_the_list_and_leads_on(
    app: Flask, client: Client, platform: Platform
) -> None:
    custom = {CLAIM + "custom": {"activity": "tasks-vs-assets", "feedback": "after_each"}}
    path = begin(client, client.open(platform, claims(platform, **custom)))
    key = right(client, path)
    page = press(client, client.page(path), "Check question 1", {"who-knows": key["who-knows"]})
    assert asked(page) == []
    assert "Question 1: Checked" in buttons(page)
    assert asked(press(client, page, "Next")) == ["stale-now"]
