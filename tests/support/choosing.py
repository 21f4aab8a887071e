"""Choosing as a learner does, whatever a question is answered with."""

from collections.abc import Iterable

from playwright.sync_api import FrameLocator, Locator, Page


def offering(page: Page | FrameLocator, item_id: str, sent: str) -> Locator:
    """The list that offers this, or the box that stands for it."""
    field = f'[name="{item_id}"]'
    return page.locator(f'select{field}:has(option[value="{sent}"]), input{field}[value="{sent}"]')


def choose(page: Page | FrameLocator, item_id: str, chosen: Iterable[str]) -> None:
    """Choose these in one question."""
    for sent in sorted(chosen):
        control = offering(page, item_id, sent)
        if control.evaluate("control => control.matches('select')"):
            control.select_option(sent)
        else:
            control.check()
