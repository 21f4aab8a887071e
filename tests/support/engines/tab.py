"""A tab in any engine: to look, to click and to press keys as a person does."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from tests.support.polling import eventually


class PageIsGone(Exception):
    """The page was left while it was looked at."""


class Engine(Protocol):
    """What each engine can do in its one tab."""

    def open(self, address: str) -> None: ...

    def evaluate(self, expression: str) -> Any:
        """What JavaScript says, as JSON carries it; PageIsGone where no page is just now."""

    def click(self, x: int, y: int) -> None:
        """Press the mouse at this point of what is in sight."""

    def press(self, keys: Iterable[str]) -> None:
        """Press these keys, one after the other: "a", "Tab", "ArrowDown"."""


@dataclass(frozen=True)
class Tab:
    """A page in an engine; everything waits until the page is there."""

    engine: Engine

    def open(self, address: str) -> None:
        self.engine.open(address)

    def ask(self, selector: str, question: str) -> Any:
        """What an expression says of `found`, the elements of the page that match."""
        asked = f"(found => {question})([...document.querySelectorAll({json.dumps(selector)})])"

        def look() -> list[Any]:
            try:
                return [self.engine.evaluate(asked)]
            except PageIsGone:
                return []

        return eventually(look, f"a page to look for {selector} in")[0]

    def count(self, selector: str) -> int:
        number: int = self.ask(selector, "found.length")
        return number

    def see(self, selector: str, words: str) -> None:
        """Wait until the first that matches says this."""
        said = "found[0]?.innerText ?? ''"
        eventually(lambda: words in self.ask(selector, said), f"{selector} to say {words!r}")

    def click(self, selector: str) -> None:
        """Click into the middle of the first that matches."""
        x, y = eventually(lambda: self.middle(selector), f"{selector} to be there")
        self.engine.click(x, y)

    def middle(self, selector: str) -> list[int] | None:
        """Bring it into sight; where it then is."""
        point: list[int] | None = self.ask(
            selector,
            """{
              if (!found.length || document.readyState !== "complete") return null;
              found[0].scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
              const { left, top, width, height } = found[0].getBoundingClientRect();
              return [Math.round(left + width / 2), Math.round(top + height / 2)];
            }""",
        )
        return point

    def press(self, *keys: str) -> None:
        self.engine.press(keys)
