"""Answering when things go wrong: stray keys, lost connections, old tabs, small screens."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Locator, Page, Route, expect

from quizzes.db import Database
from quizzes.models import Attempt
from tests.journeys.conftest import Open
from tests.support.browsers import browsing
from tests.support.going import follow, submit_all_the_same
from tests.support.polling import eventually
from tests.support.stack import Stack

NARROW = [320, 375]  # px
TO_PICK = "[data-question]:has(.pick)"  # the questions whose nodes are picked


@pytest.fixture
def another_browser(chromium: BrowserType, tmp_path: Path) -> Iterator[BrowserContext]:
    """As on another device: it knows nothing of the first one's drafts."""
    with browsing(chromium, tmp_path / "another") as context:
        yield context


def begin(page: Page) -> None:
    """Go to the questions, and wait until their scripts have run."""
    ways = page.locator(".standing").get_by_text(re.compile("Start the questions|Continue"))
    follow(page, ways)
    page.locator("[data-question]").first.wait_for()
    page.wait_for_load_state()


def nodes(page: Page, question: int = 0) -> Locator:
    return page.locator(TO_PICK).nth(question).locator(".pick input")


def saved(page: Page, place: str, nth: int = 0) -> Locator:
    return page.locator(f"{place} [data-saved]").nth(nth)


def lose(page: Page) -> None:
    """Its browser has no connection any more."""
    page.context.set_offline(True)


def regain(page: Page) -> None:
    """It has one again."""
    page.context.set_offline(False)


def sideways(page: Page, width: int) -> int:
    """How far the page scrolls sideways on a screen of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    most: int = page.evaluate("document.documentElement.scrollWidth")
    return most - width


def go_on_without_scripts(page: Page) -> None:
    """Load the page anew in a browser that runs no script from now on."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.reload()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_on_a_node_submits_nothing_and_picks_where_scripts_run(
    open_tool: Open, scripts: bool
) -> None:
    page = open_tool()
    begin(page)
    if not scripts:
        go_on_without_scripts(page)
    address = page.url
    nodes(page).first.press("Enter")
    page.wait_for_timeout(500)
    assert page.url == address
    expect(nodes(page).first).to_be_checked(checked=scripts)
    nodes(page).last.check()
    submit_all_the_same(page)
    expect(page.locator("h1.score")).to_contain_text("of 16")


def test_a_section_that_could_not_be_marked_says_so_and_the_page_stays(open_tool: Open) -> None:
    page = open_tool()
    lose(page)
    address, marks = page.url, page.locator("form.mark")
    unread = marks.locator("button").count()
    for _ in range(2):
        marks.last.get_by_role("button").click()
        expect(marks.last.get_by_text("The server did not answer")).to_have_count(1)
    assert page.url == address
    regain(page)
    marks.last.get_by_role("button").click()
    expect(marks.locator("button")).to_have_count(unread - 1)
    expect(page.get_by_text("The server did not answer", exact=False)).to_have_count(0)


@pytest.mark.parametrize("draft", [False, True])
def test_what_is_typed_before_the_script_is_there_is_saved_and_no_draft_put_over_it(
    open_tool: Open, browser_context: BrowserContext, draft: bool
) -> None:
    if draft:
        page = open_tool()
        lose(page)
        page.locator("textarea").first.fill("the lost version")
        expect(saved(page, ".reflection")).to_contain_text("Could not save")
        page.close()
        regain(page)
    held: list[Route] = []
    browser_context.route("**/save.js*", lambda route: held.append(route))
    page = open_tool(loaded=False)
    page.locator("textarea").first.fill("early")
    eventually(lambda: bool(page.title() and held), "the script to be asked for")
    held.pop().continue_()
    browser_context.unroute_all()
    expect(saved(page, ".reflection")).to_contain_text("Saved")
    expect(page.locator("textarea").first).to_have_value("early")
    expect(page.get_by_role("button", name="Use the other version")).to_be_visible(visible=draft)


def test_a_save_that_nobody_answers_is_kept_and_tried_again(open_tool: Open) -> None:
    page = open_tool()
    page.route(re.compile("/reflections/"), lambda _: None, times=1)
    page.locator("textarea").first.fill("patience")
    expect(saved(page, ".reflection")).to_contain_text("Could not save; kept in this browser")
    expect(saved(page, ".reflection")).to_contain_text("Saved")


