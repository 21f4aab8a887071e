"""Somebody with a keyboard alone, who hears what has the focus.

What is heard comes from Chromium's accessibility tree, as a screen reader has it, and is asserted
before every press. Nothing here clicks, focuses or runs a script in the page.
"""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Error, Page

from tests.support.polling import eventually

Stop = tuple[str, str]  # a role and a name

# Where one may be on the way: at what acts, what scrolls, and where reading a page begins.
STOPS = {
    *("button", "checkbox", "combobox", "DisclosureTriangle", "link", "radio", "textbox"),
    *("form", "group", "heading", "region", "RootWebArea"),
}
MOST_STOPS = 150


@dataclass(frozen=True)
class Heard:
    """What has the focus: its role and name, and how it stands."""

    role: str
    name: str
    value: str
    is_checked: bool

    @property
    def stop(self) -> Stop:
        return self.role, self.name


class Keyboard:
    """The keys, for one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.devtools: CDPSession = page.context.new_cdp_session(page)

    def hear(self) -> Heard:
        """What the accessibility tree says of what has the focus; where nothing has, the page."""
        heard = eventually(self.look, "something to have the focus")
        role, name, value = (said(heard, part) for part in ("role", "name", "value"))
        return Heard(role, name, value, states(heard).get("checked") == "true")

    def look(self) -> dict[str, Any] | None:
        """The tree's entry; None where it went away or lost the focus meanwhile."""
        try:
            document = self.devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
            asked = {"nodeId": document, "selector": ":focus"}
            node = self.devtools.send("DOM.querySelector", asked)["nodeId"] or document
            found = {"nodeId": node, "fetchRelatives": False}
            entry: dict[str, Any]
            [entry] = self.devtools.send("Accessibility.getPartialAXTree", found)["nodes"]
        except Error:
            return None
        return entry if states(entry).get("focused") else None

    def go_to(self, *wanted: Stop) -> Stop:
        """Tab on to one of these, hearing a role and a name at every stop."""
        passed = []
        for _ in range(MOST_STOPS):
            heard = self.hear()
            if heard.stop in wanted:
                return heard.stop
            assert heard.role in STOPS, heard
            assert heard.name, heard
            passed.append(heard.stop)
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} is not among {passed}")

    def press(self, key: str, stop: Stop) -> Heard:
        """Press a key on what must have the focus; returns what is heard then."""
        assert self.hear().stop == stop
        self.page.keyboard.press(key)
        return self.hear()

    def follow(self, stop: Stop, address: str) -> None:
        """Go to what leads to another page, press Enter on it, and wait for that page."""
        self.go_to(stop)
        assert self.hear().stop == stop
        with self.page.expect_navigation(url=re.compile(address)):
            self.page.keyboard.press("Enter")


def states(heard: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each["value"].get("value") for each in heard["properties"]}


def said(heard: dict[str, Any], part: str) -> str:
    return str(heard.get(part, {}).get("value", ""))
