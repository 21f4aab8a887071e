"""How sure somebody is: asked where the pack wants it, kept, told back, and never graded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.config import Config
from quizzes.content import catalogue
from quizzes.models import Response
from tests.support.answers import right_answers
from tests.support.launching import Client, begin
from tests.support.platform import Platform
from tests.support.pressing import packs_with, submit

pytestmark = pytest.mark.words

FIELD = "confidence.stale-now"


@pytest.fixture
def packs(short_packs: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A pack that asks how sure somebody is, or with False one that does not."""
    asks: bool = getattr(request, "param", True)
    return packs_with(short_packs, tmp_path / "sure", ask_confidence=asks)


@pytest.fixture
def config(config: Config, packs: Path) -> Iterator[Config]:
    yield replace(config, packs=(packs,))
    catalogue.look_in(())


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


@pytest.fixture
def path(client: Client, platform: Platform) -> str:
    """The page of an attempt that has just begun."""
    return begin(client, client.open(platform))


def right(client: Client, path: str, *items: str) -> dict[str, list[str]]:
    every = right_answers(client.app.extensions["database"], path)
    return {item: every[item] for item in items or every}


def kept(app: Flask) -> dict[str, str | None]:
    with app.extensions["database"].read() as session:
        return dict(iter(session.execute(select(Response.item_id, Response.confidence))))


@pytest.mark.parametrize("packs", [False], indirect=True)
def test_a_pack_that_does_not_ask_shows_nothing_of_it(client: Client, path: str) -> None:
    assert "How sure are you?" not in client.page(path).words


def test_every_question_asks_and_nothing_is_chosen_beforehand(client: Client, path: str) -> None:
    form = client.page(path).form(FIELD)
    assert form.values(FIELD) == ["guessing", "fairly_sure", "certain"]
    assert not any(box.chosen for box in form.controls if box.name == FIELD)


def test_it_is_saved_with_the_answer_and_shown_again(app: Flask, client: Client, path: str) -> None:
    sent = {"item_id": "stale-now", "confidence": "fairly_sure"}
    sent |= {"chosen": right(client, path)["stale-now"]}
    assert client.post(f"{path}/answers", sent).status_code == 200
    assert kept(app) == {"stale-now": "fairly_sure"}
    boxes = [box for box in client.page(path).form(FIELD).controls if box.name == FIELD]
    assert [box.value for box in boxes if box.chosen] == ["fairly_sure"]


def test_what_cannot_be_chosen_is_not_saved(app: Flask, client: Client, path: str) -> None:
    refused = client.post(f"{path}/answers", {"item_id": "stale-now", "confidence": "absolutely"})
    assert refused.status_code == 422
    assert kept(app) == {}


@pytest.mark.parametrize(
    ("sure", "told"),
    [("certain", "You were certain, and right."), ("guessing", "You were guessing, and right.")],
)
def test_the_result_holds_it_against_a_right_answer(
    client: Client, path: str, sure: str, told: str
) -> None:
    sent = right(client, path) | {FIELD: sure}
    result = submit(client, client.page(path), sent)
    assert told in result.words
    assert result.words.count("You were") == 1
    assert "16 of 16" in result.words


@pytest.mark.parametrize(
    ("taken", "told"),
    [(1, "You were certain, and partly right."), (0, "You were certain, but it was not right.")],
)
def test_the_result_holds_it_against_an_answer_that_is_not_right(
    client: Client, path: str, taken: int, told: str
) -> None:
    sent = {"stale-now": right(client, path)["stale-now"][:taken], FIELD: "certain"}
    assert told in submit(client, client.page(path), sent).words


def test_an_old_page_that_did_not_touch_it_leaves_it_as_it_is(
    app: Flask, client: Client, path: str
) -> None:
    old = client.page(path)
    client.post(f"{path}/answers", {"item_id": "stale-now", "confidence": "certain"})
    submit(client, old, right(client, path, "stale-now"))
    assert kept(app) == {"stale-now": "certain"}
