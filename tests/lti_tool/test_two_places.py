"""Work that comes from two places at once: the later one stands, and the other is told of."""

from typing import Any

import pytest
from flask import Flask

from quizzes.content import catalogue
from tests.support.launching import MEANT, Client, begin
from tests.support.platform import Platform

AS_JSON = {"Accept": "application/json"}
HOUR = 3_600_000  # ms


def write(client: Client, path: str, text: str, **about: object) -> Any:
    """Save a reflection as a script does; returns what it is told."""
    prompt = catalogue.load("tasks-vs-assets").prompts[0].id
    sent = {"text": text, **about}
    return client.post(f"{path}reflections/{prompt}", sent, headers=AS_JSON).get_json()


def pick(client: Client, attempt: str, chosen: list[str], **about: object) -> Any:
    """Save an answer as a script does; returns what it is told."""
    sent = {"item_id": "stale-now", "chosen": chosen, **about}
    return client.post(f"{attempt}/answers", sent, headers=AS_JSON).get_json()


def test_what_was_written_over_the_newest_version_meets_nothing(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    first = write(client, path, "one", base="", age=0)
    second = write(client, path, "two", base=first["saved_at"], age=0)
    assert "met" not in first | second
    assert "two</textarea>" in client.get(path).text


def test_a_text_that_was_written_earlier_elsewhere_does_not_replace_a_later_one(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    kept = write(client, path, "the later text & more", base="", age=0)
    told = write(client, path, "the earlier text", base="", age=HOUR)
    assert (told["met"], told["other"]) == ("newer", "text=the+later+text+%26+more")
    assert told["saved_at"] == kept["saved_at"]
    assert "the later text &amp; more</textarea>" in client.get(path).text


def test_a_text_that_was_written_later_elsewhere_replaces_an_earlier_one_and_says_so(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    write(client, path, "the earlier text", base="", age=HOUR)
    told = write(client, path, "the later text", base="", age=0)
    assert (told["met"], told["other"]) == ("replaced", "text=the+earlier+text")
    assert "the later text</textarea>" in client.get(path).text


def test_an_answer_meets_another_as_a_text_does(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    one, two = client.page(attempt).form("stale-now").values("stale-now")[:2]
    pick(client, attempt, [one], base="", age=0)
    told = pick(client, attempt, [two], base="", age=HOUR)
    assert (told["met"], told["other"]) == ("newer", f"chosen={one}")
    told = pick(client, attempt, [], base="", age=0)
    assert (told["met"], told["other"]) == ("replaced", f"chosen={one}")


@pytest.mark.parametrize("age", ["", "x", "-5", "9" * 40])
def test_a_browser_whose_clock_is_wrong_is_believed_as_far_as_possible(
    app: Flask, platform: Platform, age: str
) -> None:
    client = Client(app)
    path = client.open(platform)
    assert "saved_at" in write(client, path, "words", base="", age=age)


def test_whoever_does_not_say_what_they_wrote_over_is_taken_at_their_word(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    write(client, path, "one", base="", age=0)
    assert "met" not in write(client, path, "two")
    assert "two</textarea>" in client.get(path).text


def test_a_newer_answer_that_the_submitted_page_did_not_show_counts_and_the_result_says_so(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    one, two = client.page(attempt).form("stale-now").values("stale-now")[:2]
    pick(client, attempt, [one], base="", age=0)
    old = {"stale-now": one, "was.stale-now": one, "was.rebuild-all": ""}
    pick(client, attempt, [two])
    result = client.post(f"{attempt}/submission", old | MEANT).location
    assert "Question 2 was marked with a newer answer than your page had" in client.get(result).text


def test_a_page_that_showed_what_counts_is_told_nothing(app: Flask, platform: Platform) -> None:
    client = Client(app)
    attempt = begin(client, client.open(platform))
    one, two = client.page(attempt).form("stale-now").values("stale-now")[:2]
    pick(client, attempt, [one])
    for_one = {"stale-now": two, "was.stale-now": one, "was.rebuild-all": ""}
    result = client.post(f"{attempt}/submission", for_one | MEANT).location
    assert result.endswith("/result")
    assert "newer answer" not in client.get(f"{result}?newer=nonsense").text
