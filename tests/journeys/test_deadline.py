"""A due and a closing time that pass while somebody answers."""

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import update

from quizzes.db import Database, utcnow
from quizzes.models import Placement
from quizzes.placements import GRACE
from tests.journeys.conftest import Open
from tests.journeys.test_answering import TO_PICK, begin, nodes, saved
from tests.support.going import submit_all_the_same
from tests.support.stack import Stack

WAIT = timedelta(hours=1)


def set_date(stack: Stack, name: str, passes_in: timedelta) -> None:
    """Have a date of the activity be past, with its grace, in so long."""
    database = Database(stack.tool.database_url)
    with database.begin() as session:
        session.execute(update(Placement).values({name: utcnow() - GRACE + passes_in}))
    database.close()


def come_before(page: Page, stack: Stack, date: str) -> None:
    """Have a date be ahead, and the page anew, with a clock that can be put forward."""
    set_date(stack, date, WAIT)
    page.clock.install()
    page.reload()


def let_pass(page: Page, stack: Stack, date: str) -> None:
    """Have the date be past for the tool, and for the page."""
    set_date(stack, date, timedelta(0))
    page.clock.fast_forward(int((WAIT + timedelta(seconds=2)).total_seconds()) * 1000)


def test_what_was_answered_in_time_counts_and_the_page_says_when_it_is_over(
    open_tool: Open, stack: Stack
) -> None:
    page = open_tool()
    begin(page)
    come_before(page, stack, "closes_at")
    expect(page.get_by_text("Whatever is saved by then counts")).to_be_visible()
    over = page.locator(
        ".closed", has_text="This activity has closed, and no more work is accepted."
    )
    expect(over).to_be_hidden()
    nodes(page).first.check()
    expect(saved(page, TO_PICK)).to_contain_text("Saved")
    let_pass(page, stack, "closes_at")
    expect(over).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("This activity has closed")
    nodes(page).last.check()
    expect(saved(page, TO_PICK)).to_contain_text("this came too late to count")
    page.get_by_role("button", name="Submit").click()
    told = page.get_by_text("it was graded with the answers saved by then")
    expect(told).to_be_visible()


def test_a_due_time_that_passes_is_said_and_work_is_still_taken(
    open_tool: Open, stack: Stack
) -> None:
    page = open_tool()
    begin(page)
    come_before(page, stack, "due_at")
    late = page.locator(".closed", has_text="The due date has passed.")
    expect(late).to_be_hidden()
    let_pass(page, stack, "due_at")
    expect(late).to_be_visible()
    nodes(page).first.check()
    expect(saved(page, TO_PICK)).to_contain_text("Saved")
    submit_all_the_same(page)
    expect(page.get_by_text("after the due date")).to_be_visible()
