"""The tool with a migrated database, in which the platform is registered."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url, select

from lti_tool import create_app
from lti_tool.cli import upgrade
from lti_tool.config import Config
from lti_tool.models import ToolKey
from lti_tool.platforms import keys, registrations
from quizzes.db import Database
from tests.support.launching import TOOL, registration
from tests.support.platform import Platform

SECRET = "a secret key that only the tests know, long enough"


@pytest.fixture
def config(database_url: str) -> Config:
    """The tool's settings."""
    return Config(database_url=database_url, base_url=TOOL, secret_key=SECRET)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and our key: to make them anew costs 0.3 seconds a test."""
    file = tmp_path_factory.mktemp("migrated") / "tool.db"
    app = create_app(Config(f"sqlite:///{file}", TOOL, SECRET))
    assert app.test_cli_runner().invoke(upgrade).exit_code == 0
    keys.signing_key(app.extensions["database"], SECRET)
    app.extensions["database"].close()
    return file


@pytest.fixture(scope="session")
def tool_key(migrated: Path) -> dict[str, Any]:
    """The values of the row of that key."""
    database = Database(f"sqlite:///{migrated}")
    with database.read() as session:
        row = session.execute(select(ToolKey.__table__)).mappings().one()
    database.close()
    return dict(row)


@pytest.fixture
def app(
    config: Config, platform: Platform, migrated: Path, tool_key: dict[str, Any]
) -> Iterator[Flask]:
    """The tool, with tables and one registered platform."""
    url = make_url(config.database_url)
    if url.database and url.get_backend_name() == "sqlite":
        shutil.copy(migrated, url.database)
    app = create_app(config)
    database = app.extensions["database"]
    assert app.test_cli_runner().invoke(upgrade).exit_code == 0
    with database.begin() as session:
        registrations.save(session, details(platform), config)
        session.merge(ToolKey(**tool_key))
    yield app
    database.close()


def details(platform: Platform, **changes: str) -> registrations.Details:
    """Return what an admin would type in for the platform."""
    return registrations.Details(**(registration(platform) | changes))
