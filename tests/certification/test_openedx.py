"""An LMS that nobody here wrote: Open edX launches the tool, and the scores arrive in it.

Both run as children and meet over HTTP only. The browser is one without scripts, in the
frame that Open edX opens its activities in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from quizzes.db import Database
from tests.support.answers import right_answers
from tests.support.forms import Browser, Page
from tests.support.polling import eventually
from tests.support.processes import free_port, running
from tests.support.stack import Tool

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
    tool_database: Database

    def opens_for(self, username: str) -> tuple[Browser, Page]:
        """Launch the activity as Open edX's page does; returns the first page of the tool."""
        browser = Browser(framed=True)
        signed = browser.open(f"{self.url}/activity/{username}")
        return browser, browser.submit(signed, signed.form("id_token", "state"))

    def gradebook(self) -> Any:
        return requests.get(f"{self.url}/gradebook", timeout=10).json()

    def scores(self, username: str) -> list[dict[str, Any]]:
        """What the course's only line item holds for this person: one score, or none."""
        book = self.gradebook()
        (line_item,) = book["line_items"]
        return [held for held in line_item["scores"] if held["userId"] == book["people"][username]]


@pytest.fixture(scope="module")
def openedx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    folder = tmp_path_factory.mktemp("openedx")
    tool, port = Tool(folder, free_port(), f"sqlite:///{folder / 'tool.db'}"), free_port()
    platform = [*OPEN_EDX, "--port", str(port), "--tool", tool.url]
    platform += ["--database", folder / "openedx.db"]
    with running(platform, port=port, log=folder / "openedx.log") as lms:
        tool.run("db", "upgrade")
        tool.register(registration(lms.url))
        with tool.serving():
            database = Database(tool.database_url)
            yield OpenEdx(lms.url, database)
            database.close()


def test_a_students_score_arrives_in_open_edxs_line_item_and_gradebook(openedx: OpenEdx):
    browser, page = openedx.opens_for("first")
    page = read_and_reflect(browser, page)
    result = answer(browser, page, openedx.tool_database)
    score = arrives(openedx, "first", 10)
    assert score["scoreMaximum"] == 10
    assert score["comment"] == "Questions 8 of 8, sections read 5 of 5, reflections 2 of 2."
    assert openedx.gradebook()["grades"]["first"] == [10, 10]
    eventually(
        lambda: "In the gradebook: 10 of 10" in browser.open(result.url).words, "the page to say so"
    )


def test_every_higher_score_replaces_the_one_that_open_edx_holds(openedx: OpenEdx):
    browser, page = openedx.opens_for("second")
    answer(browser, page)
    first = arrives(openedx, "second", 0)
    answer(browser, page, openedx.tool_database)
    second = arrives(openedx, "second", 8)
    read_and_reflect(browser, page)
    third = arrives(openedx, "second", 10)
    assert first["timestamp"] < second["timestamp"] < third["timestamp"]


def test_an_instructor_sees_open_edxs_class_and_is_not_graded(openedx: OpenEdx):
    teacher, overview = openedx.opens_for("teacher")
    preview = teacher.open(overview.link("Try it as a preview"))
    result = answer(teacher, preview, openedx.tool_database)
    assert "Staff are not graded." in result.words

    student, page = openedx.opens_for("third")
    answer(student, page, openedx.tool_database)
    arrives(openedx, "third", 8)
    assert openedx.scores("teacher") == []

    overview = teacher.submit(overview, overview.form(to="/refresh"))

    def grades() -> dict[str, str]:
        return {row[0]: row[5] for row in teacher.open(overview.url).rows}

    eventually(
        lambda: "In the gradebook: 8 of 10" in grades()["Third Student third@example.edu"],
        "the class list to say so",
    )
    assert set(grades()) == {
        "First Student first@example.edu",
        "Second Student second@example.edu",
        "Third Student third@example.edu",
    }


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
    return browser.submit(questions, questions.form(to="/submission"), right)


def arrives(openedx: OpenEdx, username: str, given: float) -> dict[str, Any]:
    """Wait until Open edX's line item holds this many points for this person."""
    (score,) = eventually(
        lambda: [held for held in openedx.scores(username) if held["scoreGiven"] == given],
        f"{given} points for {username}",
    )
    return score
