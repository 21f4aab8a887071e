"""The tool is killed while its grade column is being made: one column, and the grade in it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from lti_tool.models import ResourceLink
from quizzes.db import Database, utcnow
from tests.faults.conftest import launch
from tests.faults.test_killed import let_leases_run_out, submit_something
from tests.support.forms import Browser
from tests.support.launching import AGS
from tests.support.platform import Asked, Platform
from tests.support.polling import eventually
from tests.support.stack import Tool


def test_a_column_made_just_before_the_end_is_found_again(tool: Tool, platform: Platform) -> None:
    scopes = [AGS + "scope/score", AGS + "scope/lineitem"]
    columns = {AGS + "claim/endpoint": {"scope": scopes, "lineitems": platform.url("/items")}}
    browser = Browser()
    with tool.serving() as server:
        page = launch(browser, tool, platform, sub="ada", **columns)
        change_links(tool, wants_column=True)  # as an instructor's button does

        def make_then_kill(asked: Asked) -> tuple[int, Any]:
            answer = platform.usual(asked)
            if asked.method == "POST":
                server.kill()
            return answer

        platform.answers["/items"] = make_then_kill
        submit_something(browser, page)
        eventually(lambda: platform.items, "the column to be made")
    del platform.answers["/items"]
    assert platform.scores == {}
    let_leases_run_out(tool)
    # The clock of a dead worker's hold on the link is put forward, instead of waiting for it.
    change_links(tool, column_claimed_until=utcnow() - timedelta(seconds=1))
    with tool.serving():
        eventually(lambda: "ada" in platform.scores, "the score to arrive", 60)
    assert len(platform.items) == 1


def change_links(tool: Tool, **values: Any) -> None:
    database = Database(tool.database_url)
    with database.begin() as session:
        session.execute(update(ResourceLink).values(**values))
    database.close()
