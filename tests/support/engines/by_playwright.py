"""An engine that Playwright drives: Chromium, or where the system has none, its own others."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserType, Error, Page

from tests.support.engines.tab import PageIsGone


@dataclass(frozen=True)
class ByPlaywright:
    """One page of Playwright's."""

    page: Page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def evaluate(self, expression: str) -> Any:
        try:
            return self.page.evaluate(expression)
        except Error as error:
            raise PageIsGone from error

    def click(self, x: int, y: int) -> None:
        self.page.mouse.click(x, y)

    def press(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@contextmanager
def running(engine: BrowserType, **options: Any) -> Iterator[ByPlaywright]:
    """Start a browser, and end it after the block."""
    browser = engine.launch(**options)
    yield ByPlaywright(browser.new_page())
    browser.close()
