"""The whole activity by key presses alone, from the LMS to the result, with and without scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, expect

from quizzes.content.catalogue import load
from quizzes.db import Database
from quizzes.items.item import Item
from quizzes.scenarios.scenario import Place
from tests.journeys.conftest import ACTIVITY
from tests.support.browsers import browsing
from tests.support.every_type import EVERY_TYPE, ask
from tests.support.keyboard import Keyboard, Stop
from tests.support.stack import Stack

SECTIONS = load("tasks-vs-assets").sections
WORDS = "Assets say why."


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    run: bool = request.param
    return run


@pytest.fixture
def browser(chromium: BrowserType, tmp_path: Path, scripts: bool) -> Iterator[BrowserContext]:
    look = {"java_script_enabled": scripts}
    with browsing(chromium, tmp_path / "profile", look=look) as context:
        yield context


def test_the_whole_activity_is_done_by_keyboard(
    browser: BrowserContext, stack: Stack, scripts: bool
) -> None:
    keyboard = launch(browser, stack, scripts)
    read(keyboard, scripts)
    look_at_the_graph(keyboard, scripts)
    reflect(keyboard, scripts)
    keyboard.follow(("button", "Start the questions"), "/attempts/")
    for item in ask_every_type(keyboard, stack):
        answer(keyboard, item)
    keyboard.follow(("button", "Submit all answers"), "/attempts/")
    result = (
        ("heading", "Your score: 20 of 20")
        if scripts
        else ("RootWebArea", "20 of 20: attempt 1 · Lineage Lab")
    )
    assert keyboard.hear().stop == result
    keyboard.follow(("link", "Back to the activity"), "/visits/")


def launch(browser: BrowserContext, stack: Stack, scripts: bool) -> Keyboard:
    """Be a student in the LMS and open the activity in a new tab."""
    lms = browser.new_page()
    lms.goto(f"{stack.lms.issuer}/people?next={ACTIVITY}")
    keyboard = Keyboard(lms)
    keyboard.follow(("button", "Amara Okafor Student"), ACTIVITY + "$")
    keyboard.go_to(("link", "Open in a new tab"))
    with browser.expect_page() as opened:
        keyboard.press("Enter", ("link", "Open in a new tab"))
    keyboard = Keyboard(opened.value)
    if not scripts:  # the LMS's and the tool's own pages on the way each take a press
        keyboard.page.wait_for_load_state()
        keyboard.follow(("button", "Continue"), "/lti/login")
        keyboard.follow(("link", "Continue"), "/lti/authorize")
        keyboard.follow(("button", "Continue"), "/visits/")
    keyboard.page.wait_for_url(re.compile("/visits/"))
    keyboard.page.wait_for_load_state()
    return keyboard


def read(keyboard: Keyboard, scripts: bool) -> None:
    """Mark the section read; a page without scripts comes anew."""
    button = ("button", "Mark as read : Theory")
    if not scripts:
        return keyboard.follow(button, "/visits/")
    keyboard.go_to(button)
    keyboard.press("Enter", button)
    return None


def look_at_the_graph(keyboard: Keyboard, scripts: bool) -> None:
    """Choose the first step: with the graph's own keys, else as in any group of radio buttons."""
    start = ("group", "The pipeline as tasks") if scripts else ("radio", "Whole pipeline")
    keyboard.go_to(start)
    heard = keyboard.press("ArrowRight", start)
    assert heard.stop == ("radio", "clean_orders")
    assert heard.is_checked


def reflect(keyboard: Keyboard, scripts: bool) -> None:
    """Write to the first prompt, and save it; a page without scripts comes anew."""
    [area, *_] = [("textbox", prompt.text) for section in SECTIONS for prompt in section.prompts]
    keyboard.go_to(area)
    for letter in WORDS:
        assert letter in keyboard.press(letter, area).value
    save = ("button", "Save")
    if not scripts:
        return keyboard.follow(save, "/visits/")
    keyboard.go_to(save)
    assert keyboard.press("Enter", save).stop == save
    expect(keyboard.page.locator("#announcer")).to_contain_text("Saved")
    return None


def ask_every_type(keyboard: Keyboard, stack: Stack) -> tuple[Item, ...]:
    """Have the attempt ask a question of every type, and load it."""
    database = Database(stack.tool.database_url)
    items = ask(database, keyboard.page.url, EVERY_TYPE)
    database.close()
    keyboard.page.reload()
    return items


def answer(keyboard: Keyboard, item: Item) -> None:
    """Answer rightly, in the order in which Tab comes to the places."""
    wanted = {move.at: move for place in item.scenario.places for move in moves(item, place)}
    while wanted:
        move = wanted.pop(keyboard.go_to(*wanted))
        heard = keyboard.hear()
        for key in move.keys:
            heard = keyboard.press(key, heard.stop)
        assert heard.name == move.then
        assert heard.is_checked or heard.value == move.chosen


@dataclass(frozen=True)
class Move:
    """Keys to press at a stop, the name of what has the focus then, and the words chosen there."""

    at: Stop
    keys: tuple[str, ...]
    then: str
    chosen: str


def moves(item: Item, place: Place) -> Iterator[Move]:
    """What answers a place rightly: a list, a group of radio buttons, or boxes."""
    node = place.name if place.name in item.scenario.pipeline.names else ""
    for step, option in enumerate(place.options):
        if option.value not in place.right:
            continue
        if item.type.control == "select":
            at = ("combobox", node or place.words)
            yield Move(at, ("ArrowDown",) * (step + 1), at[1], option.words)
        elif place.many:
            name = (
                node if item.type.control == "pick" else option.words + f" for {node}" * bool(node)
            )
            yield Move(("checkbox", name), ("Space",), name, option.words)
        else:
            at = ("radio", place.options[0].words)
            yield Move(at, ("ArrowDown",) * step or ("Space",), option.words, option.words)
