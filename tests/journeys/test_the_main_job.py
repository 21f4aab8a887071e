"""The main job in a browser: from the LMS through the activity to the gradebook and the class.

Chromium blocks third-party cookies, the tool stands in a frame of another site, and the
score is read from the gradebook's own page.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from quizzes.db import Database
from tests.support.answers import right_answers
from tests.support.browsers import third_party_cookies_are_blocked
from tests.support.choosing import choose
from tests.support.going import act_as, wait_for_the_tool
from tests.support.stack import Stack

ACTIVITY = "de101-tasks-vs-assets"


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A tab that fails its test on any error or refused script in any frame."""
    tab = browser_context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield tab
    assert faults == []


def open_as(page: Page, stack: Stack, person: str, activity: str = ACTIVITY) -> FrameLocator:
    """Choose a person in the practice LMS and open an activity; returns the tool's frame."""
    act_as(page, stack.lms.issuer, person, f"/activities/{activity}")
    frame = page.frame_locator("iframe.tool")
    expect(frame.locator("header.top")).to_contain_text("Signed in as")
    wait_for_the_tool(page)
    return frame


def read_and_reflect(tool: FrameLocator) -> None:
    marks = tool.locator("form.mark button")
    for left in reversed(range(marks.count())):
        marks.first.click()
        expect(marks).to_have_count(left)
    for number, area in enumerate(tool.locator("textarea").all()):
        area.fill(f"Reflection {number}: " + "assets say what is out of date and why, " * 6)
        expect(tool.locator("form.reflection [data-saved]").nth(number)).to_contain_text("Saved")


def test_a_student_goes_from_the_lms_to_a_grade_in_its_gradebook_and_the_teacher_sees_it(
    page: Page, stack: Stack
) -> None:
    tool = open_as(page, stack, "amara")
    frame = page.frame("tool")
    assert frame
    assert third_party_cookies_are_blocked(frame)

    expect(tool.locator("[data-done-line]")).to_have_text("0/1 done")
    expect(tool.locator("[data-progress-line]")).to_have_text(
        "Reading in progress · 0 of 1 activity done"
    )
    explore(tool)
    read_and_reflect(tool)

    tool.get_by_role("button", name="Start the questions").click()
    expect(tool.locator("[data-question]")).to_have_count(13)
    database = Database(stack.tool.database_url)
    for item, names in right_answers(database, frame.url).items():
        choose(tool, item, names)
    database.close()
    tool.get_by_role("button", name="Submit").click()
    expect(tool.locator("h1")).to_contain_text("16 of 16")
    tool.locator(".strip a").first.click()  # what is right is folded
    expect(tool.locator(".whys").first).to_be_visible()
    tool.get_by_role("link", name="Back to the activity").first.click()
    expect(tool.locator("[data-progress-line]")).to_have_text("Reading done · 1 of 1 activity done")

    act_as(page, stack.lms.issuer, "tomas", "/courses/DE101/gradebook")
    cell = page.locator(f"td.grade[data-student=amara][data-activity={ACTIVITY}]")
    expect(cell.locator(".score")).to_have_text("20 / 20")
    expect(cell.locator(".comment")).to_contain_text("Questions 100 % (16 of 16)")

    tool = open_as(page, stack, "amara")
    expect(tool.locator(".grade")).to_contain_text(re.compile(r"In the gradebook: 20 of 20, \d+:"))

    tool = open_as(page, stack, "tomas")
    tool.get_by_role("link", name="Everyone").click()
    row = tool.locator("table.roster tr", has_text="Amara")
    expect(row).to_contain_text("Done")
    expect(row).to_contain_text("In the gradebook: 20 of 20")


def explore(tool: FrameLocator) -> None:
    """Focus a node of the reading graph; its neighbourhood stands out in both views."""
    graph = tool.locator("[data-graph=reading]").first
    graph.locator("[data-name=orders_enriched] label").first.click()
    expect(graph.locator("[data-name=orders_enriched] input").first).to_be_checked()


def test_a_student_without_a_name_is_called_a_student(page: Page, stack: Stack) -> None:
    tool = open_as(page, stack, "nameless")
    expect(tool.locator("header.top")).to_contain_text("Signed in as a student")


def test_a_link_without_a_grade_column_says_whom_to_ask(page: Page, stack: Stack) -> None:
    tool = open_as(page, stack, "amara", "de101-ungraded")
    expect(tool.locator(".grade")).to_contain_text("ask your instructor")


def test_two_courses_in_two_tabs_keep_their_own_answers(page: Page, stack: Stack) -> None:
    first = open_as(page, stack, "amara")
    other = page.context.new_page()
    second = open_as(other, stack, "amara", "ae201-tasks-vs-assets")
    for tool, words in ((first, "written in the first course"), (second, "in the second one")):
        tool.locator("textarea").first.fill(words)
        expect(tool.locator("form.reflection [data-saved]").first).to_contain_text("Saved")
    for tab, words in ((page, "written in the first course"), (other, "in the second one")):
        frame = tab.frame("tool")
        assert frame
        frame.goto(frame.url)
        expect(tab.frame_locator("iframe.tool").locator("textarea").first).to_have_value(words)


def test_a_double_click_on_submit_makes_one_submission(page: Page, stack: Stack) -> None:
    tool = open_as(page, stack, "bence")
    tool.get_by_role("button", name="Start the questions").click()
    tool.locator(".pick input").first.check()
    tool.get_by_role("button", name="Submit all answers").click()
    tool.get_by_role("button", name="Submit all the same").dblclick()
    expect(tool.locator("h1")).to_contain_text("of 16")
    tool.get_by_role("link", name="Back to the activity").first.click()
    expect(tool.locator("table.attempts tbody tr")).to_have_count(1)


def test_a_new_tab_opens_the_same_activity_for_the_same_person(page: Page, stack: Stack) -> None:
    tool = open_as(page, stack, "chloe")
    tool.get_by_role("button", name="Open in a new tab").click()
    with page.context.expect_page() as opened:
        tool.get_by_role("link", name="Open the activity").click()
    tab = opened.value
    expect(tab.locator("header.top")).to_contain_text("Chloé")
    assert tab.url.startswith(stack.tool.url)
    tab.reload()
    expect(tab.locator("h1")).to_contain_text("Airflow vs Dagster")
