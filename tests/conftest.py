"""Fixtures for every test: databases that are new each time, a platform, and browsers.

`database_url` runs its test twice, on SQLite and on PostgreSQL, each time with an
empty database. `platform` is an LMS that the test tells what to answer.
`browser_context` is a Chromium that blocks third-party cookies.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, sync_playwright

from tests.support.browsers import browsing
from tests.support.platform import Platform, serving
from tests.support.postgres import PostgreSQL, postgresql

numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of this test run's own."""
    with postgresql() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgreSQL) -> Iterator[str]:
    """The address of a new, empty database on PostgreSQL."""
    name = f"test_{next(numbers)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a new, empty database in a file."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a new, empty database: the test runs once on each kind."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
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


@pytest.fixture
def browser_context(chromium: BrowserType, tmp_path: Path) -> Iterator[BrowserContext]:
    """A Chromium with a new profile that blocks third-party cookies."""
    with browsing(chromium, tmp_path / "profile") as context:
        yield context
