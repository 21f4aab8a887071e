"""Where the CPU of a launch goes: python -m tests.bench.profile docs/benchmarks.md.

The app is called in this process, without a server. Every some milliseconds of CPU the kernel
interrupts it, and what it was at is noted; a call into C counts for the function that made it.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from lti_tool import create_app
from lti_tool.config import Config
from lti_tool.platforms import registrations
from tests.bench import page
from tests.bench.page import Section
from tests.bench.peers.tokens import STUDENTS, id_token
from tests.support.launching import SECRET, TOOL, Client, registration
from tests.support.platform import Platform, serving
from tests.support.tables import prepare

TITLE = "Where a launch's CPU goes"
EVERY = 0.001
"""CPU seconds between two looks; Linux may take its own tick, some milliseconds, instead."""
AT_A_TIME = 40
SHOWN = 14
ROOT = Path(__file__).parents[2]
PACKAGES = "site-packages/"
HOW = """\
{launches} launches of a class that the tool has seen before, in one process without a server:
{each:.2f} ms of CPU each, looked at {looks:,} times. Left, the innermost function of ours that
was at work, with all that it calls; right, whose code was at work then (calls into C count for
their caller)."""


@dataclass
class Looks:
    """What was at work, each time that was looked: of ours, and of all."""

    ours: Counter[str] = field(default_factory=Counter)
    everybody: Counter[str] = field(default_factory=Counter)

    def look(self, _: int, frame: FrameType | None) -> None:
        """Note what a frame and its callers are of; a signal handler."""
        files = []
        while frame:
            code = frame.f_code
            files.append((code.co_filename, code.co_name))
            frame = frame.f_back
        self.everybody[owner(files[0][0])] += 1
        self.ours[next(map(spoken, filter(is_ours, files)), "Flask, on the way to us")] += 1

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look while the block is at work."""
        before = signal.signal(signal.SIGPROF, self.look)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)


def is_ours(at: tuple[str, str]) -> bool:
    """Tell whether a place is in one of our packages."""
    return at[0].startswith((f"{ROOT}/lti_tool/", f"{ROOT}/quizzes/"))


def spoken(at: tuple[str, str]) -> str:
    """Write a place of ours as file and function."""
    return f"`{Path(at[0]).relative_to(ROOT)}: {at[1]}`"


def owner(file: str) -> str:
    """Return whose code a file is: a package's name, ours, or Python's."""
    if PACKAGES in file:
        return file.partition(PACKAGES)[2].partition("/")[0]
    return "ours" if is_ours((file, "")) else "Python"


def section(launches: int = 600) -> Section:
    """Launch so often on a new database, and write where the time went."""
    with tempfile.TemporaryDirectory() as folder, serving(Platform()) as platform:
        app = tool(prepare(f"sqlite:///{folder}/lab.db"), platform)
        text = profiled(app, platform, launches)
        app.extensions["database"].close()
    return Section(TITLE, text, holds=True)


def profiled(app: Flask, platform: Platform, launches: int) -> str:
    """Launch so often, once everybody was there; returns what the page says."""
    looks = Looks()
    post(app, platform, range(min(launches, STUDENTS)))
    seconds = sum(
        post(app, platform, range(first, min(first + AT_A_TIME, launches)), looks)
        for first in range(0, launches, AT_A_TIME)
    )
    each, total = seconds / launches * 1000, looks.everybody.total()
    how = HOW.format(launches=launches, each=each, looks=total)
    return f"{how}\n\n{beside(looks)}"


def tool(database_url: str, platform: Platform) -> Flask:
    """Return the app on a database that has its tables, once it knows the platform."""
    config = Config(database_url, TOOL, SECRET)
    app = create_app(config)
    with app.extensions["database"].begin() as session:
        registrations.save(session, registrations.Details(**registration(platform)), config)
    return app


def post(
    app: Flask, platform: Platform, numbers: Sequence[int], looks: Looks | None = None
) -> float:
    """Launch these students; returns the CPU seconds that that took, without their logins."""
    requests = [request(app, platform, number) for number in numbers]
    began = time.process_time()
    with (looks or Looks()).looking():
        for environ in requests:
            _, status, _ = run_wsgi_app(app, environ)
            assert status.startswith("303"), status
    return time.process_time() - began


def request(app: Flask, platform: Platform, number: int) -> Mapping[str, Any]:
    """Log one student in; returns the launch that comes back, as a server hands it to the app."""
    browser = Client(app)
    state, nonce = browser.log_in(platform)
    token = id_token(platform, number, nonce, f"{TOOL}/lti/launch")
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return EnvironBuilder(
        "/lti/launch",
        TOOL,
        method="POST",
        data={"state": state, "id_token": token},
        headers={"Cookie": cookies},
    ).get_environ()


def beside(looks: Looks) -> str:
    """Write both counts side by side, the largest first."""
    rows = ["| of ours | | whose code | |\n|---|---:|---|---:|"]
    ours, everybody = shares(looks.ours), shares(looks.everybody)
    for at in range(max(len(ours), len(everybody))):
        left, right = (part[at] if at < len(part) else ("", "") for part in (ours, everybody))
        rows.append(f"| {left[0]} | {left[1]} | {right[0]} | {right[1]} |")
    return "\n".join(rows)


def shares(counted: Counter[str]) -> list[tuple[str, str]]:
    """Return the largest shares, and the rest as one."""
    total = counted.total()
    largest = counted.most_common(SHOWN)
    rest = total - sum(count for _, count in largest)
    named = [*largest, *([("all others", rest)] if rest else [])]
    return [(name, f"{count / total:.1%}") for name, count in named]


def main() -> int:
    """Measure and write."""
    return page.publish([section()], Path(sys.argv[1]) if sys.argv[1:] else None)


if __name__ == "__main__":
    sys.exit(main())
