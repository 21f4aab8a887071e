"""Our tool, set up for the list, and why it refused something."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from lti_tool import create_app
from lti_tool.config import Config
from lti_tool.platforms import registrations
from tests.certification.door import Door
from tests.support.launching import SECRET, TOOL, registration
from tests.support.platform import Platform

CLASS = ("Ada Lovelace", "Grace Hopper", "Alan Turing", "Edsger Dijkstra")


@contextmanager
def a_tool(database_url: str, platform: Platform) -> Iterator[Door]:
    """Our tool on a database with tables, in which the platform is registered."""
    settings = Config(database_url=database_url, base_url=TOOL, secret_key=SECRET)
    app = create_app(settings)
    database = app.extensions["database"]
    with database.begin() as session:
        details = registrations.Details(**registration(platform))
        registrations.save(session, details, settings)
    yield Door(app, platform)
    database.close()


def reasons(records: Iterable[logging.LogRecord]) -> list[str]:
    """Return why something was refused, as the log says it."""
    return [
        str(record.args[3])
        for record in records
        if record.msg.startswith("refused") and isinstance(record.args, tuple)
    ]
