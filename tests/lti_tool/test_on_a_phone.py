"""A phone, and large text: nothing is hidden without a sign."""

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from tests.support.in_a_browser import show
from tests.support.launching import CLAIM, Client, claims
from tests.support.platform import Platform
from tests.support.polling import eventually

pytestmark = pytest.mark.words

HIDDEN = "tables => tables.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)"


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A tab as wide as a phone."""
    tab = browser_context.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    return tab


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_shows_every_column_of_the_readings_tables(
    page: Page, client: Client, platform: Platform, language: str, width: int
) -> None:
    presentation = {CLAIM + "launch_presentation": {"locale": language}}
    page.set_viewport_size({"width": width, "height": 844})
    show(page, client, client.open(platform, claims(platform) | presentation))
    tables = page.locator(".prose table")
    assert tables.count() == 2
    assert page.locator(".table-scroll").evaluate_all(HIDDEN) == [0, 0]
    assert tables.evaluate_all(HIDDEN) == [0, 0]


def test_a_table_that_does_not_fit_scrolls_where_the_keyboard_reaches_and_shades_its_edge(
    page: Page, client: Client, platform: Platform
) -> None:
    show(page, client, client.open(platform))
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    table = page.get_by_role("group", name="Table").first
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    plain = table.screenshot()
    table.evaluate("table => { table.style.background = 'none'; }")
    assert table.screenshot() != plain
    table.press("ArrowRight")
    eventually(lambda: table.evaluate("table => table.scrollLeft") > 0, "the table to scroll")
