"""WebKitGTK, driven by WebDriver over HTTP: a MiniBrowser on a screen that nobody sees."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.support.engines.keys import clicking, pressing
from tests.support.engines.tab import PageIsGone
from tests.support.processes import dying_with_us, end, free_port, running

LEAVING = {"javascript error", "no such window", "stale element reference", "unknown error"}


class WebKit:
    """The one tab of a session."""

    def __init__(self, server: str, browser: Path) -> None:
        self.session, self.http = f"{server}/session", requests.Session()
        options = {"binary": str(browser), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        answer = self.http.post(self.session, json=wanted, timeout=30).json()
        self.session += "/" + answer["value"]["sessionId"]

    def tell(self, command: str, **body: Any) -> Any:
        """Send a command; returns what came of it."""
        answer = self.http.post(f"{self.session}/{command}", json=body, timeout=30)
        value = answer.json()["value"]
        if not answer.ok and value["error"] in LEAVING:
            raise PageIsGone(value["message"])
        assert answer.ok, f"{command}: {value}"
        return value

    def open(self, address: str) -> None:
        self.tell("url", url=address)

    def evaluate(self, expression: str) -> Any:
        script = f"return JSON.stringify({expression})"
        return json.loads(self.tell("execute/sync", script=script, args=[]))

    def click(self, x: int, y: int) -> None:
        self.tell("actions", actions=clicking(x, y))

    def press(self, keys: Iterable[str]) -> None:
        self.tell("actions", actions=pressing(keys))

    def close(self) -> None:
        self.http.delete(self.session, timeout=30)
        self.http.close()


@contextmanager
def webkit_running(driver: Path, browser: Path, folder: Path) -> Iterator[WebKit]:
    """Start MiniBrowser on a screen of its own, and end both after the block."""
    port = free_port()
    with (
        a_screen() as screen,
        running(
            [driver, f"--port={port}"],
            port=port,
            log=folder / "webkit.log",
            # A MiniBrowser without a screen does not fail; it hangs.
            environment={"DISPLAY": screen, "HOME": str(folder), "WAYLAND_DISPLAY": ""},
        ) as server,
    ):
        webkit = WebKit(server.url, browser)
        yield webkit
        webkit.close()


@contextmanager
def a_screen() -> Iterator[str]:
    """The name of a display that is only kept in memory, on a number that is free."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        dying_with_us(command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        number = process.stdout.readline().strip()
        assert number, "Xvfb did not start."
        try:
            yield f":{number}"
        finally:
            end(process)
