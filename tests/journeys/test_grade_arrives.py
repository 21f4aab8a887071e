"""The grade's way to the LMS, seen from a page that stays open."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from lti_tool.models import Score
from quizzes.db import Database, utcnow
from tests.journeys.conftest import Open
from tests.journeys.test_answering import begin
from tests.support.going import submit_all_the_same
from tests.support.polling import eventually
from tests.support.stack import Stack


def submit(page: Page) -> None:
    """Submit the questions, unanswered."""
    begin(page)
    submit_all_the_same(page)
    page.locator("h1.score").wait_for()


def owe_again(stack: Stack) -> None:
    """Have the score sent again soon, as after a failure."""
    database = Database(stack.tool.database_url)

    def is_delivered() -> bool:
        with database.read() as session:
            score = session.query(Score).one()
            return score.version == score.delivered_version

    eventually(is_delivered, "the score to be delivered")
    with database.begin() as session:
        score = session.query(Score).one()
        score.version += 1
        score.timestamp = score.due_at = utcnow() + timedelta(seconds=4)
    database.close()


def test_a_score_on_its_way_is_followed_until_it_is_in_the_gradebook(
    open_tool: Open, stack: Stack
) -> None:
    page = open_tool()
    submit(page)
    owe_again(stack)
    page.reload()
    line = page.locator(".grade")
    expect(line).to_contain_text("on its way to the gradebook.")
    expect(page.get_by_text("Reload this page")).to_be_hidden()
    expect(line).to_contain_text("In the gradebook: 0 of 20")
    expect(page.locator("#announcer")).to_contain_text("In the gradebook: 0 of 20")


def test_reading_on_after_the_submission_shows_the_new_grade_at_once(open_tool: Open) -> None:
    page = open_tool()
    submit(page)
    page.get_by_role("link", name="Back to the activity").first.click()
    page.get_by_role("button", name="Mark as read").first.click()
    expect(page.locator(".end")).to_contain_text("0.5 of 20 in all")
    expect(page.locator(".grade")).to_contain_text("In the gradebook: 0.5 of 20")
