"""What fuzzing found in answers of platforms, and how it is lived through since.

What it found in launches is on the list in tests/certification.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.errors import PlatformUnavailable
from lti_tool.models import Context
from lti_tool.platforms import rosters
from quizzes.db import utcnow
from tests.fuzz import registrations, services
from tests.fuzz.services import ITEM, ITEMS, ROSTER
from tests.fuzz.wire import Answer, Said, ask
from tests.fuzz.world import LMS, TOOL, World, usual

ODD = ("https://[", LMS + ":99999/", "https://\xff.example/")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A tool whose platforms are in memory."""
    world = World(tmp_path)
    yield world
    world.close()


def platform_answers(world: World, answer: Answer) -> None:
    """Have platforms answer so, but for their tokens."""
    world.answer = lambda *asked: usual(*asked) if asked[1].endswith("/token") else answer


@pytest.mark.parametrize("address", ODD)
def test_a_redirect_to_an_odd_address_is_an_answer_that_cannot_be_used(
    world: World, address: str
) -> None:
    platform_answers(world, Answer(302, b"x", [("Location", address)], "Found"))
    with pytest.raises(PlatformUnavailable, match="302"):
        services.services(world).read_line_item(world.registration, ITEM)


def test_the_body_of_a_redirect_is_read_no_further_than_any_other(world: World) -> None:
    endless = Answer(302, b"x" * 6_000_000, [("Location", LMS)], "Found")
    platform_answers(world, endless)
    with pytest.raises(PlatformUnavailable, match="too much"):
        services.services(world).read_line_item(world.registration, ITEM)


def test_a_next_page_at_an_odd_address_ends_the_list(world: World) -> None:
    page = json.dumps(services.MEMBERS).encode()
    platform_answers(world, Answer(body=page, headers=[("Link", "<https://[>; rel=next")]))
    with pytest.raises(PlatformUnavailable, match="leads nowhere"):
        list(services.services(world).members(world.registration, ROSTER))


def test_a_grade_column_at_an_odd_address_is_left_out(world: World) -> None:
    columns = [services.COLUMN | {"id": address} for address in ODD] + [services.COLUMN]
    platform_answers(world, Answer(body=json.dumps(columns).encode()))
    found = services.services(world).line_items(world.registration, ITEMS)
    assert [column.url for column in found] == [services.COLUMN["id"]]


def test_a_grade_beyond_all_numbers_is_no_grade(world: World) -> None:
    result = services.RESULT | {"resultScore": 10**400}
    platform_answers(world, Answer(body=json.dumps([result]).encode()))
    found = services.services(world).read_result(world.registration, ITEM, "student-1")
    assert found is not None
    assert found.given is None


def test_a_nul_in_the_words_of_a_refusal_keeps_no_class_from_its_page(world: World) -> None:
    course = world.course()
    platform_answers(world, Answer(503, b"down\0for a while", reason="Unavailable"))
    rosters.refresh(world.db, services.services(world), course, utcnow())
    with world.db.read() as session:
        problem = session.get_one(Context, course).roster_problem
    assert problem == "The LMS said: 503 downfor a while."


@pytest.mark.parametrize("token", ["\ud800", "a\0b", "\u2603", "a\r\nb", " \t"])
def test_an_access_token_that_no_header_can_hold_is_none(world: World, token: str) -> None:
    world.answer = lambda *_: Answer(body=json.dumps({"access_token": token}).encode())
    with pytest.raises(PlatformUnavailable, match="gives no access token"):
        services.services(world).read_line_item(world.registration, ITEM)


def register(world: World, granted: Answer) -> Said:
    """Press the invite's button, where the platform answers so."""
    who = Answer(body=json.dumps(registrations.CONFIGURATION).encode())
    world.answer = lambda method, _: granted if method == "POST" else who
    form = {"invite": world.invite(), "openid_configuration": registrations.WHERE}
    return ask(world.app, "POST", "/lti/register", form=form, HTTP_ORIGIN=TOOL)


@pytest.mark.parametrize("client_id", ["\ud800", "a\0b"])
def test_a_client_id_that_no_database_can_keep_is_none(world: World, client_id: str) -> None:
    answer = register(world, Answer(body=json.dumps({"client_id": client_id}).encode()))
    assert answer.status == 502
    assert b"not under which client id" in answer.body


def test_half_a_character_in_canvas_s_errors_breaks_no_page(world: World) -> None:
    answer = register(world, Answer(422, b'{"errors": {"scopes": "\\ud800"}}', reason="Unknown"))
    assert answer.status == 502
    assert b"does not take what Lineage Lab asks for" in answer.body
