"""Practising after a submission, in a browser."""

from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.journeys.test_answering import begin
from tests.support.going import follow, submit_all_the_same


def test_a_variant_is_answered_by_keyboard_and_marked_where_the_focus_is(open_tool: Open) -> None:
    page = open_tool()
    begin(page)
    submit_all_the_same(page)
    follow(page, page.get_by_role("link", name="Practise another variant of question 2"))
    address = page.url
    page.locator(".pick input").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Check my answer").press("Enter")
    told = page.get_by_role("heading", name="This would have earned")
    expect(told).to_be_focused()
    expect(page.get_by_text("changes your score or uses up an attempt")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(address)
    follow(page, page.get_by_role("link", name="Another variant"))
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    assert page.url != address
    page.get_by_role("link", name="Back to the activity").first.click()
    expect(page.get_by_text("2 attempts left")).to_be_visible()
