"""A phone, and large text: nothing is hidden without a sign."""

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from tests.support.in_a_browser import show
from tests.support.launching import CLAIM, Client, begin, claims, submit_right
from tests.support.platform import Platform
from tests.support.polling import eventually

pytestmark = pytest.mark.words

GRAPH_PAGES = {
    "reading": lambda _, path: path,
    "lab": lambda _, path: f"{path}lab/tasks-vs-assets?did=code:stg_orders&did=rerun:stg_orders",
    "attempt": begin,
    "result": submit_right,
}
LETTERS = """root => [...root.querySelectorAll(".node :is(span, label, small, select)")]
  .map(place => parseFloat(getComputedStyle(place).fontSize))"""
SIZES = """planes => planes.map(plane => [".edges", ".nodes"].flatMap(part => {
  const { width, height } = plane.querySelector(part).getBoundingClientRect();
  return [width, height];
}))"""
DRAWN = """edges => edges.map(drawing =>
  ["width", "height"].map(name => Number(drawing.getAttribute(name))))"""
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


@pytest.mark.parametrize("kind", GRAPH_PAGES)
def test_a_graph_grows_with_the_letters_of_the_page_and_its_edges_with_it(
    page: Page, client: Client, platform: Platform, kind: str
) -> None:
    show(page, client, GRAPH_PAGES[kind](client, client.open(platform)))
    page.evaluate(
        "() => { for (const each of document.querySelectorAll('details')) each.open = true; }"
    )
    letters = page.locator("main").evaluate(LETTERS)
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    assert page.locator("main").evaluate(LETTERS) == [2 * size for size in letters]
    drawn = page.locator(".plane .edges").evaluate_all(DRAWN)
    assert drawn
    sizes = page.locator(".plane").evaluate_all(SIZES)
    for (width, height), (edges_wide, edges_high, nodes_wide, nodes_high) in zip(
        drawn, sizes, strict=True
    ):
        assert (edges_wide, edges_high) == (2 * width, 2 * height)
        assert nodes_wide == edges_wide
        assert nodes_high <= edges_high
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
