"""The tool is killed while a grade is on its way, as by a power cut: nothing lost or doubled."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import requests
from sqlalchemy import update

from lti_tool.models import Score
from lti_tool.models.scopes import SCORE_SCOPE
from quizzes.db import Database, utcnow
from tests.faults.conftest import launch
from tests.support.forms import Browser, Page
from tests.support.platform import Asked, Platform
from tests.support.polling import eventually
from tests.support.pressing import hand_in
from tests.support.processes import Server
from tests.support.stack import Tool


def submit_something(browser: Browser, page: Page) -> None:
    """Begin an attempt and submit it with the first asset of each question picked.

    The tool may be dead before its answer is out: the submission counts all the same.
    """
    attempt = browser.submit(page, page.form(to="/attempts"))
    form = attempt.form(to="/submission")
    with suppress(requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
        hand_in(browser, attempt, {name: form.values(name)[:1] for name in form.names})


def let_leases_run_out(tool: Tool) -> None:
    """Put the clock of a dead worker's leases forward, instead of waiting for it."""
    database = Database(tool.database_url)
    with database.begin() as session:
        session.execute(update(Score).values(claimed_until=utcnow() - timedelta(seconds=1)))
    database.close()


def taking_then_killing(platform: Platform, server: Server) -> Callable[[Asked], tuple[int, Any]]:
    def answer(asked: Asked) -> tuple[int, Any]:
        del platform.answers["/scores"]
        platform.take(asked.json)
        server.kill()
        return 200, ""

    return answer


def test_killed_before_sending_it_sends_after_the_restart(tool: Tool, platform: Platform) -> None:
    browser = Browser()
    with tool.serving() as server:
        page = launch(browser, tool, platform, sub="ada")
        killed: list[bool] = []

        def kill(asked: Asked) -> tuple[int, Any]:
            if quote_plus(SCORE_SCOPE).encode() not in asked.body:  # that of the class list is none
                return platform.usual(asked)
            if not killed:
                killed.append(True)
                server.kill()
            return 503, "gone"

        platform.answers["/token"] = kill
        submit_something(browser, page)
        eventually(lambda: killed, "the tool to ask for a token")
    del platform.answers["/token"]
    let_leases_run_out(tool)
    assert platform.scores == {}
    with tool.serving():
        eventually(lambda: "ada" in platform.scores, "the score to arrive", 60)
        eventually(lambda: "In the gradebook" in browser.open(page.url).text, "the page to say so")
    assert len(platform.asked_for("/scores")) == 1


def test_killed_between_sending_and_noting_it_sends_the_same_again_and_sees_that_it_is_there(
    tool: Tool, platform: Platform
) -> None:
    browser = Browser()
    with tool.serving() as server:
        page = launch(browser, tool, platform, sub="ada")
        platform.answers["/scores"] = taking_then_killing(platform, server)
        submit_something(browser, page)
        eventually(lambda: "ada" in platform.scores, "the score to arrive")
    taken = dict(platform.scores["ada"])
    let_leases_run_out(tool)
    with tool.serving():
        eventually(
            lambda: "In the gradebook" in browser.open(page.url).text, "the page to say so", 60
        )
    assert platform.scores == {"ada": taken}
    first, *repeated = platform.asked_for("/scores")
    assert repeated
    assert all(again.json == first.json for again in repeated)
