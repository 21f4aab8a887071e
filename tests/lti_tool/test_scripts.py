"""How much script a page loads: a budget for each page, since no page loads another's."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

import lti_tool
from tests.support.launching import Client, begin, instructor, submit_right
from tests.support.platform import Platform
from tests.support.selecting import open_picker, send

STATIC = Path(lti_tool.__file__).parent / "static"
MOST_BYTES = 10_240


def loaded(page: str) -> set[str]:
    """Return the names of the scripts of a page, and of all that those import."""
    names, found = set(re.findall(r'<script[^>]* src="/static/([^"]+)"', page)), set[str]()
    while names - found:
        name = (names - found).pop()
        found.add(name)
        names |= set(re.findall(r'from "\./([^"]+)"', (STATIC / name).read_text()))
    return found


def weight(page: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes())) for name in loaded(page))


@pytest.mark.parametrize("kind", ["reading", "attempt", "result", "class", "picker", "answer"])
def test_a_page_loads_little_script(app: Flask, platform: Platform, kind: str) -> None:
    client = Client(app)
    if kind in ("picker", "answer"):
        picker = open_picker(client, platform)
        page = picker.text if kind == "picker" else send(client, picker).text
    elif kind == "class":
        page = client.get(client.open(platform, instructor(platform))).text
    else:
        path = client.open(platform)
        address = {
            "reading": lambda: path,
            "attempt": lambda: begin(client, path),
            "result": lambda: submit_right(client, path),
        }[kind]()
        page = client.get(address).text
    assert "page.js" in loaded(page)
    assert weight(page) <= MOST_BYTES
