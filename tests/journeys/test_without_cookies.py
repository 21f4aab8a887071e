"""A browser that keeps no cookie at all in a frame: the platform's storage, the path, a new tab."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.support.browsers import TRY_TO_KEEP, browsing
from tests.support.going import act_as
from tests.support.stack import Stack

ACTIVITY = "/activities/de101-tasks-vs-assets"


@pytest.fixture
def browser(chromium: BrowserType, tmp_path: Path) -> Iterator[BrowserContext]:
    with browsing(chromium, tmp_path / "refusing", "refuse") as context:
        yield context


def open_as(browser: BrowserContext, stack: Stack, person: str, storage: str) -> Page:
    page = browser.new_page()
    act_as(page, stack.lms.issuer, person)
    page.goto(f"{stack.lms.issuer}{ACTIVITY}?storage={storage}")
    return page


def launches(page: Page, posted: list[str]) -> None:
    """Note what every launch posts as the browser's secret."""
    page.on(
        "request",
        lambda request: (
            posted.append(
                parse_qs(request.post_data or "", keep_blank_values=True).get(
                    "browser_secret", ["-"]
                )[0]
            )
            if request.url.endswith("/lti/launch")
            else None
        ),
    )


@pytest.mark.parametrize(
    ("storage", "gives"),
    [
        ("_parent", True),
        ("lti_storage", True),
        ("missing", False),
        ("silent", False),
    ],
)
def test_a_learners_launch_asks_the_platforms_storage_and_works_whatever_it_says(
    browser: BrowserContext, stack: Stack, storage: str, gives: bool
) -> None:
    posted: list[str] = []
    browser.on("page", lambda page: launches(page, posted))
    page = open_as(browser, stack, "amara", storage)
    tool = page.frame_locator("iframe.tool")
    expect(tool.locator("header.top")).to_contain_text("Signed in as Amara")
    frame = page.frame("tool")
    assert frame
    assert frame.evaluate(TRY_TO_KEEP) == []
    assert re.search(r"/visits/\d+\.[\w-]{40,}/", frame.url)
    *_, asking, answered = posted
    assert (asking, bool(answered)) == ("-", gives)
    tool.locator("form.mark button").first.click()
    expect(tool.locator("[data-progress-line]")).to_be_visible()


def test_where_storage_is_not_offered_a_learner_works_all_the_same(
    browser: BrowserContext, stack: Stack
) -> None:
    page = open_as(browser, stack, "amara", "none")
    tool = page.frame_locator("iframe.tool")
    expect(tool.locator("header.top")).to_contain_text("Signed in as Amara")


def test_staff_go_on_in_a_new_tab_where_their_cookie_is_kept(
    browser: BrowserContext, stack: Stack
) -> None:
    page = open_as(browser, stack, "tomas", "_parent")
    link = page.frame_locator("iframe.tool").get_by_role("link", name="Open the activity")
    with browser.expect_page() as opened:
        link.click()
    expect(opened.value.locator("h1")).to_contain_text("Airflow vs Dagster")
    assert re.search(r"/visits/\d+/class$", opened.value.url)
