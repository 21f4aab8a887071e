"""A new version comes in while the one before serves: nobody notices."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.faults.conftest import launch
from tests.running.conftest import options
from tests.support.forms import Browser
from tests.support.forwarding import proxy
from tests.support.launching import registration
from tests.support.platform import Platform
from tests.support.polling import eventually
from tests.support.pressing import hand_in
from tests.support.processes import free_port
from tests.support.stack import Tool

STUDENTS = 3


class Class:
    """Students who launch, read and write without a pause; whatever fails is kept."""

    def __init__(self, tool: Tool, platform: Platform) -> None:
        self.failures: list[str] = []
        self.names: list[str] = []
        self._tool, self._platform = tool, platform
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._learn, args=(number,)) for number in range(STUDENTS)
        ]

    def __enter__(self) -> "Class":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Have everybody finish what they are at."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def has_gone_on(self, rounds: int = STUDENTS) -> Callable[[], bool]:
        """Return whether so many more rounds are done by then."""
        enough = len(self.names) + rounds
        return lambda: len(self.names) >= enough or bool(self.failures)

    def _learn(self, number: int) -> None:
        while not self._stop.is_set():
            try:
                self._once(number)
            except Exception as error:  # noqa: BLE001  # whatever it is, it must not happen
                self.failures.append(repr(error))

    def _once(self, number: int) -> None:
        browser = Browser()
        name = f"student-{number}-{len(self.names)}"
        self.names.append(name)
        page = launch(browser, self._tool, self._platform, sub=name)
        written = browser.submit(page, page.form("text", to="/reflections/"), {"text": "I think"})
        begun = browser.submit(page, page.form(to="/attempts"))
        submitted = hand_in(browser, begun)
        for each in (page, written, begun, submitted):
            if each.status >= 400:
                self.failures.append(each.gist)


def test_no_request_fails_while_the_tables_change_and_the_new_version_takes_over(
    before: tuple[str | Path, ...],
    environment: Path,
    empty_url: str,
    platform: Platform,
    tmp_path: Path,
) -> None:
    port = free_port()
    old = Tool(tmp_path, port, empty_url, before, listens_at=free_port())
    new = Tool(tmp_path, port, empty_url, (environment / "bin" / "lineage-lab",), free_port())
    assert "up to date" in old.run("db", "upgrade")
    old.run("platforms", "add", *options(registration(platform)))
    with ExitStack() as running:  # what serves ends after the students have
        running.enter_context(old.serving())
        everybody = running.enter_context(proxy(port, old.listens_at))
        students = running.enter_context(Class(old, platform))
        eventually(students.has_gone_on(), "students of the version before", 120)
        assert "up to date" in new.run("db", "upgrade")
        eventually(students.has_gone_on(), "students of the version before, on new tables", 120)
        with new.serving():
            everybody.to = new.listens_at
            eventually(students.has_gone_on(), "students of the new version", 120)
            students.stop()
            assert students.failures == []
            eventually(lambda: set(platform.scores) == set(students.names), "all scores", 120)
