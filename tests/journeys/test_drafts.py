"""What this browser keeps until it is saved, and what two places at once make of it."""

import contextlib
import re

import pytest
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect

from tests.journeys.conftest import Open
from tests.journeys.test_answering import (
    TO_PICK,
    another_browser,
    begin,
    lose,
    nodes,
    picks,
    regain,
    saved,
)
from tests.support.going import submit_all_the_same
from tests.support.stack import Stack

__all__ = ["another_browser"]

KEPT = "This was not saved last time. This browser had kept it, so here it is."
NEWER = "A newer version was saved in another tab or on another device. Here it is."
REPLACED = "newer than the version saved in another tab or on another device, so it has replaced it"


def questions(open_tool: Open, **how: BrowserContext) -> Page:
    """Open the questions in a tab of their own."""
    page = open_tool(**how)
    begin(page)
    return page


def told(page: Page, words: str) -> Locator:
    """Where the page says this, for everybody to see."""
    return page.locator("[data-met]", has_text=words).filter(visible=True)


def test_a_pick_in_a_tab_that_is_killed_at_once_is_back_and_says_so(open_tool: Open) -> None:
    page = questions(open_tool)
    nodes(page).first.check()
    kill(page)
    page = questions(open_tool)
    expect(nodes(page).first).to_be_checked()
    expect(told(page, KEPT)).to_be_visible()
    expect(saved(page, TO_PICK)).to_contain_text("Saved")
    page.reload()
    expect(nodes(page).first).to_be_checked()
    expect(told(page, KEPT)).to_have_count(0)


def kill(page: Page) -> None:
    """End its process at once, as a phone does that needs the memory: no event tells it."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash", timeout=1000)


def test_a_pick_after_the_visit_has_ended_is_there_after_a_relaunch(
    open_tool: Open, browser_context: BrowserContext
) -> None:
    page = questions(open_tool)
    browser_context.clear_cookies()
    nodes(page).first.check()
    told = "Your answer is kept in this browser: reopen this from your course."
    expect(saved(page, TO_PICK)).to_have_text(told)
    page.close()
    page = questions(open_tool)
    expect(nodes(page).first).to_be_checked()
    expect(saved(page, TO_PICK)).to_contain_text("Saved")


def test_of_two_devices_the_one_that_was_answered_later_wins_and_both_say_so(
    open_tool: Open, another_browser: BrowserContext, stack: Stack
) -> None:
    phone, desktop = questions(open_tool), questions(open_tool, browser=another_browser)
    lose(phone)
    nodes(phone).first.check()
    expect(saved(phone, TO_PICK)).to_contain_text("Could not save")
    nodes(desktop).last.check()
    expect(saved(desktop, TO_PICK)).to_contain_text("Saved")
    regain(phone)
    expect(told(phone, NEWER)).to_be_visible()
    expect(nodes(phone).last).to_be_checked()
    expect(nodes(phone).first).not_to_be_checked()
    phone.get_by_role("button", name="Use the other version").click()
    expect(nodes(phone).first).to_be_checked()
    expect(saved(phone, TO_PICK)).to_contain_text("Saved")
    nodes(desktop).nth(1).check()
    expect(told(desktop, REPLACED)).to_be_visible()
    chosen = [node.get_attribute("value") for node in (nodes(desktop).nth(1), nodes(desktop).last)]
    assert picks(stack) == [sorted(map(str, chosen))]


def test_an_old_tab_that_saved_and_then_submits_undoes_nothing_that_another_saved_since(
    open_tool: Open, stack: Stack
) -> None:
    old, new = questions(open_tool), questions(open_tool)
    nodes(old).first.check()
    expect(saved(old, TO_PICK)).to_contain_text("Saved")
    nodes(new).last.check()
    expect(saved(new, TO_PICK)).to_contain_text("Saved")
    later = nodes(new).last.get_attribute("value")
    submit_all_the_same(old)
    expect(old.locator("h1.score")).to_be_visible()
    assert picks(stack) == [[later]]


def test_an_answer_from_somebody_in_between_is_no_proof_of_saving(open_tool: Open) -> None:
    page = questions(open_tool)
    portal = "<h1>Welcome to the hotel's network</h1>"
    page.route(re.compile("/answers$"), lambda route: route.fulfill(body=portal), times=1)
    nodes(page).first.check()
    expect(saved(page, TO_PICK)).to_contain_text("Could not save; kept in this browser")
    expect(saved(page, TO_PICK)).to_contain_text("Saved")


FULL = """() => {
    for (let size = 2 ** 22; size; size >>= 1) {
        try { for (let n = 0; ; n++) localStorage.setItem(`x${size}-${n}`, "x".repeat(size)); }
        catch {}
    }
}"""
REFUSED = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"


@pytest.mark.parametrize("state", ["full", "refused"])
def test_where_nothing_can_be_kept_the_page_says_so_and_the_browser_asks_before_it_goes(
    open_tool: Open, state: str
) -> None:
    page = questions(open_tool)
    if state == "refused":
        page.add_init_script(REFUSED)
        page.reload()
    else:
        page.evaluate(FULL)
    lose(page)
    nodes(page).first.check()
    expect(saved(page, TO_PICK)).to_contain_text("Could not save; keep this page open")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    regain(page)
    expect(saved(page, TO_PICK)).to_contain_text("Saved")
