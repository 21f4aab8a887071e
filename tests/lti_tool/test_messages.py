"""Messages between processes, through Redis: quick while it is there, and missed by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from lti_tool import create_app
from lti_tool.config import Config
from tests.support.delivering import score_of
from tests.support.launching import Client, submit_right
from tests.support.platform import Platform
from tests.support.polling import eventually
from tests.support.redis_server import Redis, a_redis


@pytest.fixture
def redis(tmp_path: Path) -> Redis:
    return a_redis(tmp_path)


@pytest.fixture
def config(config: Config, redis: Redis) -> Config:
    return replace(config, redis_url=redis.url)


@contextmanager
def a_worker(config: Config) -> Iterator[Flask]:
    """Another process's worker, which shares the database and Redis with the app of the test."""
    worker = create_app(config)
    worker.extensions["jobs"].work()
    try:
        yield worker
    finally:
        worker.extensions["jobs"].stop()
        worker.extensions["database"].close()


def delivered(app: Flask) -> bool:
    score = score_of(app)
    return score.delivered_version == score.version


def test_a_score_is_sent_by_a_worker_elsewhere_that_hears_of_it(
    app: Flask, config: Config, redis: Redis, platform: Platform
) -> None:
    with redis.serving(), a_worker(config):
        client = Client(app)
        submit_right(client, client.open(platform))
        eventually(lambda: delivered(app), "the score to be delivered")


def test_redis_killed_and_started_empty_loses_nothing(
    app: Flask, config: Config, redis: Redis, platform: Platform
) -> None:
    client = Client(app)
    with redis.serving() as server:
        path = client.open(platform)
        submit_right(client, path)  # nobody works yet: the message waits in Redis
        server.kill()
    with redis.serving(), a_worker(config):
        eventually(lambda: delivered(app), "the score to be delivered")
    assert platform.scores["student-1"]["scoreGiven"] == 16


def test_without_redis_answers_are_kept_and_scores_are_sent_all_the_same(
    app: Flask, config: Config, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    with a_worker(config):
        eventually(lambda: delivered(app), "the score to be delivered")
