"""Connections to PostgreSQL, which may be cut while they are at rest."""

import psycopg
import pytest
from sqlalchemy import text

from quizzes import db
from quizzes.db import Database


def test_a_connection_that_was_cut_at_rest_is_replaced(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "SECONDS_AT_REST", 0)
    database = Database(empty_postgres_url)
    with database.begin() as session:
        ours = session.scalar(text("SELECT pg_backend_pid()"))
    plain = empty_postgres_url.replace("+psycopg", "")
    with psycopg.connect(plain) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [ours])
    with database.begin() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != ours
    database.close()
