"""An Open edX with the tool in one of its courses: two children that meet over HTTP only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from quizzes.db import Database
from tests.support.answers import right_answers
from tests.support.forms import Browser, Page
from tests.support.polling import eventually
from tests.support.pressing import hand_in
from tests.support.processes import free_port, running
from tests.support.stack import Tool
from tests.support.tables import prepare

ROOT = Path(__file__).parents[2]
OPEN_EDX = [ROOT / ".venvs/openedx/bin/python", ROOT / "tests/support/openedx/serve.py"]
THOUGHTS = (
    "We would keep scheduling by task for the nightly jobs, and declare assets where people "
    "ask which table is stale and why."
)


@dataclass(frozen=True)
class OpenEdx:
    """Open edX's platform with the tool in one of its courses, and the tool's database."""

    url: str
    tool: Tool
    tool_database: Database

    def opens_for(self, username: str) -> tuple[Browser, Page]:
        """Launch the activity as Open edX's page does; returns the first page of the tool."""
        browser = Browser(framed=True)
        signed = browser.open(f"{self.url}/activity/{username}")
        return browser, browser.submit(signed, signed.form("id_token", "state"))

    def chooses_for(self, username: str) -> tuple[Browser, Page]:
        """Have somebody choose what the activity opens; returns what the tool shows to that."""
        browser = Browser(framed=True)
        signed = browser.open(f"{self.url}/choosing/{username}")
        return browser, browser.submit(signed, signed.form("id_token", "state"))

    def gradebook(self) -> Any:
        return requests.get(f"{self.url}/gradebook", timeout=10).json()

    def scores(self, username: str) -> list[dict[str, Any]]:
        """What the course's line items hold for this person."""
        book = self.gradebook()
        held = [score for line_item in book["line_items"] for score in line_item["scores"]]
        return [score for score in held if score["userId"] == book["people"][username]]


@contextmanager
def open_edx(folder: Path, *options: str) -> Iterator[OpenEdx]:
    """Run an Open edX and the tool; `options` are those of support/openedx/serve.py."""
    tool = Tool(folder, free_port(), prepare(f"sqlite:///{folder / 'tool.db'}"))
    port = free_port()
    platform = [*OPEN_EDX, "--port", str(port), "--tool", tool.url, *options]
    platform += ["--database", folder / "openedx.db"]
    with running(platform, port=port, log=folder / "openedx.log") as lms:
        tool.register(registration(lms.url))
        with tool.serving():
            database = Database(tool.database_url)
            yield OpenEdx(lms.url, tool, database)
            database.close()


def registration(url: str) -> dict[str, str]:
    """What Open edX tells a course's author to enter at the tool."""
    given = requests.get(f"{url}/registration", timeout=10).json()
    return {
        "issuer": given["issuer"],
        "client_id": given["client_id"],
        "login_url": given["oidc_callback"],
        "token_url": given["token_url"],
        "keys_url": given["keyset_url"],
        "deployment": given["deployment_id"],
    }


def read_and_reflect(browser: Browser, page: Page) -> Page:
    for form in page.forms:
        if "/read" in form.action:
            page = browser.submit(page, form)
        elif "/reflections/" in form.action:
            page = browser.submit(page, form, {"text": THOUGHTS})
    return page


def answer(browser: Browser, page: Page, database: Database | None = None) -> Page:
    """Begin an attempt and submit it: with nothing picked, or all right by the tool's database."""
    questions = browser.submit(page, page.form(to="/attempts"))
    right = right_answers(database, questions.url) if database else {}
    return hand_in(browser, questions, right)


def arrives(openedx: OpenEdx, username: str, given: float) -> dict[str, Any]:
    """Wait until Open edX's line item holds this many points for this person."""
    (score,) = eventually(
        lambda: [held for held in openedx.scores(username) if held["scoreGiven"] == given],
        f"{given} points for {username}",
    )
    return score
