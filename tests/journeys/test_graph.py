"""The graph: painted first; a click focuses, a drag pans, the wheel zooms where invited to."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.journeys.conftest import Open
from tests.support.polling import eventually
from tests.support.stack import Stack

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
    kept = {"orders_enriched", "stg_orders", "stg_payments", "daily_revenue", "churn_features"}
    names, near = "nodes => nodes.map(node => node.dataset.name)", graph.locator(".node.near")
    eventually(lambda: set(near.evaluate_all(names)) == kept, "its neighbourhood to be kept")
    expect(graph.locator("[data-name=stg_orders]").last).to_have_css("opacity", "1")
    expect(graph.locator("[data-name=revenue_report]").last).not_to_have_css("opacity", "1")


def test_pointing_at_a_task_marks_the_asset_that_it_makes_and_chooses_nothing(
    graph: Locator,
) -> None:
    pointed = "nodes => nodes.map(node => node.innerText)"
    graph.locator(".tasks [data-name=stg_orders]").hover()
    assert graph.locator(".pointed").evaluate_all(pointed) == ["clean_orders", "stg_orders"]
    expect(graph.locator(".assets .pointed input")).to_have_css("outline-style", "solid")
    graph.get_by_role("heading", name="Dagster").hover()
    expect(graph.locator(".pointed")).to_have_count(0)
    assert graph.locator(".node input:checked").count() == 0


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
    eventually(lambda: view.evaluate("view => view.scrollLeft") > before, "the graph to move")
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
    eventually(lambda: zoom_of(graph) > before, "the graph to be larger")


def test_buttons_zoom_and_fit_for_those_who_cannot_drag_or_scroll(
    graph: Locator,
) -> None:
    before = zoom_of(graph)
    graph.get_by_role("button", name="Zoom in").click()
    eventually(lambda: zoom_of(graph) > before, "the graph to be larger")
    larger = zoom_of(graph)
    graph.get_by_role("button", name="Zoom out").click()
    eventually(lambda: zoom_of(graph) < larger, "the graph to be smaller")


def test_the_graph_is_painted_before_any_script_runs(
    open_tool: Open, browser_context: BrowserContext, stack: Stack
) -> None:
    held = list[Route]()
    for script in ("graph.js", "reading.js"):
        browser_context.route(
            f"{stack.tool.url}/static/*/{script}", lambda route: held.append(route)
        )
    page = open_tool(loaded=False)
    graph = page.locator("[data-graph=reading]")
    # To look at the page is also what lets the handler of its scripts be called.
    eventually(lambda: graph.count() and held, "the graph, and its scripts to be asked for")
    assert graph.locator(".node").count() > 1
    painted = graph.screenshot()
    graph.evaluate("graph => { graph.style.opacity = 0; }")
    assert painted != graph.screenshot()
    graph.evaluate("graph => { graph.style.opacity = ''; }")
    for node in page.locator("[data-graph=reading] .node").all():
        assert node.is_visible()
    for edge in page.locator("[data-graph=reading] .edge").all():
        assert edge.evaluate("edge => edge.getTotalLength()") > 0
    expect(page.locator("[data-graph].is-live")).to_have_count(0)
    browser_context.unroute_all()


def test_nodes_stay_targets_at_any_zoom_and_begin_with_legible_names(
    page: Page, graph: Locator
) -> None:
    sizes = "nodes => nodes.map(node => parseFloat(getComputedStyle(node).fontSize))"
    shown = graph.locator(".node .text").evaluate_all(sizes)
    assert min(shown) * zoom_of(graph) >= 12
    out = graph.get_by_role("button", name="Zoom out")
    for _ in range(10):
        out.click()
    for node in graph.locator(".node input").all():
        box = node.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
