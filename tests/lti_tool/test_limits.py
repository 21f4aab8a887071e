"""Who asks too often is told to wait; nobody else notices."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from lti_tool import create_app, limits
from lti_tool.config import Config
from lti_tool.limits import BY_ADDRESS
from lti_tool.platforms import registrations
from lti_tool.windows import Windows
from tests.support.launching import SECRET, TOOL, Client, registration
from tests.support.platform import Platform
from tests.support.redis_server import Redis, a_redis

SOMEWHERE, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
ASKED = "/lti/register?invite=x"


@pytest.fixture
def app(sqlite_url: str) -> Flask:
    return create_app(Config(sqlite_url, TOOL, SECRET))


@pytest.fixture
def served(sqlite_url: str, platform: Platform) -> Iterator[Flask]:
    """An app that knows the platform."""
    config = Config(sqlite_url, TOOL, SECRET)
    app = create_app(config)
    with app.extensions["database"].begin() as session:
        registrations.save(session, registrations.Details(**registration(platform)), config)
    yield app
    app.extensions["database"].close()


@contextmanager
def an_app(url: str, redis: Redis) -> Iterator[Flask]:
    """An app that counts in Redis."""
    app = create_app(Config(url, TOOL, SECRET, redis_url=redis.url))
    yield app
    app.extensions["limiter"].close()


def test_an_address_that_asks_too_often_is_told_to_wait(app: Flask) -> None:
    client = Client(app)
    statuses = [client.get(ASKED, environ_overrides=SOMEWHERE).status_code for _ in range(31)]
    refused = client.get(ASKED, environ_overrides=SOMEWHERE)
    assert (statuses[29], statuses[30], refused.status_code) == (403, 429, 429)
    assert refused.headers["Retry-After"] == "60"
    assert "Wait a minute, then try again" in refused.text


def test_another_address_is_not_kept_out_by_it(app: Flask) -> None:
    client = Client(app)
    for _ in range(31):
        client.get(ASKED, environ_overrides=SOMEWHERE)
    assert client.get(ASKED, environ_overrides=ELSEWHERE).status_code == 403


def test_a_proxy_that_nobody_told_of_keeps_nobody_out(app: Flask) -> None:
    client = Client(app)
    assert {client.get(ASKED).status_code for _ in range(40)} == {403}


def test_behind_a_proxy_that_was_told_of_addresses_are_those_that_it_names(sqlite_url: str) -> None:
    client = Client(create_app(replace(Config(sqlite_url, TOOL, SECRET), proxies=1)))
    for _ in range(31):
        answer = client.get(ASKED, headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 429
    another = client.get(ASKED, headers={"X-Forwarded-For": "192.0.2.1, 192.0.2.9"})
    assert another.status_code == 403


def test_every_limit_names_routes_that_there_are(app: Flask) -> None:
    assert set(BY_ADDRESS) <= set(app.view_functions)


def test_a_visit_that_posts_without_end_is_told_to_wait_and_no_other(
    served: Flask, platform: Platform
) -> None:
    busy, calm = Client(served), Client(served)
    path, other = busy.open(platform), calm.open(platform)
    read = next(form.action for form in busy.page(path).forms if form.action.endswith("/read"))
    answers = [busy.post(read).status_code for _ in range(301)]
    assert (answers[0], answers[-1]) == (303, 429)
    assert calm.post(read.replace(path, other)).status_code == 303


def test_nobody_can_use_up_what_another_visit_may_post(served: Flask, platform: Platform) -> None:
    theirs, somebody = Client(served), Client(served)
    path = theirs.open(platform)
    read = next(form.action for form in theirs.page(path).forms if form.action.endswith("/read"))
    assert {somebody.post(read).status_code for _ in range(301)} == {403}
    assert theirs.post(read).status_code == 303


def test_processes_with_a_redis_count_together(sqlite_url: str, tmp_path: Path) -> None:
    redis = a_redis(tmp_path)
    with redis.serving(), an_app(sqlite_url, redis) as one, an_app(sqlite_url, redis) as other:
        here, there = Client(one), Client(other)
        for _ in range(15):
            here.get(ASKED, environ_overrides=SOMEWHERE)
            there.get(ASKED, environ_overrides=SOMEWHERE)
        assert there.get(ASKED, environ_overrides=SOMEWHERE).status_code == 429


def test_a_process_whose_redis_is_away_counts_for_itself_and_asks_again_later(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis, at = a_redis(tmp_path), [1_000.0]
    monkeypatch.setattr(limits, "monotonic", lambda: at[0])
    with an_app(sqlite_url, redis) as app:
        client = Client(app)
        away = [client.get(ASKED, environ_overrides=SOMEWHERE).status_code for _ in range(31)]
        assert (away[29], away[30]) == (403, 429)
        at[0] += limits.SECONDS_WITHOUT_REDIS
        with redis.serving():
            assert client.get(ASKED, environ_overrides=SOMEWHERE).status_code == 403


def test_counts_of_windows_that_are_over_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1_000.0]
    monkeypatch.setattr(time, "time", lambda: at[0])
    windows = Windows()
    for visit in range(50):
        windows.incr(f"visit {visit}", 60)
    assert [windows.incr("visit 1", 60), windows.get("visit 1")] == [2, 2]
    at[0] += 61
    assert [windows.get("visit 1"), windows.incr("visit 1", 60)] == [0, 1]
    assert windows.reset() == 1
