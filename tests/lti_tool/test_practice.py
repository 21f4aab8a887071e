"""Practising: new variants, marked at once, of which nothing is kept and nothing counts."""

import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import text

from quizzes import practice
from quizzes.content import catalogue
from quizzes.items.item import Item
from tests.support.launching import Client, begin, instructor, submit_right
from tests.support.platform import Platform

pytestmark = pytest.mark.words

TABLES = ("attempt", "response", "score", "section_read", "reflection")


def item(question_id: str, seed: int) -> Item:
    return practice.build(practice.find(catalogue.load("tasks-vs-assets"), question_id), seed)


def answered(path: str, question_id: str, seed: int, *chosen: str) -> str:
    """The address of a variant with an answer to it."""
    sent = {"seed": seed, "checked": "yes", practice.ANSWER: chosen}
    return f"{path}practice/{question_id}?{urlencode(sent, doseq=True)}"


def everything(app: Flask) -> list[object]:
    """All that is kept of what learners do."""
    with app.extensions["database"].read() as session:
        return [session.execute(text(f"SELECT * FROM {table}")).all() for table in TABLES]


def test_a_variant_is_drawn_and_stays_at_its_address(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    drawn = client.get(f"{path}practice/stale-now")
    assert drawn.status_code == 303
    assert re.search(r"/practice/stale-now\?seed=[1-9]\d*$", drawn.location)
    assert client.get(drawn.location).text == client.get(drawn.location).text
    assert client.get(f"{path}practice/stale-now").location != drawn.location


@pytest.mark.parametrize("seed", ["", "0", "-5", "x", "9" * 30])
def test_an_address_without_a_variant_of_ours_leads_to_one(
    app: Flask, platform: Platform, seed: str
) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    assert client.get(f"{path}practice/stale-now?seed={seed}").status_code == 303


def test_a_right_answer_is_told_so_with_every_reason(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    asked = item("stale-now", 7)
    page = client.get(answered(path, "stale-now", 7, *asked.scenario.key)).text
    assert "This would have earned 5 of 5 points." in page
    assert page.count('class="why"') == len(asked.scenario.places)


def test_a_wrong_answer_shows_what_it_may_come_from(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    wrong = item("stale-now", 7).scenario.misreadings[0]
    page = client.get(answered(path, "stale-now", 7, *wrong.answer)).text
    assert wrong.sentence in page.replace("&#39;", "'").replace("&#34;", '"')


def test_the_form_sends_what_was_chosen_and_nothing_of_it_is_kept(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    before = everything(app)
    form = client.page(f"{path}practice/new-code?seed=3").form(practice.ANSWER)
    assert form.method == "get"
    key = item("new-code", 3).scenario.key
    assert "5 of 5 points" in client.get(answered(path, "new-code", 3, *key)).text
    assert everything(app) == before


def test_what_cannot_be_chosen_is_refused(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    assert client.get(answered(path, "stale-now", 7, "no_such")).status_code == 422


def test_practice_opens_with_the_first_submission_and_rests_beside_an_open_attempt(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    refused = client.get(f"{path}practice/stale-now?seed=1")
    assert (refused.status_code, "once you have submitted" in refused.text) == (409, True)
    assert "/practice/" not in client.get(path).text
    result = submit_right(client, path)
    for page in (path, result):
        assert f"{path}practice/stale-now" in client.get(page).text
    begin(client, path)
    refused = client.get(f"{path}practice/stale-now?seed=1")
    assert (refused.status_code, "Submit your open attempt first" in refused.text) == (409, True)
    for page in (path, result):
        assert "/practice/" not in client.get(page).text


def test_staff_may_always_practise(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform, instructor(platform)).removesuffix("class")
    begin(client, path)
    assert client.get(f"{path}practice/stale-now?seed=1").status_code == 200


def test_a_question_that_is_not_there_is_not_found(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    assert client.get(f"{path}practice/nonsense").status_code == 404
