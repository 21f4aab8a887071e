"""The tool with a migrated database, in which the platform is registered."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from lti_tool import create_app
from lti_tool.cli import upgrade
from lti_tool.config import Config
from lti_tool.platforms import registrations
from tests.support.launching import TOOL, registration
from tests.support.platform import Platform

SECRET = "a secret key that only the tests know, long enough"


@pytest.fixture
def config(database_url: str) -> Config:
    """The tool's settings."""
    return Config(database_url=database_url, base_url=TOOL, secret_key=SECRET)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table: to copy it costs a tenth of migrating anew."""
    file = tmp_path_factory.mktemp("migrated") / "tool.db"
    app = create_app(Config(f"sqlite:///{file}", TOOL, SECRET))
    assert app.test_cli_runner().invoke(upgrade).exit_code == 0
    app.extensions["database"].close()
    return file


@pytest.fixture
def app(config: Config, platform: Platform, migrated: Path) -> Iterator[Flask]:
    """The tool, with tables and one registered platform."""
    url = make_url(config.database_url)
    if url.database and url.get_backend_name() == "sqlite":
        shutil.copy(migrated, url.database)
    app = create_app(config)
    database = app.extensions["database"]
    assert app.test_cli_runner().invoke(upgrade).exit_code == 0
    with database.begin() as session:
        registrations.save(session, details(platform), config)
    yield app
    database.close()


def details(platform: Platform, **changes: str) -> registrations.Details:
    """Return what an admin would type in for the platform."""
    return registrations.Details(**(registration(platform) | changes))
