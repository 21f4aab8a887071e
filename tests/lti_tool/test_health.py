"""Whether the tool lives, can work, and stays polite when it fails."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from lti_tool import create_app
from lti_tool.config import Config
from lti_tool.grades import workers
from lti_tool.logs import formatter
from lti_tool.models import Score, Worker
from quizzes.db import utcnow
from tests.support.launching import SECRET, TOOL, Client, submit_right
from tests.support.platform import Platform


def test_a_living_process_says_so(app: Flask) -> None:
    assert Client(app).get("/healthz").get_json()["status"] == "ok"


def test_a_living_process_tells_as_whom_it_was_asked(app: Flask) -> None:
    answer = Client(app).get("/healthz", headers={"Host": "inner:8001", "Origin": "https://x"})
    assert answer.get_json() == {"status": "ok", "host": "inner:8001", "origin": "https://x"}


def test_a_tool_with_tables_and_nothing_owed_is_ready(app: Flask) -> None:
    answer = Client(app).get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "ok")


def test_a_tool_without_tables_names_the_command_that_makes_them(empty_url: str) -> None:
    app = create_app(Config(empty_url, TOOL, SECRET))
    answer = Client(app).get("/readyz")
    assert answer.status_code == 503
    assert "lineage-lab db upgrade" in answer.get_json()["advice"]
    app.extensions["database"].close()


def test_a_tool_that_nobody_delivers_for_says_so_after_a_minute(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    assert client.get("/readyz").status_code == 200
    with app.extensions["database"].begin() as session:
        session.execute(update(Score).values(due_at=utcnow() - timedelta(minutes=2)))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "lineage-lab worker" in answer.get_json()["advice"]


def test_a_process_that_only_serves_sees_that_another_delivers(
    app: Flask, platform: Platform
) -> None:
    client, database = Client(app), app.extensions["database"]
    submit_right(client, client.open(platform))
    with database.begin() as session:
        session.execute(update(Score).values(due_at=utcnow() - timedelta(minutes=2)))
    workers.be_seen(database, "elsewhere:1", utcnow())
    assert client.get("/readyz").status_code == 200
    with database.begin() as session:
        session.execute(update(Worker).values(seen_at=utcnow() - timedelta(minutes=2)))
    assert client.get("/readyz").status_code == 503
    workers.be_seen(database, "elsewhere:1", utcnow())
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("accepts", ["text/html", "application/json"])
def test_a_failure_of_ours_says_that_what_was_saved_is_kept_and_gives_a_reference(
    app: Flask, platform: Platform, caplog: pytest.LogCaptureFixture, accepts: str
) -> None:
    client = Client(app)
    path = client.open(platform)
    app.view_functions["learner.activity"] = lambda **_: 1 / 0
    answer = client.get(path, headers={"Accept": accepts})
    assert answer.status_code == 500
    assert "kept" in answer.text
    (failure,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert json.loads(formatter().format(failure))["reference"] in answer.text
    assert "ZeroDivisionError" not in answer.text
