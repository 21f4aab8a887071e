"""The log: a line of JSON for each event, by reference, and nothing that is somebody's own."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from lti_tool.logs import formatter
from tests.support.launching import Client, claims, read_everything, submit_right
from tests.support.platform import Platform


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, as it would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_every_answer_has_a_line_with_its_route_status_and_time(
    app: Flask, platform: Platform, log: io.StringIO
) -> None:
    Client(app).open(platform)
    (launch,) = [line for line in lines(log) if line.get("route") == "/lti/launch"]
    assert (launch["event"], launch["method"], launch["status"]) == ("answered", "POST", 303)
    assert launch["milliseconds"] > 0  # type: ignore[operator]
    assert launch["level"] == "info"
    assert str(launch["timestamp"]).endswith("Z")


def test_all_lines_of_a_request_have_one_reference_and_no_two_requests_share_it(
    app: Flask, log: io.StringIO
) -> None:
    client = Client(app)
    client.post("/lti/launch", {"id_token": "x", "state": "y"})
    client.post("/lti/launch", {"id_token": "x", "state": "y"})
    first, second = lines(log)[:2], lines(log)[2:]
    assert [line["event"] for line in first][1] == "answered"
    assert len({line["reference"] for line in first}) == 1
    assert {line["reference"] for line in first} != {line["reference"] for line in second}


def test_health_and_files_fill_no_log(app: Flask, log: io.StringIO) -> None:
    for path in ("/healthz", "/readyz", "/static/style.css"):
        Client(app).get(path).close()
    assert lines(log) == []


@pytest.mark.parametrize("keeps_cookies", [True, False])
def test_nothing_that_is_somebodys_own_is_in_the_log(
    app: Flask, platform: Platform, log: io.StringIO, keeps_cookies: bool
) -> None:
    client = Client(app, keeps_cookies)
    path = client.open(platform)
    read_everything(client, path)
    submit_right(client, path)
    cookies = client.cookies.values() if keeps_cookies else ()
    launched = claims(platform)
    own = [launched["sub"], launched["name"], launched["email"], "word word", *cookies]
    secret_in_path = path.split("/")[2].partition(".")[2]
    assert log.getvalue()
    for text in filter(None, [*own, secret_in_path]):
        assert text not in log.getvalue(), text


def test_a_failure_of_the_database_tells_no_parameters(
    app: Flask, platform: Platform, log: io.StringIO
) -> None:
    client = Client(app)
    path = client.open(platform)
    (form,) = [form for form in client.page(path).forms if form.action.endswith("which-model-fits")]
    rename(app, "reflection", "elsewhere")
    answer = client.post(form.action, {"text": "what I really think"})
    rename(app, "elsewhere", "reflection")  # other tests use the same tables
    assert answer.status_code == 500
    assert "elsewhere" in log.getvalue() or "reflection" in log.getvalue()
    assert "what I really think" not in log.getvalue()


def rename(app: Flask, table: str, name: str) -> None:
    with app.extensions["database"].begin() as session:
        session.connection().exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")
