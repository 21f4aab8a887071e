"""What the hot paths may cost, in calls of functions: how long these take is for `make bench`.

Some more than was counted when each was last made cheaper; every Python counts a little otherwise.
"""

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import run_wsgi_app

from quizzes.db import Database
from tests.bench.profile import request, tool
from tests.bench.saves import writer
from tests.support.launching import Client, submit_right
from tests.support.platform import Platform

A_LAUNCH, A_SAVE, A_PAGE, A_RESULT = 6_000, 1_300, 20_000, 170_000


def calls(run: Callable[[], Any]) -> int:
    """Count the calls that a run makes, once it has been run twice: what is remembered, is."""
    run()
    run()
    counted = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return counted


@pytest.fixture
def app(sqlite_url: str, platform: Platform) -> Iterator[Flask]:
    app = tool(sqlite_url, platform)
    yield app
    app.extensions["database"].close()


def test_a_launch_of_somebody_known_is_cheap(app: Flask, platform: Platform) -> None:
    launches = iter([request(app, platform, 1) for _ in range(3)])
    assert calls(lambda: run_wsgi_app(app, next(launches))) < A_LAUNCH


def test_an_answer_that_is_picked_again_is_saved_cheaply(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    learner = writer(database)
    numbers = iter(range(3))
    assert calls(lambda: learner.save(next(numbers))) < A_SAVE
    database.close()


def test_the_reading_page_is_cheap(app: Flask, platform: Platform) -> None:
    reader = Client(app)
    path = reader.open(platform)
    assert calls(lambda: reader.get(path)) < A_PAGE


def test_a_result_is_cheap_while_its_attempt_is_remembered(app: Flask, platform: Platform) -> None:
    learner = Client(app)
    result = submit_right(learner, learner.open(platform))
    assert calls(lambda: learner.get(result)) < A_RESULT
