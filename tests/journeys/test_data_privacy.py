"""The LMS's administrator answers what a student asks about their data, from inside the LMS."""

import json
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Open
from tests.support.going import act_as
from tests.support.stack import Stack

PAGE = "/tools/1/data-privacy"


def press_the_button(page: Page) -> Page:
    """Press it in the frame that the LMS shows; returns the tab that opens."""
    button = page.frame_locator("iframe[name=tool]").get_by_role("button", name="Open data privacy")
    with page.context.expect_page() as opened:
        button.click()
    return opened.value


def answer(page: Page, stack: Stack) -> None:
    """Take Amara's data out, then erase them."""
    act_as(page, stack.lms.issuer, "ingrid", "/tools/1")
    page.get_by_role("link", name="Data privacy").click()
    page.get_by_label("Whom it is about").select_option(label="Amara Okafor")
    page.get_by_role("button", name="Open it so").click()
    tab = press_the_button(page)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Amara Okafor")
    expect(tab.get_by_text("Signed in as Ingrid Solberg")).to_be_visible()
    with tab.expect_download() as loading:
        tab.get_by_role("link", name="Download it as a file").click()
    kept = json.loads(Path(loading.value.path()).read_text())
    assert [row["subject"] for row in kept["user"]] == ["amara"]
    tab.get_by_role("link", name="Erase …").click()
    expect(tab.get_by_text("The grade in your LMS is not touched.")).to_be_visible()
    tab.get_by_role("button", name="Erase everything").click()
    expect(tab.get_by_text("That person is erased.")).to_be_visible()
    tab.get_by_label("Name, email, or id in your LMS").fill("amara")
    tab.get_by_role("button", name="Find").click()
    expect(tab.get_by_text("No people found")).to_be_visible()


def test_in_a_frame_without_third_party_cookies(
    browser_context: BrowserContext, stack: Stack, open_tool: Open
) -> None:
    open_tool("amara")
    answer(browser_context.new_page(), stack)


def test_the_button_that_was_pressed_is_used_up(
    browser_context: BrowserContext, stack: Stack
) -> None:
    page = browser_context.new_page()
    act_as(page, stack.lms.issuer, "ingrid", PAGE)
    expect(press_the_button(page).get_by_role("heading", level=1)).to_have_text("Data privacy")
    expect(press_the_button(page).get_by_role("heading", level=1)).to_have_text("Please sign in")
