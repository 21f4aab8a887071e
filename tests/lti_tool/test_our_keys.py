"""Our own keys take turns: a new one is known before it signs, the old one for a while after."""

from datetime import datetime, timedelta

import pytest
from cryptography.fernet import InvalidToken
from flask import Flask

from lti_tool.cli import group
from lti_tool.platforms import keys
from quizzes.db import Database, utcnow
from tests.support.launching import SECRET, Client


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["database"]
    return found


def published(app: Flask) -> list[str]:
    """The ids of the keys that platforms are shown."""
    return [key["kid"] for key in Client(app).get("/lti/jwks.json").get_json()["keys"]]


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be another time for our keys."""
    monkeypatch.setattr(keys, "utcnow", lambda: moment)


def test_a_rotated_key_is_published_at_once_and_signs_after_an_hour(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, _ = keys.signing_key(database, SECRET)
    said = app.test_cli_runner().invoke(group, ["keys", "rotate"])
    assert "signs in an hour" in said.output
    before, new = published(app)
    assert before == old
    assert keys.signing_key(database, SECRET)[0] == old
    at(utcnow() + timedelta(minutes=61), monkeypatch)
    assert keys.signing_key(database, SECRET)[0] == new


def test_the_old_key_stays_published_for_a_week_after_it_signed_last(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = utcnow()
    old, _ = keys.signing_key(database, SECRET)
    new = keys.rotate(database, SECRET, now).kid
    at(now + keys.LEAD + keys.OVERLAP - timedelta(seconds=1), monkeypatch)
    assert published(app) == [old, new]
    at(now + keys.LEAD + keys.OVERLAP + timedelta(seconds=1), monkeypatch)
    assert published(app) == [new]


def test_a_key_that_somebody_may_have_seen_is_withdrawn_at_once(
    app: Flask, database: Database
) -> None:
    old, _ = keys.signing_key(database, SECRET)
    said = app.test_cli_runner().invoke(group, ["keys", "rotate", "--at-once"])
    assert "signs from now on" in said.output
    (new,) = published(app)
    assert new != old
    assert keys.signing_key(database, SECRET)[0] == new


def test_a_key_that_waits_can_be_replaced_at_once_too(app: Flask, database: Database) -> None:
    keys.rotate(database, SECRET, utcnow())
    newest = keys.rotate(database, SECRET, utcnow(), at_once=True).kid
    assert published(app) == [newest]


def test_what_is_kept_of_a_key_cannot_be_read_without_the_secret_key(database: Database) -> None:
    kept = keys.rotate(database, SECRET, utcnow()).sealed_private_key
    assert "PRIVATE KEY" in keys.unseal(kept, SECRET)
    assert "PRIVATE KEY" not in kept
    with pytest.raises(InvalidToken):
        keys.unseal(kept, "another secret key, just as long as the right one is")
