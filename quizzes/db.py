"""Where tables live: SQLite embedded by default, PostgreSQL when outgrown.

A write transaction on SQLite begins with BEGIN IMMEDIATE, so that it waits for its
turn at the start instead of failing in the middle; a reading one takes no lock. SQLite
lets those who wait try again now and then, so some would wait for long: within a process
they stand in a queue, and only its first asks SQLite.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from quizzes.turns import Turns

SECONDS_TO_WAIT_FOR_A_WRITER = 20
HAS_A_TURN = "has_a_turn"
AT_REST_SINCE = "at_rest_since"
SECONDS_AT_REST = 1.0


def utcnow() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive datetime; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back that SQLite drops."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every table; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment}  # noqa: RUF012


def amend(row: Base, **values: Any) -> None:
    """Set what is otherwise in a row: what is set, even to the same, is looked through later."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def insert_missing(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose keys are not there; one that somebody else makes now stays theirs."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[session.get_bind().dialect.name]
    session.connection().execute(dialect.insert(table).on_conflict_do_nothing(), rows)


class Database:
    """Sessions on one database: `begin()` to write, `read()` only to look."""

    def __init__(self, url: str) -> None:
        # An error of the database must not carry into the log what somebody wrote.
        self.engine = create_engine(url, hide_parameters=True, **_engine_options(url))
        if self.engine.dialect.name == "sqlite":
            _make_sqlite_durable(self.engine)
        else:
            _replace_what_was_cut(self.engine)
        looking = self.engine.execution_options(only_looks=True, **_reading_options(url))
        _refuse_changes(looking)
        self._writers = sessionmaker(self.engine, expire_on_commit=False)
        self._readers = sessionmaker(looking, expire_on_commit=False)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a write transaction; leaving the block commits it, an exception undoes it."""
        with self._writers.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that only looks; what would change anything raises a RuntimeError."""
        with self._readers() as session:
            yield session

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _engine_options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        wait = {"timeout": SECONDS_TO_WAIT_FOR_A_WRITER, "check_same_thread": False}
        return {"connect_args": wait, "pool_size": 16, "max_overflow": 16}
    patience = {"connect_timeout": 5, "options": "-c lock_timeout=20s -c statement_timeout=30s"}
    return {
        "connect_args": patience,
        "pool_size": 16,
        "max_overflow": 16,
    }


def _reading_options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        return {}
    # Each statement sees what is committed by then, with or without a transaction around them:
    # to begin and end one would be two exchanges more.
    return {"isolation_level": "AUTOCOMMIT"}


def _refuse_changes(engine: Engine) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def look(*executed: Any) -> None:
        *_, context, _ = executed
        if context.isinsert or context.isupdate or context.isdelete:
            raise RuntimeError("This session only looks; use Database.begin() to write.")


def _replace_what_was_cut(engine: Engine) -> None:
    """Have a connection that was at rest asked whether it still is one, before it is used.

    SQLAlchemy's own pool_pre_ping asks each time, in three exchanges more than a save needs.
    """

    @event.listens_for(engine, "checkin")
    def checkin(_: Any, record: ConnectionPoolEntry) -> None:
        record.info[AT_REST_SINCE] = monotonic()

    @event.listens_for(engine, "checkout")
    def checkout(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
        if monotonic() - record.info.get(AT_REST_SINCE, monotonic()) < SECONDS_AT_REST:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("it was cut") from error  # the pool makes another one


def _make_sqlite_durable(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    turns = Turns()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("only_looks"):
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get(HAS_A_TURN):
            connection.info[HAS_A_TURN] = turns.take(SECONDS_TO_WAIT_FOR_A_WRITER)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # says so if the turn never came

    @event.listens_for(engine, "checkin")
    def checkin(_: Any, record: ConnectionPoolEntry) -> None:
        if record.info.pop(HAS_A_TURN, False):  # the transaction is over, and synced
            turns.end()
