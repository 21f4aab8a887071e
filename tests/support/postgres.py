"""A real PostgreSQL for one test run: found, started as a user who is not root, thrown away."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support.prepare import postgres_binaries
from tests.support.processes import dying_with_us, end, wait_until

OWNER = "lineage_lab"
SETTINGS = ("autovacuum=off", "listen_addresses=")
"""It hears on a socket in its own folder, so no port can be taken."""
UNSYNCED = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
"""Nothing of it outlives a test run, so nothing need be written through to the disk."""


@dataclass(frozen=True)
class PostgreSQL:
    """A server that hears on the socket in `folder`."""

    folder: Path

    def url(self, database: str) -> str:
        """The database's address, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, empty or as a copy of another one, and return its address."""
        self._say("CREATE DATABASE {} TEMPLATE {}", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected."""
        self._say("DROP DATABASE {} WITH (FORCE)", database)

    def answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _say(self, statement: str, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), user=OWNER, dbname="postgres", autocommit=True
        )


@contextmanager
def postgresql(*, synced: bool = False) -> Iterator[PostgreSQL]:
    """Start a new, empty PostgreSQL, and leave nothing of it behind.

    `synced`: whether it writes through to the disk, as it does where it is to be measured.
    """
    binaries = postgres_binaries()
    if binaries is None:
        raise AssertionError("There is no PostgreSQL here; `make test` installs it.")
    # Not in pytest's own folder: root's is closed to others, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="lineage-lab-", dir="/tmp"))
    somebody = unprivileged()
    try:
        if somebody:
            shutil.chown(folder, somebody["user"], somebody["group"])
        initialise(binaries, folder, somebody)
        settings = SETTINGS if synced else SETTINGS + UNSYNCED
        with serving(binaries, folder, somebody, settings) as server:
            yield server
    finally:
        shutil.rmtree(folder)


def unprivileged() -> dict[str, Any]:
    """How to start a child that is not root, which PostgreSQL insists on."""
    if os.geteuid() != 0:
        return {}
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def initialise(binaries: Path, folder: Path, somebody: dict[str, Any]) -> None:
    """Make the files of an empty server in `folder`/data."""
    options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    made = subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "--username", OWNER, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        **somebody,
    )
    if made.returncode:
        raise AssertionError(f"initdb failed: {made.stdout}{made.stderr}")


@contextmanager
def serving(
    binaries: Path, folder: Path, somebody: dict[str, Any], settings: Iterable[str]
) -> Iterator[PostgreSQL]:
    """Run the server on the files in `folder`/data until the block ends."""
    command: list[str | Path] = [binaries / "postgres", "-D", folder / "data", "-k", folder]
    command += [word for setting in settings for word in ("-c", setting)]
    log = folder / "log"
    with log.open("wb") as output:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            dying_with_us(command, death="QUIT"),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal is for pytest, whose tests still want their database.
            start_new_session=True,
            **somebody,
        )
    server = PostgreSQL(folder)
    try:
        wait_until(process, server.answers, log)
        yield server
    finally:
        end(process, signal.SIGQUIT)
