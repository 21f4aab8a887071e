"""Going from page to page in a browser, and being there before anything is read.

A press that leads to another page is over before that page is there: what is read at once may
still be the old one.
"""

from playwright.sync_api import FrameLocator, Locator, Page


def follow(page: Page, place: Locator) -> None:
    """Click on what leads to another page, and wait until that page has come."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        place.click()


def submit_all_the_same(page: Page | FrameLocator) -> None:
    """Submit what is not all answered: the page asks first, and a second button means it."""
    page.get_by_role("button", name="Submit all answers").click()
    page.get_by_role("button", name="Submit all the same").click()


def act_as(page: Page, lms: str, person: str, path: str = "/") -> None:
    """Choose a person in the practice LMS, and go to one of its pages as that person."""
    page.goto(f"{lms}/people?next={path}")
    follow(page, page.locator(f"button[value={person}]"))


def wait_for_the_tool(page: Page) -> None:
    """Wait until the page in the tool's frame is there in full; its head may come before it."""
    frame = page.frame("tool")
    assert frame
    frame.wait_for_load_state()
