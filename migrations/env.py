"""Alembic's environment: `lineage-lab db` brings its engine, `make migrate` names a database."""

import os
import time
from typing import Any, Literal

from alembic import context
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import OperationalError

import lti_tool.models  # noqa: F401  # both register their tables
import quizzes.models  # noqa: F401
from quizzes.db import Base, Database, Moment

TRIES, PAUSE = 3000, 0.02
"""A minute in all, in seconds between two tries."""


def hold_every_table(connection: Connection) -> None:
    """Take every table on PostgreSQL at one moment at which nobody else has any.

    Who waits for a table while having others can meet somebody who waits the other way round, and
    PostgreSQL then fails one of the two: it might be a student's request. So nobody waits here.
    """
    tables = ", ".join(f'"{name}"' for name in inspect(connection).get_table_names())
    for _ in range(TRIES if tables else 0):
        try:
            connection.exec_driver_sql(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE NOWAIT")
        except OperationalError as error:
            connection.rollback()
            if not isinstance(error.orig, LockNotAvailable):
                raise
            time.sleep(PAUSE)
        else:
            return
    if tables:
        raise RuntimeError("The database is too busy to change its tables: try again later.")


given = context.config.attributes.get("engine")


def as_written(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Spell our own types in plain SQLAlchemy, so that a migration outlives our code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


engine = given or Database(os.environ["LINEAGE_LAB_DATABASE_URL"]).engine
is_sqlite = engine.dialect.name == "sqlite"
with engine.connect() as connection:
    if is_sqlite:
        # A table that is copied and dropped must not take along the rows that point at it.
        # Asked of the driver, since inside a transaction SQLite would ignore it.
        connection.connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        render_item=as_written,
    )
    if engine.dialect.name == "postgresql":
        hold_every_table(connection)
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("A row would point at nothing; the database stays as it was.")
    connection.commit()
    if is_sqlite:
        connection.connection.execute("PRAGMA foreign_keys=ON")
