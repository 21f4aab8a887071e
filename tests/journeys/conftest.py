"""The tool and the practice LMS, each at its own site, for browsers to go through."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.going import act_as
from tests.support.stack import Stack, tool_and_lms

ACTIVITY = "/activities/de101-tasks-vs-assets"
Open = Callable[..., Page]


@pytest.fixture
def stack(tmp_path: Path, sqlite_url: str) -> Iterator[Stack]:
    """Both, running."""
    with tool_and_lms(tmp_path, sqlite_url) as both, both.tool.serving():
        yield both


@pytest.fixture
def open_tool(browser_context: BrowserContext, stack: Stack) -> Open:
    """Open the activity from the LMS, each time in a new tab of its own."""

    def open_as(
        person: str = "amara", browser: BrowserContext = browser_context, *, loaded: bool = True
    ) -> Page:
        page = browser.new_page()
        act_as(page, stack.lms.issuer, person, ACTIVITY)
        launch = page.get_by_role("link", name="Open in a new tab").get_attribute("href")
        page.goto(f"{stack.lms.issuer}{launch}", wait_until="commit")  # it leads on by itself
        page.locator("header.top").wait_for()
        if loaded:
            page.wait_for_load_state()
        return page

    return open_as
