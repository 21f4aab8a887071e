"""One tool for the whole list, on each database: nothing on the list may change a row of it."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.certification.door import Door
from tests.certification.exchange import of_a_resource_link, put
from tests.certification.our_tool import CLASS, a_tool
from tests.support.platform import Platform, serving
from tests.support.postgres import PostgreSQL

numbers = count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def our_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, file: Path
) -> Iterator[str]:
    """A new database for the whole module."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("certification")
        yield f"sqlite:///{shutil.copy(file, folder / 'tool.db')}"
    else:
        server: PostgreSQL = request.getfixturevalue("postgres")
        name = f"certification_{next(numbers)}"
        yield server.create(name, request.getfixturevalue("template"))
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
