"""One tool for the whole list, on each database: nothing on the list may change a row of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from lti_tool import create_app
from lti_tool.cli import upgrade
from lti_tool.config import Config
from lti_tool.platforms import registrations
from tests.certification.door import Door
from tests.certification.exchange import of_a_resource_link, put
from tests.support.launching import TOOL, registration
from tests.support.platform import Platform, serving
from tests.support.postgres import PostgreSQL

SECRET = "a secret key that only the tests know, long enough"
CLASS = ("Ada Lovelace", "Grace Hopper", "Alan Turing", "Edsger Dijkstra")
numbers = count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def our_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A new database for the whole module."""
    if request.param == "sqlite":
        folder: Path = tmp_path_factory.mktemp("certification")
        yield f"sqlite:///{folder / 'tool.db'}"
    else:
        server: PostgreSQL = request.getfixturevalue("postgres")
        name = f"certification_{next(numbers)}"
        yield server.create(name)
        server.drop(name)


@pytest.fixture(scope="module")
def the_platform() -> Iterator[Platform]:
    """The platform that sends the list."""
    with serving(Platform()) as served:
        yield served


@pytest.fixture(scope="module")
def door(our_database: str, the_platform: Platform) -> Iterator[Door]:
    """Our tool, in which a class has already been."""
    with a_tool(our_database, the_platform) as door:
        for number, name in enumerate(CLASS):
            person = put(sub=f"student-{number}", name=name)
            assert door.launch(of_a_resource_link(the_platform), person).status_code == 303
        yield door


@contextmanager
def a_tool(database_url: str, platform: Platform) -> Iterator[Door]:
    """Our tool with an empty database, in which the platform is registered."""
    settings = Config(database_url=database_url, base_url=TOOL, secret_key=SECRET)
    app = create_app(settings)
    database = app.extensions["database"]
    assert app.test_cli_runner().invoke(upgrade).exit_code == 0
    with database.begin() as session:
        details = registrations.Details(**registration(platform))
        registrations.save(session, details, settings)
    yield Door(app, platform)
    database.close()


def reasons(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return why something was refused, as the log says it."""
    return [
        str(record.args[3])
        for record in caplog.records
        if record.msg.startswith("refused") and isinstance(record.args, tuple)
    ]
