"""An LMS that nobody here wrote: Open edX launches the tool, and the scores arrive in it.

Both run as children and meet over HTTP only. The browser is one without scripts, in the
frame that Open edX opens its activities in.
"""

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from quizzes import attempts
from quizzes.db import Database
from quizzes.models import Attempt
from tests.support.forms import Browser, Page
from tests.support.processes import free_port, running

ROOT = Path(__file__).parents[2]
OPEN_EDX = [ROOT / ".venvs/openedx/bin/python", ROOT / "tests/support/openedx/serve.py"]
LINEAGE_LAB = Path(sys.executable).with_name("lineage-lab")
SECONDS_TO_ARRIVE = 30
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

    def score(self, username: str) -> dict[str, Any] | None:
        """What the course's only line item holds for this person."""
        book = self.gradebook()
        (line_item,) = book["line_items"]
        for score in line_item["scores"]:
            if score["userId"] == book["people"][username]:
                return dict(score)
        return None


@pytest.fixture(scope="module")
def openedx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    folder = tmp_path_factory.mktemp("openedx")
    tool_port, port = free_port(), free_port()
    tool_url, database_url = f"http://127.0.0.1:{tool_port}", f"sqlite:///{folder / 'tool.db'}"
    environment = {
        "LINEAGE_LAB_DATABASE_URL": database_url,
        "LINEAGE_LAB_BASE_URL": tool_url,
        "LINEAGE_LAB_SECRET_KEY": secrets.token_urlsafe(48),
    }
    platform = [*OPEN_EDX, "--port", str(port), "--tool", tool_url]
    platform += ["--database", folder / "openedx.db"]
    with ExitStack() as children:
        lms = children.enter_context(running(platform, port=port, log=folder / "openedx.log"))
        lineage_lab(environment, "db", "upgrade")
        lineage_lab(environment, "platforms", "add", *as_options(lms.url))
        serve = [LINEAGE_LAB, "serve", "--port", str(tool_port)]
        children.enter_context(
            running(serve, port=tool_port, log=folder / "tool.log", environment=environment)
        )
        database = Database(database_url)
        yield OpenEdx(lms.url, database)
        database.engine.dispose()


def test_a_students_score_arrives_in_open_edxs_line_item_and_gradebook(openedx: OpenEdx):
    browser, page = openedx.opens_for("first")
    page = read_and_reflect(browser, page)
    result = answer(browser, page, all_right(openedx.tool_database))
    score = arrives(openedx, "first", 10)
    assert score["scoreMaximum"] == 10
    assert score["comment"] == "Questions 8 of 8, sections read 5 of 5, reflections 2 of 2."
    assert openedx.gradebook()["grades"]["first"] == [10, 10]
    wait_until(
        lambda: browser.open(result.url).words, lambda words: "In the gradebook: 10 of 10" in words
    )


def test_every_higher_score_replaces_the_one_that_open_edx_holds(openedx: OpenEdx):
    browser, page = openedx.opens_for("second")
    answer(browser, page, nothing)
    first = arrives(openedx, "second", 0)
    answer(browser, page, all_right(openedx.tool_database))
    second = arrives(openedx, "second", 8)
    read_and_reflect(browser, page)
    third = arrives(openedx, "second", 10)
    assert first["timestamp"] < second["timestamp"] < third["timestamp"]


def test_an_instructor_sees_open_edxs_class_and_is_not_graded(openedx: OpenEdx):
    teacher, overview = openedx.opens_for("teacher")
    preview = teacher.open(overview.link("Try it as a preview"))
    result = answer(teacher, preview, all_right(openedx.tool_database))
    assert "Staff are not graded." in result.words

    student, page = openedx.opens_for("third")
    answer(student, page, all_right(openedx.tool_database))
    arrives(openedx, "third", 8)
    assert openedx.score("teacher") is None

    overview = teacher.submit(overview, overview.form(to="/refresh"))
    roster = wait_until(
        lambda: {row[0]: row for row in teacher.open(overview.url).rows},
        lambda rows: "In the gradebook: 8 of 10" in rows["Third Student third@example.edu"][5],
    )
    assert set(roster) == {
        "First Student first@example.edu",
        "Second Student second@example.edu",
        "Third Student third@example.edu",
    }


def lineage_lab(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [LINEAGE_LAB, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def as_options(url: str) -> list[str]:
    """What Open edX tells a course's author to enter at the tool, as the command takes it."""
    given = requests.get(f"{url}/registration", timeout=10).json()
    return [
        *("--issuer", given["issuer"], "--client-id", given["client_id"]),
        *("--login-url", given["oidc_callback"], "--token-url", given["token_url"]),
        *("--keys-url", given["keyset_url"], "--deployment", given["deployment_id"]),
    ]


def read_and_reflect(browser: Browser, page: Page) -> Page:
    for form in page.forms:
        if "/read" in form.action:
            page = browser.submit(page, form)
        elif "/reflections/" in form.action:
            page = browser.submit(page, form, {"text": THOUGHTS})
    return page


def answer(browser: Browser, page: Page, chosen: Callable[[int], dict[str, list[str]]]) -> Page:
    """Start an attempt on the activity's page and submit what is chosen for its number."""
    questions = browser.submit(page, page.form(to="/attempts"))
    submission = questions.form(to="/submission")
    (attempt_id,) = re.findall(r"/attempts/(\d+)/submission", submission.action)
    return browser.submit(questions, submission, chosen(int(attempt_id)))


def nothing(_attempt_id: int) -> dict[str, list[str]]:
    return {}


def all_right(database: Database) -> Callable[[int], dict[str, list[str]]]:
    """The keys of an attempt, read where the tool keeps what it asked."""

    def chosen(attempt_id: int) -> dict[str, list[str]]:
        with database.read() as session:
            quiz = attempts.quiz(session.get_one(Attempt, attempt_id))
        return {item.id: sorted(item.scenario.key) for item in quiz.items}

    return chosen


def arrives(openedx: OpenEdx, username: str, given: float) -> dict[str, Any]:
    """Wait until Open edX's line item holds this many points for this person."""
    return wait_until(
        lambda: openedx.score(username), lambda score: bool(score) and score["scoreGiven"] == given
    )


def wait_until(look: Callable[[], Any], right: Callable[[Any], bool]) -> Any:
    """Look again and again, for a bounded time, until what is found is right."""
    deadline = time.monotonic() + SECONDS_TO_ARRIVE
    while not right(found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"After {SECONDS_TO_ARRIVE} seconds it is still {found!r}.")
        time.sleep(0.1)
    return found
