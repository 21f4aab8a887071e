"""Backups by command: the whole database in one file, while everything goes on.

On SQLite by its own online backup, checked before it counts; on PostgreSQL by pg_dump. A backup
holds everything but the secret key, without which our keys in it cannot be read.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, inspect

from lti_tool.errors import BackupFailed
from quizzes.db import Database

SQLITE_PAGES_AT_ONCE = 1000


def back_up(db: Database, file: Path) -> None:
    """Write the database into a new file, whole or not at all; raises BackupFailed."""
    if file.exists():
        raise BackupFailed(f"{file} is there already: a backup overwrites nothing.")
    if not file.parent.is_dir():
        raise BackupFailed(f"There is no folder {file.parent}.")
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.touch(mode=0o600)  # it holds what people wrote, and sealed keys
    try:
        if db.engine.dialect.name == "sqlite":
            _copy_sqlite(str(db.engine.url.database), unfinished)
        else:
            _run("pg_dump", db.engine.url, "--format=custom", f"--file={unfinished}")
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(db: Database, file: Path) -> None:
    """Fill an empty database from a backup of the same kind; raises BackupFailed."""
    if not file.is_file():
        raise BackupFailed(f"There is no file {file}.")
    if inspect(db.engine).get_table_names():
        raise BackupFailed(
            "This database has tables already, and a restore overwrites nothing: name a new one in "
            "LINEAGE_LAB_DATABASE_URL."
        )
    if db.engine.dialect.name == "sqlite":
        db.close()
        _copy_sqlite(str(file), Path(str(db.engine.url.database)))
    else:
        one = ("--single-transaction", "--no-owner", "--exit-on-error")
        _run("pg_restore", db.engine.url, *one, str(file))
    if "alembic_version" not in inspect(db.engine).get_table_names():
        raise BackupFailed(f"{file} is no backup of Lineage Lab.")


def _copy_sqlite(source: str, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written, pages=SQLITE_PAGES_AT_ONCE)
            found = written.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupFailed(f"{source} is no database that can be read: {error}.") from error
    if found != "ok":
        raise BackupFailed(f"The copy of {source} is damaged: {found}.")


def _run(program: str, url: URL, *options: str) -> None:
    if not shutil.which(program):
        raise BackupFailed(f"{program} is not here: it comes with PostgreSQL's client programs.")
    # In the environment, where nobody who lists processes can read the password.
    secret = {"PGPASSWORD": url.password or ""}
    address = url.set(drivername="postgresql", password=None).render_as_string()
    ran = subprocess.run(  # noqa: S603  # the options are ours
        [program, f"--dbname={address}", *options],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise BackupFailed(f"{program} failed: {ran.stderr.strip()}")
