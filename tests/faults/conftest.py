"""The tool as a process of its own, and launches into it."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import forking
from tests.support.forms import Browser, Page
from tests.support.launching import CLAIM, CLIENT_ID, claims, registration
from tests.support.platform import Platform
from tests.support.processes import free_port
from tests.support.stack import Tool


@pytest.fixture
def tool(tmp_path: Path, database_url: str, platform: Platform) -> Tool:
    """A tool with tables, that knows the platform."""
    prepared = Tool(tmp_path, free_port(), database_url, start=forking.start)
    prepared.register(registration(platform))
    return prepared


def log_in(browser: Browser, tool: Tool, platform: Platform, **changes: Any) -> Page:
    """Begin a student's login; returns the platform's page, whose form is the launch."""
    target = tool.url + "/lti/launch"
    launched = claims(platform, **{CLAIM + "target_link_uri": target} | changes)
    platform.launches[launched["sub"]] = launched
    login = f"{tool.url}/lti/login?iss={platform.issuer}&login_hint={launched['sub']}"
    return browser.open(f"{login}&target_link_uri={target}&client_id={CLIENT_ID}")


def launch(browser: Browser, tool: Tool, platform: Platform, **changes: Any) -> Page:
    """Launch as a student; returns the tool's first page."""
    page = log_in(browser, tool, platform, **changes)
    return browser.submit(page, page.form("id_token"))
