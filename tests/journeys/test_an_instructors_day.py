"""An instructor in a browser: from the LMS to a student, to a decision, to the gradebook again."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizzes.db import Database
from quizzes.models import Attempt
from tests.support.answers import right_answers
from tests.support.choosing import choose
from tests.support.going import submit_all_the_same
from tests.support.stack import Stack

ACTIVITY = "de101-tasks-vs-assets"
SECONDS = 1000


def hand_in(page: Page, database: Database) -> None:
    """Write something, and answer two questions, rightly."""
    page.locator("textarea").first.fill("Assets, since they say what is out of date.")
    expect(page.locator("form.reflection [data-saved]").first).to_contain_text("Saved")
    page.get_by_role("button", name="Start the questions").click()
    for item, names in list(right_answers(database, page.url).items())[:2]:
        choose(page, item, names)
    submit_all_the_same(page)
    page.locator("h1.score").wait_for()


def ask_more_points_than_the_pack_has_today(database: Database) -> None:
    """Have the attempt been asked by an earlier version, whose first question was worth more."""
    with database.begin() as session:
        attempt = session.scalars(select(Attempt)).one()
        quiz = {**attempt.quiz, "items": [dict(item) for item in attempt.quiz["items"]]}
        quiz["items"][0]["points"] += 4
        attempt.quiz, attempt.pack_version = quiz, "earlier"
        attempt.given, attempt.maximum = attempt.given + 4, attempt.maximum + 4  # type: ignore[operator]


def test_an_instructor_replies_decides_and_regrades_and_the_gradebook_follows(
    stack: Stack, open_tool: Callable[..., Page]
) -> None:
    database = Database(stack.tool.database_url)
    student = open_tool("amara")
    hand_in(student, database)
    ask_more_points_than_the_pack_has_today(database)

    page = open_tool("tomas")
    gradebook = page.context.new_page()
    gradebook.goto(f"{stack.lms.issuer}/courses/DE101/gradebook")
    cell = gradebook.locator(f"td.grade[data-student=amara][data-activity={ACTIVITY}]")
    score = cell.locator(".score")
    expect(score).to_have_text(re.compile(r"[\d.]+ / 20"), timeout=30 * SECONDS)

    page.bring_to_front()
    page.get_by_role("link", name="Everyone").click()
    page.get_by_role("link", name=re.compile("Amara")).first.click()
    expect(page.locator(".timeline")).to_contain_text("Submitted attempt 1")
    page.locator(".reply-form textarea").first.fill("And who keeps that true?")
    page.get_by_role("button", name="Send the reply").first.click()
    expect(page.locator("#told")).to_contain_text("sees the reply")

    page.get_by_text("Set the mark, or whether").click()
    page.get_by_label("Mark, of 20").fill("15")
    page.get_by_label("Reason").first.fill("She explained it well in class.")
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("#told")).to_contain_text("Decided")
    gradebook.bring_to_front()
    expect(score).to_have_text("15 / 20", timeout=30 * SECONDS)
    expect(cell.locator(".comment")).to_contain_text("She explained it well in class")
    student.bring_to_front()
    student.reload()
    expect(student.locator("[data-grade]")).to_contain_text("set your mark to 15 of 20")

    page.bring_to_front()
    page.get_by_text("Change or withdraw").click()
    page.get_by_label("Reason to withdraw it").fill("That was somebody else.")
    page.get_by_role("button", name="Withdraw the decision").click()
    expect(page.locator("#told")).to_contain_text("Withdrawn")
    gradebook.bring_to_front()
    expect(score).not_to_have_text("15 / 20", timeout=30 * SECONDS)
    before = score.inner_text()

    page.bring_to_front()
    page.get_by_role("link", name="Your class").click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Has the activity itself changed").click()
    page.get_by_role("button", name="Mark them without changing grades").click()
    expect(page.locator("#effect-title")).to_be_visible(timeout=30 * SECONDS)
    expect(page.locator(".effect")).to_contain_text("Amara")
    page.get_by_label("Reason").fill("Its first question was worth too much.")
    page.get_by_role("button", name=re.compile("Let it count, and send")).click()
    expect(page.locator("#told")).to_contain_text("The new marks count")
    gradebook.bring_to_front()
    expect(score).not_to_have_text(before, timeout=30 * SECONDS)
    database.close()
