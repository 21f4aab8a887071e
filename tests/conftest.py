"""Fixtures for every test: databases that are new each time, a platform, and browsers.

`database_url` runs its test twice, on SQLite and on PostgreSQL, each time with a new
database that has every table; `empty_url` does so with an empty one. `platform` is an
LMS that the test tells what to answer. `browser_context` is a Chromium that blocks
third-party cookies and remembers nothing of the test before.
"""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import BrowserContext, BrowserType, expect, sync_playwright

from tests.support.browsers import browsing
from tests.support.platform import Platform, serving
from tests.support.postgres import PostgreSQL, postgresql
from tests.support.tables import prepare

# Most waits end within a second; a busy machine, with some browsers on two cores, needs more.
BROWSER_TIMEOUT = 30_000  # ms
expect.set_options(timeout=BROWSER_TIMEOUT)

# How long an example takes is no matter of a test.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of this test run's own."""
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: PostgreSQL) -> str:
    """The name of a database on PostgreSQL with every table, to be copied."""
    prepare(postgres.create("tables"))
    return "tables"


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table, to be copied."""
    file = tmp_path_factory.mktemp("tables") / "tool.db"
    prepare(f"sqlite:///{file}")
    return file


@pytest.fixture
def postgres_url(postgres: PostgreSQL, template: str) -> Iterator[str]:
    """The address of a new database on PostgreSQL that has every table."""
    name = f"test_{next(numbers)}"
    yield postgres.create(name, template)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path, file: Path) -> str:
    """The address of a new database in a file that has every table."""
    return f"sqlite:///{shutil.copy(file, tmp_path / 'tool.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a new database that has every table: the test runs once on each kind."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def empty_postgres_url(postgres: PostgreSQL) -> Iterator[str]:
    """The address of a new, empty database on PostgreSQL."""
    name = f"empty_{next(numbers)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database: the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A platform that answers over HTTP."""
    with serving(Platform()) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """Playwright's hold on Chromium; `browsing` starts one."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def cautious_chromium(
    chromium: BrowserType, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A Chromium that blocks third-party cookies: to start one takes seconds."""
    with browsing(chromium, tmp_path_factory.mktemp("browser") / "profile") as context:
        yield context


@pytest.fixture
def browser_context(cautious_chromium: BrowserContext) -> Iterator[BrowserContext]:
    """Chromium, online, without tabs and cookies; what else it keeps is of other ports' sites."""
    yield cautious_chromium
    for page in cautious_chromium.pages[1:]:
        page.close()
    cautious_chromium.clear_cookies()
    cautious_chromium.set_offline(False)
    cautious_chromium.set_default_timeout(BROWSER_TIMEOUT)
