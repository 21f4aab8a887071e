"""The interactive graph: a click focuses, a drag pans, the wheel zooms where it was invited to."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Open
from tests.support.polling import eventually

NARROW = {"width": 640, "height": 700}  # so that the graph is wider than the page


@pytest.fixture
def page(open_tool: Open) -> Page:
    """The activity in a tab that is narrower than its graph."""
    tab = open_tool()
    tab.set_viewport_size(NARROW)
    return tab


@pytest.fixture
def graph(page: Page) -> Locator:
    """The two views of one pipeline, in sight."""
    both = page.locator("[data-graph=reading]")
    both.scroll_into_view_if_needed()
    return both


def zoom_of(graph: Locator) -> float:
    return float(graph.locator(".plane").first.evaluate("plane => plane.style.zoom || 1"))


def test_a_click_on_a_node_keeps_its_neighbourhood_and_fades_the_rest(
    graph: Locator,
) -> None:
    graph.locator("[data-name=orders_enriched] label").first.click()
    near = graph.locator(".node.near").evaluate_all("nodes => nodes.map(n => n.dataset.name)")
    neighbours = {"stg_orders", "stg_payments", "daily_revenue", "churn_features"}
    assert set(near) == {"orders_enriched"} | neighbours
    expect(graph.locator("[data-name=stg_orders]").last).to_have_css("opacity", "1")
    expect(graph.locator("[data-name=revenue_report]").last).not_to_have_css("opacity", "1")


def test_a_drag_pans_and_chooses_nothing(page: Page, graph: Locator) -> None:
    view = graph.locator(".graph-view").last
    box = graph.locator("[data-name=stg_orders]").last.bounding_box()
    assert box
    x, y = box["x"] + 40, box["y"] + 20
    before = view.evaluate("view => view.scrollLeft")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y, steps=6)
    page.mouse.up()
    assert view.evaluate("view => view.scrollLeft") > before
    assert graph.locator(".node input:checked").count() == 0


def test_the_wheel_zooms_only_while_the_graph_has_the_focus(page: Page, graph: Locator) -> None:
    view = graph.locator(".graph-view").last
    view.hover()
    before, top = zoom_of(graph), page.evaluate("scrollY")
    page.mouse.wheel(0, 60)
    eventually(lambda: page.evaluate("scrollY") > top, "the page to scroll")
    assert zoom_of(graph) == before
    view.scroll_into_view_if_needed()
    view.focus()
    view.hover()
    page.mouse.wheel(0, -200)
    expect(graph.locator(".plane").first).not_to_have_css("zoom", str(before))
    assert zoom_of(graph) > before


def test_buttons_zoom_and_fit_for_those_who_cannot_drag_or_scroll(
    graph: Locator,
) -> None:
    graph.get_by_role("button", name="Zoom in").click()
    larger = zoom_of(graph)
    graph.get_by_role("button", name="Zoom out").click()
    assert zoom_of(graph) < larger
