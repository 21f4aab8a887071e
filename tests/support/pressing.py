"""An attempt's form as a browser without scripts has it, where each button has its own way."""

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from quizzes.content import catalogue
from tests.support.forms import Page
from tests.support.launching import Client

BUTTON = re.compile(r'<button[^>]* formaction="([^"]+)"[^>]*>(.*?)</button>', re.DOTALL)


def packs_with(packs: Path, folder: Path, **settings: str | bool) -> Path:
    """Copy the packs that tests have to a folder, with these settings in each activity.yaml."""
    shutil.copytree(packs, folder)
    for written in folder.glob(f"*/{catalogue.ACTIVITY}"):
        written.write_text(yaml.safe_dump(yaml.safe_load(written.read_text()) | settings))
    return folder


def buttons(page: Page) -> dict[str, str]:
    """Return where the buttons of a page lead that do not submit its form, by their words."""
    return {
        " ".join(re.sub("<[^>]+>", "", words).split()): action.replace("&amp;", "&")
        for action, words in BUTTON.findall(page.text)
    }


def press(
    client: Client, page: Page, words: str, answers: Mapping[str, str | Sequence[str]] | None = None
) -> Page:
    """Answer on the attempt's page, press one of its buttons, and follow to where that leads."""
    form = page.form(to="/submission")
    action = buttons(page).get(words) or form.action
    sent: dict[str, list[str]] = {}
    for name, value in form.sends(answers or {}, None):
        sent.setdefault(name, []).append(value)
    answer = client.post(action, sent)
    assert answer.status_code == 303, answer.text
    return client.page(answer.location)
