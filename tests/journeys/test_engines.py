"""The core journey in every engine: from the launch through reading and answering to the result.

WebKit is WebKitGTK, not Safari: it proves layout and scripts, nothing about Safari's cookies.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from quizzes.db import Database
from quizzes.items.item import Item
from tests.journeys.conftest import ACTIVITY
from tests.support import prepare
from tests.support.browsers import FLAGS, which
from tests.support.engines.by_playwright import running
from tests.support.engines.firefox import firefox_running
from tests.support.engines.tab import Engine, Tab
from tests.support.engines.webkit import webkit_running
from tests.support.every_type import EVERY_TYPE, ask
from tests.support.stack import Stack

WORDS = "An asset knows its parents; a task does not. "


@pytest.fixture(params=["chromium", "firefox", "webkit"])
def tab(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path) -> Iterator[Tab]:
    with started(request.param, playwright, tmp_path) as engine:
        yield Tab(engine)


def started(name: str, playwright: Playwright, folder: Path) -> AbstractContextManager[Engine]:
    """The system's own build of an engine, else Playwright's."""
    if name == "chromium":
        return running(playwright.chromium, args=FLAGS, **which())
    if name == "firefox" and (program := prepare.firefox()):
        return firefox_running(program, folder)
    if name == "webkit" and (programs := prepare.webkit()):
        return webkit_running(*programs, folder)
    return running(getattr(playwright, name))


def test_a_student_goes_from_the_lms_to_a_score(tab: Tab, stack: Stack) -> None:
    launch(tab, stack)
    read(tab)
    look_at_a_node(tab)
    reflect(tab)
    tab.click(".standing form button")
    tab.see("h1", "13 questions")
    database = Database(stack.tool.database_url)
    items = ask(database, tab.engine.evaluate("location.href"), EVERY_TYPE)
    database.close()
    tab.open(tab.engine.evaluate("location.href"))
    for item in items:
        answer(tab, item)
    tab.see(f"#{items[-1].id} [data-saved]", "Saved")
    tab.click(".submit button")
    tab.see("h1.score", "20 of 20")


def launch(tab: Tab, stack: Stack) -> None:
    """Be a student in the practice LMS and open the activity in this tab."""
    tab.open(f"{stack.lms.issuer}/people?next={ACTIVITY}")
    tab.click("button[value=amara]")
    tab.see("h1", "Airflow vs Dagster")
    tab.open(tab.ask("a[target]", "found[0].href"))
    tab.see("header.top", "Signed in as Amara")


def read(tab: Tab) -> None:
    for section in tab.ask(".mark:has(button)", "found.map(form => form.dataset.mark)"):
        tab.click(f"[data-mark={section}] button")
        tab.see(f"[data-mark={section}] p", "Read")


def look_at_a_node(tab: Tab) -> None:
    tab.click(".assets [data-name=orders_enriched] label")
    tab.see("[data-about-line]", "makes orders_enriched")
    assert tab.count(".node.near") > tab.count(".node.here") == 2


def reflect(tab: Tab) -> None:
    for place in tab.ask("textarea", "found.map(area => area.id)"):
        tab.click(f"#{place}")
        tab.press(*WORDS)
    tab.see(f".reflection:has(#{place}) [data-saved]", "Saved")


def answer(tab: Tab, item: Item) -> None:
    """Answer it rightly: with the mouse, and in lists with the arrows."""
    for sent in sorted(item.scenario.key):
        place = f"#{item.id} "
        option = f'{place}option[value="{sent}"]'
        if tab.count(option):
            step = tab.ask(option, "(found[0].parentElement.focus(), found[0].index)")
            tab.press(*["ArrowDown"] * step)
            assert tab.ask(option, "found[0].selected"), sent
        else:
            tab.click(f'{place}[value="{sent}"]')
            assert tab.ask(f'{place}[value="{sent}"]', "found[0].checked"), sent
