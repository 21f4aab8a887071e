"""The activity within the frame of an LMS: its colours, its height, a small frame."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.journeys.conftest import ACTIVITY
from tests.support.going import act_as, wait_for_the_tool
from tests.support.polling import eventually
from tests.support.stack import Stack

LISTEN = "window.told = []; addEventListener('message', ({ data }) => told.push(data))"
RESIZE = ("lti.frameResize", "org.imsglobal.lti.frameResize")
WHITE, DARK = "rgb(255, 255, 255)", "rgb(21, 24, 28)"
BODY = "document.body.getBoundingClientRect().height"


@pytest.fixture
def lms(browser_context: BrowserContext, stack: Stack) -> Page:
    """The LMS's page with the activity in its frame, on a system that prefers dark colours."""
    page = browser_context.new_page()
    page.emulate_media(color_scheme="dark")
    page.add_init_script(LISTEN)
    act_as(page, stack.lms.issuer, "amara", ACTIVITY)
    tool(page).locator("article.reading").wait_for()
    wait_for_the_tool(page)
    return page


def tool(lms: Page) -> FrameLocator:
    return lms.frame_locator("iframe.tool")


def in_the_frame(lms: Page, script: str) -> Any:
    frame = lms.frame("tool")
    assert frame
    return frame.evaluate(script)


def make_the_frame(lms: Page, height: int) -> None:
    """Give the frame a height of its own, as an LMS does that takes no messages."""
    change = "(frame, height) => frame.style.cssText = `min-height: 0; height: ${height}px`"
    lms.locator("iframe.tool").evaluate(change, height)


def said(lms: Page, *subjects: str) -> list[dict[str, Any]]:
    """What the tool said of these subjects as an object; it says the same as JSON."""
    told: list[Any] = lms.evaluate("told.map(each => each.subject ? each : JSON.parse(each))")
    return [each for each in told if each["subject"] in subjects]


def newest_height(lms: Page) -> float:
    """How tall the tool said it is, last; each page on the way to it says so too."""
    told = said(lms, *RESIZE)
    return float(told[-1]["height"]) if told else 0


def test_the_lms_is_told_the_height_and_when_to_scroll_and_a_taller_frame_grows_no_page(
    lms: Page,
) -> None:
    height = in_the_frame(lms, BODY)
    about = pytest.approx(height, abs=2)
    eventually(lambda: newest_height(lms) == about, "the tool to say how tall it is")
    assert {each["subject"] for each in said(lms, *RESIZE)} == set(RESIZE)
    kinds = set(lms.evaluate("told.map(each => typeof each)"))
    assert kinds == {"object", "string"}
    make_the_frame(lms, height + 500)
    assert in_the_frame(lms, BODY) == pytest.approx(height, abs=2)
    before = len(said(lms, "lti.scrollToTop"))
    tool(lms).get_by_role("button", name="Start the questions").click()
    tool(lms).locator("[data-question]").first.wait_for()
    eventually(lambda: len(said(lms, "lti.scrollToTop")) > before, "the tool to ask for the top")


def test_a_frame_is_light_until_somebody_chooses_dark_which_is_kept(lms: Page) -> None:
    page = tool(lms).locator("body")
    expect(page).to_have_css("background-color", WHITE)
    toggle = tool(lms).get_by_role("button", name="Dark colours")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    lms.reload()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_css("background-color", DARK)
    toggle.click()
    expect(page).to_have_css("background-color", WHITE)


def test_at_a_fixed_400_px_everything_can_be_reached_and_what_is_new_is_in_sight(
    lms: Page,
) -> None:
    make_the_frame(lms, 400)
    lms.set_viewport_size({"width": 400, "height": 700})
    assert in_the_frame(lms, "document.documentElement.scrollWidth <= innerWidth")
    tool(lms).get_by_role("link", name="Make things happen").click()
    tool(lms).get_by_role("link", name="Give stg_orders new code").click()
    heading = tool(lms).get_by_role("heading", name="Give stg_orders new code")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    tool(lms).get_by_role("button", name="See what happens").click()
    expect(tool(lms).get_by_role("heading", name="Did you predict it?")).to_be_in_viewport()
