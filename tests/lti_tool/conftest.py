"""The tool with a migrated database, in which the platform is registered."""

from collections.abc import Iterator

import pytest
from flask import Flask

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


@pytest.fixture
def app(config: Config, platform: Platform) -> Iterator[Flask]:
    """The tool, with tables and one registered platform."""
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
