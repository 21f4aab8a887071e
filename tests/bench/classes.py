"""Class pages with 10,000 students, on both databases: what a request takes here, all of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from lti_tool import create_app
from lti_tool.config import Config
from lti_tool.platforms import registrations
from tests.bench.figures import Figure, duration
from tests.lti_tool.a_class import Classroom, a_class
from tests.support.launching import SECRET, TOOL
from tests.support.postgres import postgresql
from tests.support.tables import prepare

PAGES: Mapping[str, tuple[str, float]] = {
    "the overview": ("", 100),
    "a page of the roster": ("/students", 20),
    "a page of the roster far down": ("/students?page=150", 20),
    "a page of the roster by score": ("/students?sort=score&down=1", 20),
    "a search in the roster": ("/students?search=garc", 20),
    "the questions": ("/questions", 500),
}
"""Each page's address, and under how many milliseconds it must stay."""
DETAILS = {
    "issuer": "https://lms.example",
    "client_id": "bench",
    "login_url": "https://lms.example/auth",
    "token_url": "https://lms.example/token",
    "keys_url": "https://lms.example/keys",
    "deployment": "1",
}


def figures(students: int = 10_000) -> list[Figure]:
    """Measure each page on both databases, once it has been looked at."""
    found = []
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        urls = {
            "SQLite": f"sqlite:///{Path(folder) / 'tool.db'}",
            "PostgreSQL": server.create("bench"),
        }
        for name, url in urls.items():
            with classroom(url, students) as class_:
                found += [
                    measured(f"{students:,} students on {name}: {what}", class_, *page)
                    for what, page in PAGES.items()
                ]
    return found


def measured(what: str, class_: Classroom, path: str, most: float) -> Figure:
    """How long a page takes, from the request to its last byte."""
    class_.page(path)
    return duration(what, partial(class_.page, path), most=most, times=21)


@contextmanager
def classroom(url: str, students: int) -> Iterator[Classroom]:
    """A tool with a course of so many on a new database, which knows what it holds."""
    config = Config(prepare(url), TOOL, SECRET)
    app = create_app(config)
    database = app.extensions["database"]
    is_server = database.engine.dialect.name == "postgresql"  # which does so by itself, in a while
    with database.begin() as session:
        registrations.save(session, registrations.Details(**DETAILS), config)
    made = a_class(app, students)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if is_server else "ANALYZE")
    yield made
    database.close()
