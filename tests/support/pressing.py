"""An attempt's form as a browser without scripts has it, where each button has its own way."""

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from quizzes.content import catalogue
from tests.support.forms import Browser, Page
from tests.support.launching import MEANT, Client

ALL_THE_SAME = "Submit all the same"
Answers = Mapping[str, str | Sequence[str]]
BUTTON = re.compile(r"<button([^>]*)>(.*?)</button>", re.DOTALL)


def packs_with(packs: Path, folder: Path, **settings: str | bool) -> Path:
    """Copy the packs that tests have to a folder, with these settings in each activity.yaml."""
    shutil.copytree(packs, folder)
    for written in folder.glob(f"*/{catalogue.ACTIVITY}"):
        written.write_text(yaml.safe_dump(yaml.safe_load(written.read_text()) | settings))
    return folder


def hand_in(browser: Browser, page: Page, answers: Answers | None = None) -> Page:
    """Do as `submit` does, over the network."""
    then = browser.submit(page, page.form(to="/submission"), answers)
    asking = [form for form in then.forms if form.names.issuperset(MEANT)]
    return browser.submit(then, asking[0], button=MEANT["left.open"]) if asking else then


def buttons(page: Page) -> dict[str, str]:
    """Return where the buttons of a page lead that do not submit its form, by their words."""
    every = {words: given.get("formaction") for words, given in _buttons(page).items()}
    return {words: action.replace("&amp;", "&") for words, action in every.items() if action}


def _buttons(page: Page) -> dict[str, dict[str, str]]:
    """Return what the buttons of a page are given in quotes, by their words; of two, the last."""
    return {
        " ".join(re.sub("<[^>]+>", "", words).split()): dict(
            re.findall(r'([a-z-]+)="([^"]*)"', given)
        )
        for given, words in BUTTON.findall(page.text)
    }


def submit(client: Client, page: Page, answers: Answers | None = None) -> Page:
    """Submit an attempt, and once more where the page asks whether that is meant."""
    then = press(client, page, "Submit all answers", answers)
    return press(client, then, ALL_THE_SAME) if ALL_THE_SAME in _buttons(then) else then


def press(client: Client, page: Page, words: str, answers: Answers | None = None) -> Page:
    """Answer on the attempt's page, press one of its buttons, and follow to where that leads."""
    form, button = page.form(to="/submission"), _buttons(page)[words]
    action = buttons(page).get(words) or form.action
    sent = {button["name"]: [button["value"]]} if "name" in button else {}
    for name, value in form.sends(answers or {}, None):
        sent.setdefault(name, []).append(value)
    answer = client.post(action, sent)
    assert answer.status_code == 303, answer.text
    return client.page(answer.location)
