"""Activities that do not ship with the tool: LINEAGE_LAB_PACKS."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lti_tool import create_app
from lti_tool.config import BadConfiguration, Config
from lti_tool.grades import settling
from quizzes.content import catalogue
from tests.quizzes.content.a_pack import (
    DRY,
    WET,
    a_choice,
    a_painting,
    a_picking,
    a_sorting,
    an_activity,
    write,
)
from tests.support.delivering import later, score_of
from tests.support.launching import CLAIM, MEANT, Client, begin, claims, submit_right
from tests.support.platform import Platform

LATE_PAYMENTS = Path(__file__).parents[1] / "data" / "packs" / "late-payments"
QUESTIONS = [
    a_choice(id="one"),
    a_choice(WET, DRY, WET | {"text": "The dog."}, id="several", type="choose_many"),
    a_sorting(id="sort"),
    a_picking(id="clear", hints=["Look up."]),
    a_painting(id="paint"),
]


@pytest.fixture
def config(config: Config, tmp_path: Path) -> Iterator[Config]:
    """Settings with a folder that has the pack "rain", and one in two languages."""
    write(tmp_path, an_activity(points=5, questions=QUESTIONS))
    shutil.copytree(LATE_PAYMENTS, tmp_path / LATE_PAYMENTS.name)
    yield replace(config, packs=(tmp_path,))
    catalogue.look_in([])


def test_a_learner_opens_a_pack_of_ones_own(app: Flask, platform: Platform) -> None:
    client = Client(app)
    named = {CLAIM + "custom": {"activity": "rain"}}
    page = client.page(client.open(platform, claims(platform, **named)))
    assert "What gets wet, and what does not." in page.words


def test_an_authors_own_questions_are_answered_and_explained(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform, claims(platform, **{CLAIM + "custom": {"activity": "rain"}}))
    asked = client.page(begin(client, path))
    assert asked.status == 200
    for words in ("What is wet?", "The dog.", "Stays dry", "weather was observed"):
        assert words in asked.words
    told = client.page(submit_right(client, path))
    assert told.status == 200
    assert "It stands outside." in told.words


def opened(platform: Platform, activity: str) -> dict[str, Any]:
    """Return a launch into a link that is set to an activity."""
    return claims(platform, **{CLAIM + "custom": {"activity": activity}})


def test_a_link_that_is_set_to_another_activity_and_back_has_everybodys_work_again(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform, opened(platform, "rain")))
    earned = score_of(app)
    path = client.open(platform, opened(platform, "late-payments"))
    assert client.post(begin(client, path) + "/submission", MEANT).status_code == 303
    assert score_of(app).given == 0
    path = client.open(platform, opened(platform, "rain"))
    settling.settle_due(app.extensions["database"], later(minutes=1))
    assert (score_of(app).given, score_of(app).maximum) == (earned.given, earned.maximum)
    assert "4 of 5 points" in client.page(path).words


def test_a_launch_that_names_no_activity_opens_what_the_link_opened_before(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    client.open(platform, opened(platform, "rain"))
    page = client.page(client.open(platform, claims(platform)))
    assert "What gets wet, and what does not." in page.words


def test_a_pack_with_faults_stops_the_tool_from_starting(config: Config, tmp_path: Path) -> None:
    write(tmp_path, an_activity(points=0))
    said = r"rain/activity\.yaml: points: Must be from 1 to 100"
    with pytest.raises(BadConfiguration, match=said):
        create_app(config)


def test_folders_are_listed_as_paths_are(tmp_path: Path) -> None:
    given = {
        "LINEAGE_LAB_DATABASE_URL": "sqlite:///lab.db",
        "LINEAGE_LAB_BASE_URL": "http://127.0.0.1:8001",
        "LINEAGE_LAB_SECRET_KEY": "s" * 32,
    }
    assert Config.from_environment(given).packs == ()
    listed = given | {"LINEAGE_LAB_PACKS": os.pathsep.join([str(tmp_path), str(Path.cwd()), ""])}
    assert Config.from_environment(listed).packs == (tmp_path, Path.cwd())
    wrong = given | {"LINEAGE_LAB_PACKS": f"{tmp_path}/nowhere"}
    with pytest.raises(BadConfiguration, match=f"No folder: {tmp_path}/nowhere"):
        Config.from_environment(wrong)


@pytest.mark.parametrize(
    ("wanted", "title"),
    [("de-AT", "Späte Zahlungen: Welche Tabelle"), ("fr", "Late payments: which table is behind?")],
)
def test_a_pack_is_read_in_the_readers_language_where_it_has_it(
    app: Flask, platform: Platform, wanted: str, title: str
) -> None:
    client = Client(app)
    named = {
        CLAIM + "custom": {"activity": LATE_PAYMENTS.name},
        CLAIM + "launch_presentation": {"locale": wanted},
    }
    path = client.open(platform, claims(platform, **named))
    assert title in client.page(path).words
    assert ("Welche nennt Dagster" in client.page(begin(client, path)).words) == (wanted == "de-AT")


def test_a_question_named_as_something_of_pythons_begins_as_empty_as_any(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform, claims(platform, **{CLAIM + "custom": {"activity": "rain"}}))
    page = client.get(begin(client, path)).text
    bases = dict(re.findall(r'data-question="([^"]+)"[^>]*data-base="([^"]*)"', page))
    assert bases["clear"] == bases["one"] == ""
    assert "built-in" not in page
