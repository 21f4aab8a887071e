"""A backup is whole, taken while the tool serves, and brings everything back elsewhere."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from lti_tool import create_app
from lti_tool.cli import group
from lti_tool.config import Config
from lti_tool.platforms import keys
from tests.support.launching import SECRET, TOOL, Client, read_everything, submit_right
from tests.support.platform import Platform
from tests.support.prepare import postgres_binaries


def run(app: Flask, *typed: str) -> str:
    """Run a command; returns what it said, with the word "Error" where it failed."""
    return app.test_cli_runner().invoke(group, typed).output


@pytest.fixture(autouse=True)
def client_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the programs that belong to the PostgreSQL of the tests."""
    monkeypatch.setenv("PATH", f"{postgres_binaries()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def empty(empty_twin: str) -> Iterator[Flask]:
    """The tool on a new, empty database of the same kind."""
    app = create_app(Config(empty_twin, TOOL, SECRET))
    yield app
    app.extensions["database"].close()


@pytest.fixture
def backup(app: Flask, platform: Platform, tmp_path: Path) -> Path:
    """A backup of a tool in which somebody has done everything."""
    client = Client(app)
    path = client.open(platform)
    read_everything(client, path)
    submit_right(client, path)
    file = tmp_path / "lab.backup"
    assert str(file) in run(app, "backup", str(file))
    return file


def test_a_restored_tool_knows_everybody_and_signs_with_the_same_key(
    app: Flask, platform: Platform, backup: Path, empty: Flask
) -> None:
    assert "lineage-lab db upgrade" in run(empty, "restore", str(backup))
    assert "up to date" in run(empty, "db", "upgrade")
    kept = keys.signing_key(app.extensions["database"], SECRET)[0]
    assert keys.signing_key(empty.extensions["database"], SECRET)[0] == kept
    client = Client(empty)
    page = client.page(client.open(platform))
    assert "20 of 20: on its way to the gradebook" in page.words


@pytest.fixture
def empty_twin(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database of the same kind."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'elsewhere.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def test_a_backup_overwrites_nothing_and_a_restore_fills_no_full_database(
    app: Flask, backup: Path
) -> None:
    before = backup.read_bytes()
    assert "there already" in run(app, "backup", str(backup))
    assert "has tables already" in run(app, "restore", str(backup))
    assert backup.read_bytes() == before


def test_a_backup_is_for_nobody_elses_eyes(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"no database at all " * 100])
def test_what_is_no_backup_is_refused(content: bytes, tmp_path: Path, empty: Flask) -> None:
    file = tmp_path / "odd"
    file.write_bytes(content)
    assert "Error: " in run(empty, "restore", str(file))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (lambda folder: ["backup", f"{folder}/none/x"], "There is no folder"),
        (lambda folder: ["restore", f"{folder}/none"], "There is no file"),
    ],
)
def test_a_slip_is_said(
    app: Flask, tmp_path: Path, typed: Callable[[Path], list[str]], words: str
) -> None:
    assert words in run(app, *typed(tmp_path))


def test_a_backup_that_did_not_succeed_leaves_no_file(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("lti_tool.backups.os.fsync", fail)
    app.test_cli_runner().invoke(group, ["backup", str(tmp_path / "x")])
    assert [file.name for file in tmp_path.iterdir() if "x" in file.name.split(".")] == []
