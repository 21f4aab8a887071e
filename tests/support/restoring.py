"""One database for many tests: before each of them it is as it was at first.

A new one on PostgreSQL costs a tenth of a second of work, and what SQLAlchemy has compiled for
one address is lost with it; what a test leaves in the tables is gone in a few milliseconds.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.engine import make_url

from quizzes.db import Database

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
SERIALS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND (is_identity = 'YES' OR column_default LIKE 'nextval%')
"""
# Somebody whom a test did not wait for; what it holds must not hold up the next test.
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
EMPTY = "DELETE FROM {}"
RENUMBER = """
SELECT setval(pg_get_serial_sequence({2}, {3}), (SELECT coalesce(max({1}), 0) + 1 FROM {0}), false)
"""


@dataclass(frozen=True)
class Restorable:
    """A database on PostgreSQL, and what was in its tables at first."""

    url: str
    connection: psycopg.Connection
    rows: dict[str, bytes]

    def restore(self) -> None:
        """Have every row as it was at first, and number new ones as at first."""
        self.connection.execute(OTHERS)
        self.connection.execute(each(EMPTY, [(table,) for table in self.rows]))
        for table, rows in self.rows.items():
            if rows:
                with self.connection.cursor().copy(each("COPY {} FROM STDIN", [(table,)])) as copy:
                    copy.write(rows)
        self.connection.execute(self.renumbering)

    @cached_property
    def renumbering(self) -> sql.Composed:
        found = self.connection.execute(SERIALS).fetchall()
        return each(RENUMBER, [(*pair, *map(sql.Literal, pair)) for pair in found])


def each(statement: str, values: Iterable[Iterable[str | sql.Literal]]) -> sql.Composed:
    """Write a statement once with each of these; what is only text is a name."""
    return sql.SQL(";").join(
        sql.SQL(statement).format(
            *(sql.Identifier(value) if isinstance(value, str) else value for value in some)
        )
        for some in values
    )


@contextmanager
def restoring(url: str) -> Iterator[Restorable]:
    """Keep what is in the database at this address now; nobody else may be in it."""
    where = make_url(url)
    with psycopg.connect(
        host=str(where.query["host"]), user=where.username, dbname=where.database, autocommit=True
    ) as connection:
        # Foreign keys are looked after by triggers, which a replica does without.
        connection.execute("SET session_replication_role = replica")
        tables = [name for (name,) in connection.execute(TABLES)]
        yield Restorable(url, connection, {table: copied(connection, table) for table in tables})


def copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(each("COPY {} TO STDOUT", [(table,)])) as copy:
        return b"".join(bytes(part) for part in copy)


def as_if_new(file: Path) -> str:
    """Copy an SQLite file to the place of the last copy; returns the copy's address."""
    copy = file.with_name("test.db")
    for left in file.parent.glob(f"{copy.name}*"):
        left.unlink()  # a new file, whoever still has the old one open
    copy.write_bytes(file.read_bytes())
    return f"sqlite:///{copy}"


def opened(url: str) -> Database:
    """Open a database for tests that pull no plug: it need not wait for the disk."""
    database = Database(url)
    if database.engine.dialect.name == "sqlite":
        event.listen(database.engine, "connect", hurry)
    return database


def hurry(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
