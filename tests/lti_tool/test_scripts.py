"""How much a page loads on a first visit, compressed: a budget for each kind of page."""

import gzip
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask

import lti_tool
from lti_tool import assets
from tests.support.launching import Client, begin, instructor, submit_right
from tests.support.platform import Platform
from tests.support.selecting import open_picker, send

pytestmark = pytest.mark.words

STATIC = Path(lti_tool.__file__).parent / "static"
MOST_SCRIPT = 10_240  # bytes
MOST_STYLE = 15_360
MOST_IN_ALL = 40_960


def loaded(page: str) -> set[str]:
    """Return the names of the scripts of a page, and of all that those import."""
    names = set(re.findall(r'<script[^>]* src="/static/[0-9a-f]+/([^"]+)"', page))
    found = set[str]()
    while names - found:
        name = (names - found).pop()
        found.add(name)
        names |= set(re.findall(r'from "\./([^"]+)"', (STATIC / name).read_text()))
    return found


def compressed(content: bytes) -> int:
    return len(gzip.compress(content))


def weight(names: Iterable[str]) -> int:
    return sum(compressed(assets.sent(name)) for name in names)


@pytest.fixture(params=["reading", "attempt", "result", "lab", "class", "picker", "answer"])
def page(request: pytest.FixtureRequest, app: Flask, platform: Platform) -> str:
    """The HTML of a page of each kind."""
    client, kind = Client(app), request.param
    if kind in ("picker", "answer"):
        picker = open_picker(client, platform)
        return picker.text if kind == "picker" else send(client, picker).text
    if kind == "class":
        return client.get(client.open(platform, instructor(platform))).text
    path = client.open(platform)
    address = {
        "reading": lambda: path,
        "attempt": lambda: begin(client, path),
        "result": lambda: submit_right(client, path),
        "lab": lambda: path + "lab/tasks-vs-assets",
    }[kind]()
    return client.get(address).text


def test_a_page_loads_little_script_little_style_and_little_in_all(page: str) -> None:
    scripts = loaded(page)
    linked = set(re.findall(r'<link[^>]* href="/static/[0-9a-f]+/([^"]+)"', page))
    styles = {name for name in linked if name.endswith(".css")}
    assert "page.js" in scripts
    assert "style.css" in styles
    assert weight(scripts) <= MOST_SCRIPT
    assert weight(styles) <= MOST_STYLE
    assert compressed(page.encode()) + weight(linked | scripts) <= MOST_IN_ALL
