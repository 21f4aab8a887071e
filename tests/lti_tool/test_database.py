"""The tables: what migrations make is what the models say, and writers take turns.

How each migration treats what is there: tests/migrations/.
"""

import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from sqlalchemy import delete, insert, select

import migrations
from quizzes.db import Database, utcnow
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
    for write in (insert(Learner).values(created_at=utcnow()), delete(Learner)):
        with pytest.raises(RuntimeError, match="only looks"), database.read() as session:
            session.execute(write)
    with database.read() as session:
        session.add(Learner(created_at=utcnow()))
        with pytest.raises(RuntimeError, match="only looks"):
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
