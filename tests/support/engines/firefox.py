"""Firefox, driven by WebDriver BiDi over a WebSocket: Debian has no geckodriver."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.support.engines.keys import clicking, pressing
from tests.support.engines.tab import PageIsGone
from tests.support.processes import free_port, running


class Refused(Exception):
    """Firefox did not do what it was told."""


class Firefox:
    """One tab of a running Firefox."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.numbers = socket, count(1)
        self.tell("session.new", capabilities={})
        # The tab that Firefox starts with never has the focus, and no key presses anything there.
        self.tab = self.tell("browsingContext.create", type="tab")["context"]

    def tell(self, method: str, **params: Any) -> Any:
        """Send a command; returns what came of it."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv(timeout=30))).get("id") != number:
            pass  # events, which nobody asked for
        if answer["type"] == "error":
            raise Refused(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]

    def open(self, address: str) -> None:
        with suppress(Refused):  # of a page that goes on by itself, as a launch does
            self.tell("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        try:
            said = self.tell(
                "script.evaluate",
                expression=f"JSON.stringify({expression})",
                target={"context": self.tab},
                awaitPromise=False,
            )
        except Refused as error:
            raise PageIsGone from error
        assert said["type"] == "success", said
        return json.loads(said["result"]["value"])

    def click(self, x: int, y: int) -> None:
        self.tell("input.performActions", context=self.tab, actions=clicking(x, y))

    def press(self, keys: Iterable[str]) -> None:
        self.tell("input.performActions", context=self.tab, actions=pressing(keys))


@contextmanager
def firefox_running(program: Path, folder: Path) -> Iterator[Firefox]:
    """Start Firefox on a new profile, and end it after the block."""
    port, profile = free_port(), folder / "profile"
    profile.mkdir()
    options = ["--headless", "--no-remote", "--profile", profile, f"--remote-debugging-port={port}"]
    with (
        running([program, *map(str, options)], port=port, log=folder / "firefox.log"),
        connect(f"ws://127.0.0.1:{port}/session", max_size=None) as socket,
    ):
        yield Firefox(socket)
