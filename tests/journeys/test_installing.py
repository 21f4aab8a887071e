"""An LMS's admin installs the tool by an invite, in a frame and in a window, and is led back."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from lti_tool.platforms import invites
from quizzes.db import Database, utcnow
from tests.support.going import act_as
from tests.support.stack import Stack


@pytest.fixture
def link(stack: Stack) -> str:
    """An invite, as whoever runs the tool sends it to the LMS's admin."""
    database = Database(stack.tool.database_url)
    with database.begin() as session:
        _, token = invites.create(session, "The practice LMS", "", utcnow())
    database.close()
    return invites.link(stack.tool.url, token)


def begin(context: BrowserContext, stack: Stack, link: str, target: str) -> Page:
    """Be the LMS's admin, who pastes the link there."""
    page = context.new_page()
    act_as(page, stack.lms.issuer, "ingrid", "/tools")
    page.goto(f"{stack.lms.issuer}/tools/registration?in={target}&link={quote(link, safe='')}")
    return page


def is_listed(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("Lineage Lab has registered itself")


def test_in_a_frame(browser_context: BrowserContext, stack: Stack, link: str) -> None:
    page = begin(browser_context, stack, link, "iframe")
    frame = page.frame_locator("iframe.tool")
    frame.get_by_role("button", name="Install Lineage Lab").click()
    expect(frame.get_by_role("heading", name="Lineage Lab is registered")).to_be_visible()
    expect(frame.get_by_text("You can close this page")).to_be_hidden()
    frame.get_by_role("button", name="Close").click()
    is_listed(page)


def test_in_a_window(browser_context: BrowserContext, stack: Stack, link: str) -> None:
    page = begin(browser_context, stack, link, "window")
    with page.expect_popup() as opened:
        page.click("#registration-window")
    window = opened.value
    window.get_by_role("button", name="Install Lineage Lab").click()
    # A window that a click closes need not answer that it was clicked.
    with window.expect_event("close"), suppress(Error):
        window.get_by_role("button", name="Close").click()
    is_listed(page)


def test_a_link_opened_by_itself_offers_itself_to_be_copied(
    browser_context: BrowserContext, link: str
) -> None:
    page = browser_context.new_page()
    page.goto(link)
    expect(page.get_by_label("The link", exact=True)).to_have_value(link)
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()
