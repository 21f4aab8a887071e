"""Registrations: what may be saved, updated, removed and restored; whom a login can mean."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lti_tool.config import Config
from lti_tool.errors import RegistrationNotFound, UnusableRegistration
from lti_tool.platforms import registrations
from lti_tool.platforms.registrations import Details
from quizzes.db import Database

CONFIG = Config("", "https://lab.example.edu", "")
MOODLE = Details(
    issuer="https://moodle.example.edu",
    client_id="client-1",
    login_url="https://moodle.example.edu/mod/lti/auth.php",
    token_url="https://moodle.example.edu/mod/lti/token.php",
    keys_url="https://moodle.example.edu/mod/lti/certs.php",
    deployment="1",
    product="moodle",
    name="Campus Moodle",
)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    with database.begin() as opened:
        yield opened
    database.close()


def saved(session: Session, **changes: Any) -> int:
    return registrations.save(session, replace(MOODLE, **changes), CONFIG).id


def deployments(session: Session, registration_id: int) -> list[str]:
    known = registrations.get(session, registration_id)
    return [deployment.deployment_id for deployment in known.deployments]


def test_http_is_taken_only_where_the_tool_is_on_loopback(session: Session) -> None:
    plain = replace(MOODLE, issuer="http://lms.example")
    with pytest.raises(UnusableRegistration, match="The issuer must be an https address"):
        registrations.save(session, plain, CONFIG)
    assert registrations.save(session, plain, replace(CONFIG, base_url="http://localhost:8001"))


def test_registering_again_updates_and_adds_the_deployment(session: Session) -> None:
    first = saved(session)
    moved = "https://moodle.example.edu/keys"
    assert saved(session, keys_url=moved, deployment="2", product="", name="") == first
    kept = registrations.get(session, first)
    assert (kept.keys_url, kept.product, kept.name) == (moved, "moodle", "Campus Moodle")
    assert deployments(session, first) == ["1", "2"]


def test_a_platform_may_have_no_deployment_yet(session: Session) -> None:
    registration_id = saved(session, deployment="")
    assert deployments(session, registration_id) == []
    for _ in range(2):
        registrations.add_deployment(session, registration_id, "7")
    assert deployments(session, registration_id) == ["7"]


def test_two_customers_of_one_issuer_never_touch_each_other(session: Session) -> None:
    one = saved(session, issuer="https://canvas.instructure.com", client_id="1", deployment="a")
    two = saved(session, issuer="https://canvas.instructure.com", client_id="2", deployment="b")
    assert one != two
    assert (deployments(session, one), deployments(session, two)) == (["a"], ["b"])
    registrations.remove(session, one)
    assert [known.id for known in registrations.everyone(session)] == [two]


def test_a_removed_platform_is_not_there_for_logins_until_it_is_restored(session: Session) -> None:
    registration_id = saved(session)

    def found() -> list[bool]:
        ways = (("client-1", "1"), ("", "1"), ("", ""))
        issuer = MOODLE.issuer
        return [bool(registrations.find_for_login(session, issuer, *way)) for way in ways]

    assert found() == [True, True, True]
    registrations.remove(session, registration_id)
    assert found() == [False, False, False]
    assert registrations.everyone(session) == []
    registrations.restore(session, registration_id)
    assert found() == [True, True, True]


def test_registering_a_removed_platform_again_restores_it(session: Session) -> None:
    registrations.remove(session, saved(session))
    assert not registrations.get(session, saved(session)).is_removed


def test_a_removed_one_leaves_no_choice_behind(session: Session) -> None:
    registrations.remove(session, saved(session, client_id="old"))
    kept = saved(session, client_id="new")
    found = registrations.find_for_login(session, MOODLE.issuer, "", "")
    assert found
    assert found.id == kept


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_id": ""}, "The client id must have 1 to 255 characters"),
        ({"client_id": "x" * 256}, "The client id must have 1 to 255 characters"),
        ({"client_id": " x"}, "no space around"),
        ({"deployment": "a\0b"}, "The deployment id must have"),
        ({"deployment": "x" * 256}, "The deployment id must have"),
        ({"name": "x" * 256}, "The name must be a text of at most 255"),
        ({"audience": "\ud800"}, "The audience must be"),
        ({"keys_url": "https://10.0.0.1/keys"}, "The key set URL must be an https address"),
        ({"token_url": "https://x/" + "y" * 2048}, "The token URL must be"),
        ({"login_url": "javascript:alert(1)"}, "The login URL must be"),
    ],
)
def test_what_cannot_be_a_platform_gets_a_sentence(
    session: Session, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(UnusableRegistration, match=said):
        saved(session, **changes)


def test_every_fault_is_said_at_once(session: Session) -> None:
    with pytest.raises(UnusableRegistration) as refused:
        saved(session, client_id="", keys_url="", token_url="x")
    assert len(str(refused.value).splitlines()) == 3


def test_what_is_not_there_cannot_be_changed(session: Session) -> None:
    for change in (registrations.get, registrations.remove, registrations.restore):
        with pytest.raises(RegistrationNotFound):
            change(session, 7)
    with pytest.raises(RegistrationNotFound):
        registrations.add_deployment(session, 7, "1")


def test_a_deployment_that_cannot_be_one_gets_a_sentence(session: Session) -> None:
    with pytest.raises(UnusableRegistration, match="The deployment id must have"):
        registrations.add_deployment(session, saved(session), " ")
