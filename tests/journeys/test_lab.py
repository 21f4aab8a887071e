"""The what-if lab in a browser: by keyboard, back and forth, without leaving the page."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import Open

MOST_TABS = 60


@pytest.fixture
def page(open_tool: Open) -> Page:
    """The lab, reached from the reading; it knows whether it was ever loaded anew."""
    tab = open_tool()
    tab.get_by_role("link", name="Make things happen in this pipeline").click()
    expect(heading(tab)).to_have_text("Before anything happens")
    tab.wait_for_load_state()  # its script is there
    tab.evaluate("window.neverLeft = true")
    return tab


def heading(page: Page) -> Locator:
    return page.locator("#now-title, #now h2").first


def asset(page: Page, name: str) -> Locator:
    return page.locator(f".assets .node[data-name={name}]")


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until this has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("found => found.includes(document.activeElement)"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab, and no {role} “{name}”.")


def never_left(page: Page) -> bool:
    return bool(page.evaluate("window.neverLeft === true"))


def test_by_keys_alone_an_asset_is_chosen_changed_foreseen_and_seen(page: Page) -> None:
    tab_to(page, "radio", "Whole pipeline")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-about-line]")).to_contain_text("stg_orders")
    tab_to(page, "button", "Give it new code")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Give stg_orders new code")
    expect(heading(page)).to_be_focused()
    tab_to(page, "checkbox", "stg_orders Fresh")
    page.keyboard.press("Space")
    tab_to(page, "button", "See what happens")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Did you predict it?")
    expect(heading(page)).to_be_focused()
    expect(page.locator(".foresight")).to_have_text("You predicted it: stg_orders is Stale.")
    expect(asset(page, "stg_orders")).to_contain_text("as predicted")
    expect(asset(page, "orders_enriched")).to_contain_text("Fresh")
    expect(page.locator("#announcer")).to_contain_text("Dagster marks 1 asset Stale")
    assert never_left(page)


def test_back_forward_and_undo_go_through_what_happened(page: Page) -> None:
    page.get_by_role("link", name="Give stg_orders new code").click()
    page.get_by_role("button", name="Just show me").click()
    page.get_by_role("link", name="Rebuild only stg_orders").click()
    page.get_by_role("button", name="Just show me").click()
    expect(asset(page, "orders_enriched")).to_contain_text("Stale")
    page.go_back()
    expect(heading(page)).to_have_text("Run clean_orders again, and nothing else")
    page.go_back()
    expect(asset(page, "stg_orders")).to_contain_text("was Fresh")
    page.go_forward()
    page.go_forward()
    expect(asset(page, "stg_orders")).to_contain_text("was Stale")
    page.get_by_role("link", name="Undo the last step").click()
    expect(asset(page, "stg_orders")).to_contain_text("was Fresh")
    page.get_by_role("link", name="Start over").click()
    expect(heading(page)).to_have_text("Before anything happens")
    expect(heading(page)).to_be_focused()
    assert never_left(page)
    page.reload()
    expect(asset(page, "stg_orders")).to_contain_text("Fresh")


def test_an_answer_to_back_that_comes_after_forward_is_not_shown(page: Page) -> None:
    page.get_by_role("link", name="Give stg_orders new code").click()
    expect(heading(page)).to_have_text("Give stg_orders new code")
    held: list[Route] = []
    page.route("**/lab/**", lambda route: held.append(route), times=1)
    with page.expect_request("**/lab/**"):
        page.go_back()
    page.go_forward()
    with page.expect_request_finished():
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(heading(page)).to_have_text("Give stg_orders new code")
    assert "next=code:stg_orders" in page.url


def test_the_graph_is_alive_after_every_step(page: Page) -> None:
    page.get_by_role("link", name="Let clean_orders fail").click()
    page.locator("[data-graph].is-live").wait_for()
    page.get_by_role("button", name="Just show me").click()
    page.locator(".models.is-live").wait_for()
    asset(page, "stg_orders").locator("label").click()
    expect(page.locator("[data-about-line]")).to_contain_text("Its last run failed.")
    expect(page.locator(".node.here")).to_have_count(2)
    expect(page.get_by_role("button", name="Observe it: new data")).to_be_hidden()
    asset(page, "raw_orders").locator("label").click()
    expect(page.get_by_role("button", name="Observe it: new data")).to_be_visible()
    expect(page.get_by_role("button", name="Give it new code")).to_be_hidden()


def test_where_the_tool_does_not_answer_the_page_stays_and_says_so(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("link", name="Give stg_orders new code").click()
    expect(page.locator("[data-unanswered]")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("link", name="Give stg_orders new code").click()
    expect(heading(page)).to_have_text("Give stg_orders new code")
    expect(page.locator("[data-unanswered]")).to_be_hidden()
    assert never_left(page)


def test_it_fits_a_small_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    for path in ("", "?did=fail:stg_orders", "?next=run"):
        page.goto(page.url.split("?")[0].split("#")[0] + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