def test_a_draft_that_could_not_be_saved_is_back_and_saved_on_the_next_visit(
    open_tool: Open,
) -> None:
    page = open_tool()
    page.locator("textarea").first.fill("saved")
    expect(saved(page, ".reflection")).to_contain_text("Saved")
    lose(page)
    page.locator("textarea").first.fill("saved, and more")
    expect(saved(page, ".reflection")).to_contain_text("Could not save")
    expect(page.locator("#announcer")).to_contain_text("Could not save")
    page.close()
    regain(page)
    page = open_tool()
    expect(page.locator("textarea").first).to_have_value("saved, and more")
    expect(saved(page, ".reflection")).to_contain_text("Saved")


def test_a_draft_is_not_put_over_text_that_was_saved_later_but_offered(
    open_tool: Open, another_browser: BrowserContext
) -> None:
    page = open_tool()
    lose(page)
    page.locator("textarea").first.fill("the lost version")
    expect(saved(page, ".reflection")).to_contain_text("Could not save")
    page.close()
    regain(page)
    elsewhere = open_tool(browser=another_browser)
    elsewhere.locator("textarea").first.fill("the newer version")
    expect(saved(elsewhere, ".reflection")).to_contain_text("Saved")
    page = open_tool()
    expect(page.locator("textarea").first).to_have_value("the newer version")
    page.get_by_role("button", name="Use the other version").first.click()
    expect(page.locator("textarea").first).to_have_value("the lost version")
    expect(saved(page, ".reflection")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("textarea").first).to_have_value("the lost version")
    expect(page.get_by_role("button", name="Use the other version")).to_have_count(0)


def test_a_reflection_is_saved_at_once_by_its_button_and_the_page_stays(open_tool: Open) -> None:
    page = open_tool()
    page.locator("textarea").first.fill("by the button")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(saved(page, ".reflection")).to_contain_text(re.compile(r"Saved \d"))
    expect(page.locator("#announcer")).to_contain_text("Saved")
    page.evaluate("document.querySelector('#announcer').textContent = ''")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator("#announcer")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("textarea").first).to_have_value("by the button")


def test_a_reflection_that_its_button_could_not_save_says_so_and_the_page_stays(
    open_tool: Open,
) -> None:
    page = open_tool()
    lose(page)
    address = page.url
    page.locator("textarea").first.fill("nobody answers")
    for _ in range(2):
        page.get_by_role("button", name="Save", exact=True).first.click()
        expect(page.locator("#announcer")).to_contain_text("Could not save; kept in this browser")
        page.evaluate("document.querySelector('#announcer').textContent = ''")
    assert page.url == address
    expect(page.locator("textarea").first).to_have_value("nobody answers")
    regain(page)
    expect(saved(page, ".reflection")).to_contain_text(re.compile(r"Saved \d"))


def test_a_submit_that_nobody_answers_says_so_and_counts_once_it_is_pressed_again(
    open_tool: Open,
) -> None:
    page = open_tool()
    begin(page)
    lose(page)
    address = page.url
    nodes(page, 0).first.check()
    for _ in range(2):
        page.get_by_role("button", name="Submit").click()
        expect(page.locator(".submit").get_by_text("The server did not answer")).to_have_count(1)
        expect(page.get_by_role("button", name="Submit all answers")).to_be_enabled()
    expect(saved(page, TO_PICK)).to_contain_text("kept in this browser, trying again")
    assert page.url == address
    expect(nodes(page, 0).first).to_be_checked()
    regain(page)
    expect(saved(page, TO_PICK)).to_contain_text(re.compile(r"Saved \d"))
    submit_all_the_same(page)
    expect(page.locator("h1.score")).to_be_visible()


def test_the_picks_of_a_submit_that_failed_are_back_after_a_relaunch(open_tool: Open) -> None:
    page = open_tool()
    begin(page)
    lose(page)
    nodes(page, 0).first.check()
    nodes(page, 1).last.check()
    page.get_by_role("button", name="Submit").click()
    page.locator(".submit").get_by_text("The server did not answer").wait_for()
    page.close()
    regain(page)
    page = open_tool()
    begin(page)
    expect(nodes(page, 0).first).to_be_checked()
    expect(nodes(page, 1).last).to_be_checked()
    submit_all_the_same(page)
    expect(page.locator("h1.score")).to_be_visible()
    drafts = "JSON.stringify(localStorage).includes('attempt-1')"
    eventually(lambda: not page.evaluate(drafts), "the drafts to be forgotten")


