"""The practice LMS's one SQLite file: opened, made, and its secrets kept."""

import secrets
from pathlib import Path
from typing import Final

from joserfc.jwk import RSAKey
from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from lti_tool.practice.models import Base, Secret

Sessions = sessionmaker[Session]
SHAPE: Final = 2  # what a data file says of its tables; another number for other tables


def open_database(path: Path) -> Sessions:
    """Open the file at `path`, with its tables; a missing file or folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30}, poolclass=NullPool)
    _lock_from_the_start(engine)
    with engine.begin() as connection:
        _make_tables(connection)
    return sessionmaker(engine, expire_on_commit=False)


def _make_tables(connection: Connection) -> None:
    """Make the tables; in a file of another shape they are made anew, and only secrets stay."""
    shape = connection.exec_driver_sql("PRAGMA user_version").scalar()
    if shape != SHAPE:
        found = MetaData()
        found.reflect(connection)
        outdated = [each for each in found.sorted_tables if each.name != Secret.__tablename__]
        found.drop_all(connection, outdated)
        connection.exec_driver_sql(f"PRAGMA user_version = {SHAPE}")
    Base.metadata.create_all(connection)


def _lock_from_the_start(engine: Engine) -> None:
    """Begin every transaction with the write lock: what is checked stays true until it is saved."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        for pragma in ("journal_mode = WAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def cookie_secret(session: Session) -> str:
    """Return the key that signs cookies and hints; made at the first start."""
    if not (kept := session.get(Secret, "cookies")):
        kept = Secret(name="cookies", value=secrets.token_urlsafe(32))
        session.add(kept)
    return kept.value


def signing_key(session: Session) -> RSAKey:
    """Return the key that signs id_tokens, parsed; made at the first start."""
    if not (kept := session.get(Secret, "id_tokens")):
        pem = RSAKey.generate_key(2048).as_pem(private=True).decode()
        kept = Secret(name="id_tokens", value=pem)
        session.add(kept)
    key = RSAKey.import_key(kept.value, {"use": "sig", "alg": "RS256"})
    key.ensure_kid()  # its thumbprint, so that another key never goes by the same name
    return key
