"""Reading: where one left off, how long it still takes, and the figures, all without scripts."""

import re

import pytest
from flask import Flask

from quizzes.content import catalogue
from tests.lti_tool.test_learner import AS_JSON
from tests.support.launching import Client, read_everything, submit_right
from tests.support.platform import Platform

pytestmark = pytest.mark.words

SECTIONS = catalogue.load("tasks-vs-assets").sections
MINUTES = {section.id: section.minutes for section in SECTIONS}


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


def ways_on(page: str) -> list[tuple[str, str]]:
    """Where one can go on, the first of which is shown: address and words."""
    return re.findall(r'<a class="button" href="(#[^"]+)"[^>]*>(Continue with [^<]+)</a>', page)


def test_who_has_read_nothing_begins_at_the_top(client: Client, platform: Platform) -> None:
    page = client.get(client.open(platform)).text
    assert ways_on(page) == []
    assert f"about {sum(MINUTES.values())} minutes to read" in page


def test_who_comes_back_can_go_on_with_the_first_section_that_is_left(
    client: Client, platform: Platform
) -> None:
    path = client.open(platform)
    client.post(path + "sections/theory/read")
    page = client.get(path).text
    assert ways_on(page)[0] == ("#analogy", "Continue with Analogy")
    left = sum(MINUTES.values()) - MINUTES["theory"]
    assert f'<span class="small" data-time-left>About {left} minutes left.</span>' in page


def test_who_has_read_all_can_go_on_with_the_questions(client: Client, platform: Platform) -> None:
    path = client.open(platform)
    read_everything(client, path)
    page = client.get(path).text
    assert ways_on(page) == [("#questions", "Continue with the questions")]
    assert "Everything is read." in page


def test_who_has_done_all_is_led_nowhere(client: Client, platform: Platform) -> None:
    path = client.open(platform)
    read_everything(client, path)
    submit_right(client, path)
    assert ways_on(client.get(path).text) == []


def test_a_script_is_told_how_much_is_left(client: Client, platform: Platform) -> None:
    path = client.open(platform)
    for section in SECTIONS:
        told = client.post(f"{path}sections/{section.id}/read", headers=AS_JSON).get_json()
        if section is SECTIONS[-2]:
            assert told["time_left"] == f"About {SECTIONS[-1].minutes} minutes left."
    assert told["time_left"] == "Everything is read."


def test_every_state_of_a_reaction_is_on_the_page_before_any_script_runs(
    client: Client, platform: Platform
) -> None:
    page = client.get(client.open(platform)).text
    figure = SECTIONS[1].figure
    assert figure is not None
    shown = re.findall(r'<div class="scene scene\d">(.*?)</div>', page, re.DOTALL)
    assert len(shown) == len(figure.states)
    for html, state in zip(shown, figure.states, strict=True):
        statuses = figure.statuses(state)
        told = [statuses[name].status.value for name in figure.pictures]
        assert re.findall(r"</svg>(Fresh|Stale|Missing)</span>", html) == told
        assert state.text in html


def test_the_choices_of_a_reaction_say_what_comes_of_them(
    client: Client, platform: Platform
) -> None:
    page = client.get(client.open(platform)).text
    radios = re.findall(r'<input type="radio" class="choice\d"[^>]*>', page)
    assert [" checked" in radio for radio in radios] == [True, False, False]
    for radio in radios:
        [described] = re.findall(r'aria-describedby="([^"]+)"', radio)
        assert f'<p class="says" id="{described}">' in page


def beside_the_badge(page: str) -> tuple[str, str]:
    """What the badge at the top says, and what stands beside it."""
    [(badge, left)] = re.findall(
        r"<span data-done-line>([^<]*)</span> <strong[^>]*>([^<]*)</strong>", page
    )
    return badge, left


def test_who_submits_before_all_is_read_is_not_done_and_sees_what_is_left(
    client: Client, platform: Platform
) -> None:
    path = client.open(platform)
    assert beside_the_badge(client.get(path).text) == ("0/1 done", "")
    submit_right(client, path)
    page = client.get(path).text
    left = "6 sections still to read. 2 reflections still to write, or still too short."
    assert beside_the_badge(page) == ("0/1 done", left)
    assert "Reading in progress · 0 of 1 activity done" in page
    told = client.post(path + "sections/theory/read", headers=AS_JSON).get_json()
    assert told["left_line"] == left.replace("6", "5")
    read_everything(client, path)
    assert beside_the_badge(client.get(path).text) == ("1/1 done", "")
