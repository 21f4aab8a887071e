"""Somebody who runs the tool: has a link printed, signs in, and uses the admin's pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask

from lti_tool.cli import group
from tests.support.launching import TOOL, Client

COOKIE = "lineage_lab_admin"


def sign_in_link(app: Flask) -> str:
    """Have the command line print a link; returns its path."""
    printed = app.test_cli_runner().invoke(group, ["admin"])
    assert printed.exit_code == 0, printed.output
    link = next(word for word in printed.output.split() if word.startswith(TOOL))
    return urlsplit(link).path


def signed_in(app: Flask) -> Client:
    """Return the browser of somebody who has just signed in."""
    browser = Client(app)
    answer = browser.post(sign_in_link(app))
    assert answer.status_code == 303, answer.text
    return browser
