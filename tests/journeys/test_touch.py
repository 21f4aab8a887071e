"""The graph under fingers: a tap chooses, a swipe moves it, and two fingers zoom it."""

from collections.abc import Iterable, Iterator

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.journeys.conftest import Open
from tests.support.polling import eventually

Point = tuple[float, float]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(open_tool: Open) -> Page:
    """The activity on a phone."""
    tab = open_tool()
    tab.set_viewport_size(PHONE)
    return tab


@pytest.fixture
def fingers(page: Page) -> Iterator[CDPSession]:
    """What moves fingers on the screen."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    yield devtools
    devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": False})


@pytest.fixture
def view(page: Page) -> Locator:
    """The view of assets, in sight."""
    found = page.locator("[data-graph=reading] .graph-view").last
    found.scroll_into_view_if_needed()
    return found


def touch(fingers: CDPSession, steps: Iterable[list[Point]]) -> None:
    """Put fingers down at the first points, move them to the others, and lift them."""
    for number, points in enumerate(steps):
        kind = "touchMove" if number else "touchStart"
        places = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def middle(place: Locator) -> Point:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def come_to_rest(view: Locator) -> None:
    """Wait until a swipe has run out: a tap before that only stops it."""
    view.evaluate(
        """view => new Promise((done) => {
            let last = NaN, alike = 0;
            const look = () => {
                alike = view.scrollLeft === last ? alike + 1 : 0;
                last = view.scrollLeft;
                if (alike < 10) requestAnimationFrame(look); else done();
            };
            look();
        })"""
    )


def zoom(page: Page) -> float:
    plane = page.locator("[data-graph=reading] .plane").last
    return float(plane.evaluate("plane => plane.style.zoom || 1"))


def test_a_swipe_moves_the_graph_a_tap_chooses_and_two_fingers_zoom(
    page: Page, fingers: CDPSession, view: Locator
) -> None:
    x, y = middle(view)
    touch(fingers, ([(x - far, y)] for far in range(0, 160, 20)))
    eventually(lambda: view.evaluate("view => view.scrollLeft") > 50, "the graph to move")
    assert page.locator(".node input:checked").count() == 0
    come_to_rest(view)

    node = view.locator(".node").last
    node.scroll_into_view_if_needed()
    touch(fingers, [[middle(node)]])
    expect(node.locator("input")).to_be_checked()

    touch(fingers, ([(x - apart, y), (x + apart, y)] for apart in (30, 45, 60)))
    eventually(lambda: zoom(page) > 1.2, "the graph to be larger")
    zoomed = zoom(page)
    assert page.evaluate("visualViewport.scale") == 1
    touch(fingers, ([(x - apart, y), (x + apart, y)] for apart in (60, 45, 30)))
    eventually(lambda: zoom(page) < zoomed, "the graph to be smaller")
