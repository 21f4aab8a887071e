"""A replayed Moodle, and our client with that Moodle registered."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from lti_tool.config import Config
from lti_tool.models import AccessToken, Registration
from lti_tool.platforms import http
from lti_tool.platforms.services import Services
from quizzes.db import Base, Database, utcnow
from tests.support.launching import TOOL
from tests.support.replaying import Moodle, replaying


@pytest.fixture(scope="module")
def moodle() -> Iterator[Moodle]:
    with replaying() as moodle:
        yield moodle


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('replays') / 'tool.db'}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture(scope="module")
def services(database: Database) -> Services:
    config = Config(database_url="", base_url=TOOL, secret_key="known to the tests only " * 2)
    return Services(database, config, http.Pool(config))


@pytest.fixture(scope="module")
def registered(database: Database, moodle: Moodle) -> Registration:
    registration = Registration(
        issuer=moodle.url,
        client_id="client-1",
        login_url=moodle.at("auth.php"),
        token_url=moodle.at("token.php"),
        keys_url=moodle.at("certs.php"),
        created_at=utcnow(),
    )
    with database.begin() as session:
        session.add(registration)
    return registration


@pytest.fixture
def registration(registered: Registration, database: Database) -> Registration:
    """The registered Moodle, which has given us no token yet."""
    with database.begin() as session:
        session.execute(delete(AccessToken))
    return registered