def test_an_old_tab_that_submits_keeps_what_another_one_saved(
    open_tool: Open, stack: Stack
) -> None:
    old, new = open_tool(), open_tool()
    begin(old)
    begin(new)
    elsewhere = nodes(new, 0).first
    elsewhere.check()
    expect(saved(new, TO_PICK)).to_contain_text("Saved")
    old.bring_to_front()
    nodes(old, 1).last.check()
    here = nodes(old, 1).last.get_attribute("value")
    expected = [[elsewhere.get_attribute("value")], [here]]
    submit_all_the_same(old)
    expect(old.locator("h1.score")).to_be_visible()
    assert picks(stack) == expected


def picks(stack: Stack) -> list[list[str]]:
    """What the only attempt keeps of the questions that were answered, in their order."""
    database = Database(stack.tool.database_url)
    with database.read() as session:
        attempt = session.query(Attempt).one()
        kept = {response.item_id: response.chosen for response in attempt.responses}
        asked = [item["id"] for item in attempt.quiz["items"]]
    database.close()
    return [kept[item] for item in asked if kept.get(item)]


def test_a_pick_that_is_taken_back_at_once_is_not_submitted(open_tool: Open, stack: Stack) -> None:
    page = open_tool()
    begin(page)
    nodes(page).first.check()
    expect(saved(page, TO_PICK)).to_contain_text("Saved")
    nodes(page).first.uncheck()
    submit_all_the_same(page)
    expect(page.locator("h1.score")).to_be_visible()
    assert picks(stack) == []


def test_no_page_scrolls_sideways_on_a_phone(open_tool: Open) -> None:
    page = open_tool()
    assert [sideways(page, width) for width in NARROW] == [0, 0]
    begin(page)
    assert [sideways(page, width) for width in NARROW] == [0, 0]
    submit_all_the_same(page)
    page.locator("h1.score").wait_for()
    assert [sideways(page, width) for width in NARROW] == [0, 0]
    page = open_tool("tomas")
    assert [sideways(page, width) for width in NARROW] == [0, 0]
    follow(page, page.get_by_role("link", name="Everyone"))
    page.locator("table.roster").wait_for()
    assert [sideways(page, width) for width in NARROW] == [0, 0]


def test_who_jumps_to_the_questions_has_not_read_what_is_above(open_tool: Open) -> None:
    page = open_tool()
    page.get_by_role("link", name="Questions", exact=True).click()
    page.wait_for_timeout(3000)
    expect(page.locator("[data-sections-read]")).to_have_text("0")


def test_a_pick_made_before_the_scripts_run_is_saved_all_the_same(open_tool: Open) -> None:
    page = open_tool()
    begin(page)
    page.route("**/answers.js", lambda route: (nodes(page).first.check(), route.continue_()))
    page.reload(wait_until="commit")
    expect(saved(page, TO_PICK)).to_contain_text("Saved")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_last_look_leads_to_what_is_open_by_keyboard_with_and_without_scripts(
    open_tool: Open, scripts: bool
) -> None:
    page = open_tool()
    begin(page)
    if not scripts:
        go_on_without_scripts(page)
    page.get_by_role("button", name="Submit all answers").press("Enter")
    look = page.locator("#left")
    expect(look).to_contain_text("13 questions have no answer yet.")
    expect(page.get_by_role("button", name="Submit all answers")).to_be_hidden()
    if scripts:
        expect(page.get_by_role("heading", name="Submit", exact=True)).to_be_focused()
    look.get_by_role("link", name="Question 2").press("Enter")
    expect(page.locator("fieldset.question").nth(1)).to_be_focused()
    nodes(page).first.press("Space")
    expect(look).to_be_visible(visible=not scripts)
    if scripts:
        expect(page.locator("[data-warning]")).to_contain_text("Nothing is picked in questions 1")
        page.get_by_role("button", name="Submit all answers").press("Enter")
    else:
        page.get_by_role("button", name="Submit all the same").press("Enter")
        expect(page.locator("h1.score")).to_contain_text("of 16")
        return
    expect(look).to_contain_text("12 questions have no answer yet.")
    page.get_by_role("button", name="Submit all the same").press("Enter")
    expect(page.locator("h1.score")).to_contain_text("of 16")
