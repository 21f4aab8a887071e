"""A tool on SQLite alone: load is no affair of the database's kind."""

from pathlib import Path

import pytest

from tests.support import forking
from tests.support.launching import registration
from tests.support.platform import Platform
from tests.support.processes import free_port
from tests.support.stack import Tool


@pytest.fixture
def sqlite_tool(tmp_path: Path, sqlite_url: str, platform: Platform) -> Tool:
    """A tool with tables, that knows the platform."""
    prepared = Tool(tmp_path, free_port(), sqlite_url, start=forking.start)
    prepared.register(registration(platform))
    return prepared
