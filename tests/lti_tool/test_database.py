"""The tables: what migrations make is what the models say, and writers take turns."""

import threading
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    LargeBinary,
    MetaData,
    String,
    insert,
    inspect,
    select,
    text,
)

import migrations
from quizzes.db import Base, Database, utcnow
from quizzes.models import Learner


@pytest.fixture
def alembic(empty_url: str) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(Path(migrations.__file__).parent))
    settings.attributes["engine"] = Database(empty_url).engine
    return settings


def test_the_migrations_make_exactly_the_tables_of_the_models(alembic: AlembicConfig) -> None:
    command.upgrade(alembic, "head")
    command.check(alembic)
    alembic.attributes["engine"].dispose()


def test_the_migrations_can_be_taken_back(alembic: AlembicConfig) -> None:
    engine = alembic.attributes["engine"]
    command.upgrade(alembic, "head")
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())
    command.downgrade(alembic, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    engine.dispose()


def test_writers_take_turns_and_lose_nothing(app: Flask) -> None:
    database: Database = app.extensions["database"]

    def add_many() -> None:
        for _ in range(20):
            with database.begin() as session:
                session.scalars(select(Learner)).all()
                session.add(Learner(created_at=utcnow()))

    threads = [threading.Thread(target=add_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert len(session.scalars(select(Learner)).all()) == 80


def test_what_only_looks_never_writes(app: Flask) -> None:
    database: Database = app.extensions["database"]
    with database.read() as session:
        session.add(Learner(created_at=utcnow()))
        session.flush()
    with database.read() as session:
        assert session.scalars(select(Learner)).all() == []


def test_a_moment_keeps_its_zone_and_a_naive_one_is_refused(app: Flask) -> None:
    database: Database = app.extensions["database"]
    now = utcnow()
    with database.begin() as session:
        session.add(Learner(created_at=now))
    with database.read() as session:
        assert session.scalars(select(Learner.created_at)).one() == now
    with pytest.raises(Exception, match="time zone"), database.begin() as session:
        session.add(Learner(created_at=now.replace(tzinfo=None)))


def test_the_second_migration_keeps_every_row_of_the_first(alembic: AlembicConfig) -> None:
    engine = alembic.attributes["engine"]
    command.upgrade(alembic, "0001")
    noon = "2026-11-01 12:00:00+00:00"
    with engine.begin() as connection:
        for statement in (
            f"INSERT INTO learner (id, created_at) VALUES (1, '{noon}')",
            "INSERT INTO placement (id, activity_key, points, question_share, attempts_allowed, "
            f"created_at) VALUES (1, 'tasks-vs-assets', 10, 0.8, 3, '{noon}')",
            "INSERT INTO registration (id, issuer, client_id, login_url, token_url, keys_url, "
            f"created_at) VALUES (1, 'https://lms', 'c', 'u', 'u', 'u', '{noon}')",
            'INSERT INTO "user" (id, registration_id, subject, name, email, learner_id) '
            "VALUES (1, 1, 'ada', 'Ada', '', 1)",
            f"INSERT INTO used_nonce (registration_id, nonce, used_at) VALUES (1, 'n', '{noon}')",
        ):
            connection.exec_driver_sql(statement)
    command.upgrade(alembic, "head")
    with engine.connect() as connection:
        kept = {
            table: connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar()
            for table in ("learner", "placement", "registration", "user", "used_nonce")
        }
        pass_mark = connection.exec_driver_sql("SELECT pass_mark FROM placement").scalar()
    engine.dispose()
    assert set(kept.values()) == {1}
    assert pass_mark == 0.6


def test_rows_that_were_there_before_a_migration_are_there_afterwards(
    alembic: AlembicConfig,
) -> None:
    engine = alembic.attributes["engine"]
    command.upgrade(alembic, "0001")
    tables = MetaData()
    tables.reflect(engine)
    kept = [table for table in tables.sorted_tables if table.name != "alembic_version"]
    with engine.begin() as connection:
        for table in kept:
            connection.execute(insert(table).values({c.name: something(c) for c in table.columns}))
    command.upgrade(alembic, "head")
    with engine.begin() as connection:
        counts = {
            table.name: connection.scalar(text(f'SELECT count(*) FROM "{table.name}"'))
            for table in kept
        }
        placements = connection.execute(text("SELECT placement_id FROM score")).all()
    assert set(counts.values()) == {1}
    assert placements == [(1,)]
    engine.dispose()


def something(column: Column[Any]) -> object:
    """Return a value that a column takes: each table has one row, whose number is 1."""
    if column.primary_key or column.foreign_keys:
        return "1" if isinstance(column.type, String) else 1
    kinds = {DateTime: utcnow(), Boolean: False, JSON: {}, LargeBinary: b"1", String: "1"}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), 1)
