"""Access tokens: one for many scores, replaced when it is taken back, and shown to nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool import create_app
from lti_tool.models import AccessToken
from tests.support.delivering import deliver, lease, score_of, send
from tests.support.launching import Client, claims, read_everything, submit_right
from tests.support.platform import Platform


def test_one_access_token_serves_until_the_platform_takes_it_back(
    app: Flask, platform: Platform
) -> None:
    for student in ("student-1", "student-2", "student-3"):
        client = Client(app)
        submit_right(client, client.open(platform, claims(platform, sub=student)))
    for leased in lease(app):
        send(app, leased)
    assert len(platform.scores) == 3
    assert len(platform.asked_for("/token")) == 1
    with app.extensions["database"].read() as session:
        assert "a-token" not in session.scalars(select(AccessToken.sealed_token)).one()


def test_a_platform_that_gives_no_token_is_quoted(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    platform.answers["/token"] = lambda _: (400, {"error": "invalid_scope"})
    assert "invalid_scope" in (deliver(app).problem or "")


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_was_taken_back_is_replaced_whichever_status_says_so(
    app: Flask, platform: Platform, status: int
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    first = iter([(status, {"detail": "Invalid token signature."})])
    platform.answers["/scores"] = lambda asked: next(first, None) or platform.take(asked.json)
    assert deliver(app).delivered_version == 1
    assert len(platform.asked_for("/token")) == 2


def test_a_token_without_a_lifetime_serves_and_is_shown_to_nobody(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    platform.answers["/token"] = lambda _: (200, {"access_token": "a-token"})
    assert deliver(app).delivered_version == 1


@pytest.mark.parametrize(
    ("ending", "answer"),
    [
        ("/token", {"access_token": 5, "expires_in": 3600}),
        ("/token", {"access_token": "a-token", "expires_in": "soon"}),
        ("/token", ["a-token"]),
        ("/token", "[" * 20_000),
    ],
)
def test_an_odd_answer_postpones_a_score_and_gives_away_no_secret(
    app: Flask, platform: Platform, ending: str, answer: Any
) -> None:
    client = Client(app)
    result = submit_right(client, client.open(platform))
    platform.answers[ending] = lambda _: (200, answer)
    waiting = deliver(app)
    assert (waiting.failures, waiting.delivered_version) == (1, 0)
    assert "a-token" not in client.get(result).text
    assert "gives no access token" in client.get(result).text


def test_another_secret_key_costs_a_token_and_not_a_grade(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    deliver(app)
    with app.extensions["database"].begin() as session:
        session.execute(update(AccessToken).values(sealed_token="sealed otherwise"))
    read_everything(client, path)
    restarted = create_app(app.extensions["config"])
    assert deliver(restarted, score_of(app).due_at).delivered_version > 1
    assert len(platform.asked_for("/token")) == 2
    restarted.extensions["database"].close()


def test_many_deliveries_at_once_share_one_token(app: Flask, platform: Platform) -> None:
    ids = range(1, 6)
    for number in ids:
        client = Client(app)
        submit_right(client, client.open(platform, claims(platform, sub=f"student-{number}")))
    leased = lease(app)
    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(partial(send, app), leased))
    assert len(platform.scores) == len(ids)
    assert len(platform.asked_for("/token")) == 1
