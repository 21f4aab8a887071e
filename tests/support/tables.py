"""Databases that have every table and our key: made once, and copied for each test.

To make them anew takes 0.1 to 0.3 seconds, and there are some thousand tests.
"""

from __future__ import annotations

from lti_tool import create_app
from lti_tool.cli import upgrade
from lti_tool.config import Config
from lti_tool.platforms import keys
from tests.support.launching import SECRET, TOOL


def prepare(database_url: str) -> str:
    """Fill an empty database, as `lineage-lab db upgrade` and a first start do; returns its URL."""
    app = create_app(Config(database_url, TOOL, SECRET))
    assert app.test_cli_runner().invoke(upgrade).exit_code == 0
    database = app.extensions["database"]
    keys.signing_key(database, SECRET)
    database.close()
    return database_url
