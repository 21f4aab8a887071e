"""Reading in the browser: a picture that reacts, where one left off, every width, paper."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Open
from tests.journeys.test_answering import sideways

WIDTHS = [320, 400, 768, 1280, 2200, 3840]  # px: 320 is 1280 at a zoom of 400 % too


def shows(page: Page, *statuses: str) -> None:
    """The one picture that shows says this of each thing, in order."""
    expect(page.locator(".scene:visible .status-word")).to_have_text(statuses)


def choice(page: Page, label: str) -> Locator:
    return page.get_by_role("radio", name=label, exact=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_rain_makes_a_clean_car_stale_with_and_without_scripts(
    open_tool: Open, scripts: bool
) -> None:
    page = open_tool()
    if not scripts:
        devtools = page.context.new_cdp_session(page)
        devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})
        page.reload()
    expect(page.locator(".scene:visible")).to_have_count(1)
    shows(page, "Fresh", "Fresh", "Fresh")
    choice(page, "Sun").focus()
    page.keyboard.press("ArrowRight")
    expect(choice(page, "Rain")).to_be_checked()
    shows(page, "Stale", "Stale", "Fresh")
    expect(choice(page, "Rain")).to_have_accessible_description(
        "The notes of clean_car and mown_lawn say sun, and now it rains: both are Stale. "
        "empty_bin has no note about the weather and stays Fresh."
    )
    page.keyboard.press("ArrowRight")
    shows(page, "Fresh", "Stale", "Fresh")


def test_what_is_left_to_read_is_one_click_away_and_moves_on_with_the_reading(
    open_tool: Open,
) -> None:
    page = open_tool()
    page.locator("#theory .mark button").click()
    page.locator("#theory p.read").wait_for()
    page.reload()
    ways = page.locator(".continue a:visible")
    expect(ways).to_have_text(["Continue with Analogy"])
    page.locator("#analogy .mark button").click()
    expect(ways).to_have_text(["Continue with Tasks vs assets"])
    expect(page.locator("[data-time-left]")).to_have_text("About 13 minutes left.")
    ways.click()
    expect(page.locator("#tasks-vs-assets h2")).to_be_in_viewport()


def test_no_screen_is_too_narrow_or_too_wide_for_the_reading(open_tool: Open) -> None:
    page = open_tool()
    for label in ("Sun", "Rain"):
        choice(page, label).check()
        assert [sideways(page, width) for width in WIDTHS] == [0] * len(WIDTHS)


def test_on_paper_all_is_open_and_nothing_is_to_be_pressed(open_tool: Open) -> None:
    page = open_tool()
    page.emulate_media(media="print")
    expect(page.locator(".scene:visible")).to_have_count(3)
    expect(page.get_by_text("raw_orders is made elsewhere, not by a task")).to_be_visible()
    expect(page.locator(":is(button, .button, nav, .choice):visible")).to_have_count(0)
