"""The tool, in which the platform is registered."""

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache

from lti_tool import create_app
from lti_tool.config import Config
from lti_tool.platforms import registrations
from tests.support.launching import SECRET, TOOL, registration
from tests.support.platform import Platform


@pytest.fixture
def config(database_url: str) -> Config:
    """The tool's settings."""
    return Config(database_url=database_url, base_url=TOOL, secret_key=SECRET)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Compiled templates, kept from one test to the next: they take longer than most tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(config: Config, platform: Platform, compiled: BytecodeCache) -> Iterator[Flask]:
    """The tool, with one registered platform."""
    app = create_app(config)
    app.jinja_env.bytecode_cache = compiled
    database = app.extensions["database"]
    with database.begin() as session:
        registrations.save(session, details(platform), config)
    yield app
    database.close()


def details(platform: Platform, **changes: str) -> registrations.Details:
    """Return what an admin would type in for the platform."""
    return registrations.Details(**(registration(platform) | changes))
