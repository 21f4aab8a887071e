"""Fixtures for every test: databases as if they were new, a platform, and browsers.

`database_url` runs its test twice, on SQLite and on PostgreSQL, each time with a
database that has every table (once where a module is marked `words`); `empty_url` does so
with an empty one. `platform` is an LMS that the test tells what to answer.
`browser_context` is a Chromium that blocks third-party cookies and remembers nothing of the
test before.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import BrowserContext, BrowserType, Playwright, expect, sync_playwright

from quizzes.db import Database
from tests.support.browsers import BROWSER_TIMEOUT, browsing, what_is_shown
from tests.support.platform import Platform, serving
from tests.support.postgres import PostgreSQL, postgresql
from tests.support.restoring import Restorable, as_if_new, opened, restoring
from tests.support.tables import prepare

# What is waited for comes within a second, or some on a busy machine; only a fault takes longer.
expect.set_options(timeout=BROWSER_TIMEOUT)

# How long an example takes is no matter of a test.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

TAKES_LONGEST = "test_every_page"
TAKE_LONG = tuple(f"tests/{folder}/" for folder in ("journeys", "running", "faults", "fuzz"))

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


@pytest.fixture(scope="session")
def restorable(postgres: PostgreSQL, template: str) -> Iterator[Restorable]:
    """A database on PostgreSQL with every table, for one test after the other."""
    with restoring(postgres.create("tests", template)) as database:
        yield database


@pytest.fixture
def postgres_url(restorable: Restorable) -> str:
    """The address of a database on PostgreSQL that has every table, as if it were new."""
    restorable.restore()
    return restorable.url


@pytest.fixture
def sqlite_url(file: Path) -> str:
    """The address of a database in a file that has every table, as if it were new."""
    return as_if_new(file)


@pytest.fixture(scope="session")
def databases() -> Callable[[str], Database]:
    """Open the database at an address, with all that SQLAlchemy has learned at that address."""
    return cache(opened)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that at the end nobody waits for one file alone."""
    items.sort(
        key=lambda item: (TAKES_LONGEST not in item.nodeid, not item.nodeid.startswith(TAKE_LONG))
    )


def pytest_exception_interact(node: pytest.Item, report: pytest.TestReport) -> None:
    """Add to a failure in a browser what each of its frames shows, one site's within another's."""
    context = getattr(node, "funcargs", {}).get("browser_context")
    if context:
        report.sections.append(("What the browser shows", what_is_shown(context)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once on each kind of database; where only words are looked at, on SQLite."""
    if "database_url" in metafunc.fixturenames:
        only_words = metafunc.definition.get_closest_marker("words")
        kinds = ["sqlite"] if only_words else ["sqlite", "postgresql"]
        metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a new database that has every table."""
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
def playwright() -> Iterator[Playwright]:
    """Playwright's hold on its engines."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> BrowserType:
    """Its hold on Chromium; `browsing` starts one."""
    return playwright.chromium


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
    cautious_chromium.unroute_all()
    cautious_chromium.clear_cookies()
    cautious_chromium.unroute_all()
    cautious_chromium.set_offline(False)
