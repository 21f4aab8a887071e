"""Questions one at a time in a browser, each checked at once; and a tab from before a check."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from quizzes.content import catalogue
from quizzes.db import Database
from quizzes.models import Placement
from tests.journeys.conftest import Open
from tests.support.answers import right_answers
from tests.support.choosing import choose
from tests.support.pressing import packs_with
from tests.support.stack import Stack


@pytest.fixture(autouse=True)
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool's pack as it ships, but for one question at a time."""
    folder = packs_with(catalogue.PACKS, tmp_path / "packs", questions_shown="one_at_a_time")
    monkeypatch.setenv("LINEAGE_LAB_PACKS", str(folder))


@pytest.fixture
def page(open_tool: Open, stack: Stack) -> Page:
    """The first question of an attempt where each answer can be checked."""
    page = open_tool()
    database = Database(stack.tool.database_url)
    with database.begin() as session:
        session.execute(update(Placement).values(feedback="after_each"))
    database.close()
    page.get_by_role("button", name="Start the questions").click()
    expect(page.locator("#who-knows")).to_be_visible()
    return page


@pytest.fixture
def key(page: Page, stack: Stack) -> dict[str, list[str]]:
    """What is right in this attempt."""
    database = Database(stack.tool.database_url)
    right = right_answers(database, page.url)
    database.close()
    return right


def test_from_question_to_question_with_a_check_to_the_result(
    page: Page, key: dict[str, list[str]]
) -> None:
    choose(page, "who-knows", key["who-knows"])
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", level=2)).to_be_focused()
    choose(page, "stale-now", key["stale-now"])
    page.get_by_label("Certain").check()
    page.get_by_role("button", name="Check question 2").click()
    expect(page.get_by_role("heading", name="2 of 2 points")).to_be_focused()
    expect(page.get_by_text("You were certain, and right.")).to_be_visible()
    for number, (item, chosen) in enumerate(list(key.items())[2:], 3):
        page.get_by_role("button", name="Next", exact=True).click()
        page.locator(f"#{item}").wait_for()
        expect(page.locator(".steps [aria-current]")).to_contain_text(f"{number}")
        choose(page, item, chosen)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Submit")).to_be_focused()
    expect(page.get_by_text("Every question has an answer.")).to_be_visible()
    page.get_by_role("button", name="Submit all answers").click()
    expect(page.locator("h1.score")).to_contain_text("16 of 16")


def test_a_tab_from_before_the_check_is_told_that_the_answer_stays(
    page: Page, key: dict[str, list[str]]
) -> None:
    page.goto(f"{page.url}?question=stale-now")
    old = page.context.new_page()
    old.goto(page.url)
    choose(page, "stale-now", key["stale-now"])
    page.get_by_role("button", name="Check question 2").click()
    page.locator(".earned").wait_for()
    choose(old, "stale-now", key["stale-now"][:1])
    expect(old.locator("[data-saved]")).to_contain_text("stays as it is")
    old.get_by_role("button", name="Next", exact=True).click()
    expect(old.locator(".told")).to_be_focused()
    expect(old.locator(".told")).to_contain_text("was checked before")
    expect(old.locator(".earned")).to_have_text("2 of 2 points")
