"""A program that serves, as a child of ours: started, watched by its log, and stopped."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from lti_tool.launcher.place import Place
from lti_tool.launcher.terminal import CannotRun, say, shown

SECONDS_TO_COME_UP = 60
SECONDS_TO_STOP = 10
SECONDS_BETWEEN_LOOKS = 0.2
TROUBLE = re.compile(r"\b(ERROR|CRITICAL)\b")


@dataclass(frozen=True)
class Program:
    """A child that serves; `news` reads on in its log, whose part of this start is at `start`."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    news: TextIO
    start: int

    def check(self) -> None:
        """Show the errors logged since the last look; raises CannotRun if it has ended."""
        if (status := self.process.poll()) is not None:
            self.news.seek(self.start)
            last_words = "".join(self.news.readlines()[-20:])
            raise CannotRun(
                f"{last_words}{self.name} has ended by itself (status {status}), so both are "
                f"stopped. Its log is {shown(self.log)}."
            )
        for line in filter(TROUBLE.search, self.news):
            say(f"  {self.name}: {line.strip()} (more in {shown(self.log)})")

    def wait_until_it_answers(self, url: str) -> None:
        """Return once it serves the page; raises CannotRun if it ends or takes too long."""
        deadline = time.monotonic() + SECONDS_TO_COME_UP
        while not _answers(url):
            self.check()
            if time.monotonic() > deadline:
                raise CannotRun(
                    f"{self.name} did not answer at {url} within {SECONDS_TO_COME_UP} seconds. "
                    f"Its log is {shown(self.log)}."
                )
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def stop(self) -> None:
        """Press its Ctrl-C; kill it if that takes too long, or if ours is pressed again."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(SECONDS_TO_STOP)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(name: str, command: Sequence[str], place: Place, log: str) -> Iterator[Program]:
    """Start a program, and stop it after the block."""
    path = place.folder / log
    with path.open("ab") as output, path.open(errors="replace") as news:
        start = news.seek(0, os.SEEK_END)
        process = subprocess.Popen(  # noqa: S603
            command,
            env=place.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is ours to pass on
        )
        program = Program(name, process, path, news, start)
        try:
            yield program
        finally:
            program.stop()


def _answers(url: str) -> bool:
    """Whether a page is served there, without an error."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status < 400
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
