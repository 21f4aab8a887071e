"""The picker in a browser: by keyboard alone, in the browser's time zone, on to the platform."""

import json
import re
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from lti_tool.config import Config
from lti_tool.models import Deployment, Selection
from lti_tool.platforms.launch import LinkRequest
from lti_tool.platforms.people import person
from quizzes.db import utcnow
from tests.support.launching import SECRET
from tests.support.platform import Platform
from tests.support.processes import free_port
from tests.support.selecting import DL


@pytest.fixture
def config(sqlite_url: str) -> Config:
    """The tool's settings, with an address that a browser reaches."""
    url = f"http://127.0.0.1:{free_port()}"
    return Config(database_url=sqlite_url, base_url=url, secret_key=SECRET)


@pytest.fixture
def served(app: Flask, config: Config) -> Iterator[Flask]:
    port = int(config.base_url.rpartition(":")[2])
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(
    browser_context: BrowserContext, served: Flask, config: Config, platform: Platform
) -> Page:
    """The picker in a browser in Prague."""
    page = browser_context.new_page()
    in_prague = {"timezoneId": "Europe/Prague"}
    browser_context.new_cdp_session(page).send("Emulation.setTimezoneOverride", in_prague)
    page.goto(config.base_url + asked(served, platform))
    return page


def asked(app: Flask, platform: Platform) -> str:
    """Ask for links as a launch does; returns the picker's path."""
    request = LinkRequest(platform.url("/return?course=2"), True, True, None, "", "")
    with app.extensions["database"].begin() as session:
        deployment = session.scalars(select(Deployment)).one()
        user = person(session, deployment.registration_id, "teacher-1", utcnow())
        selection = Selection(
            deployment_id=deployment.id,
            user_id=user.id,
            context_title="Data Engineering 101",
            request=asdict(request),
            secret_hash=sha256(b"secret").hexdigest(),
            opened_at=utcnow(),
        )
        session.add(selection)
        session.flush()
        return f"/selections/{selection.id}.secret/"


def answered(platform: Platform) -> list[dict[str, Any]]:
    """Return the links that the browser has posted to the platform."""
    (posted,) = platform.asked_for("/return")
    (token,) = parse_qs(posted.body.decode())["JWT"]
    body = token.split(".")[1]
    items: list[dict[str, Any]] = json.loads(urlsafe_b64decode(body + "=="))[DL + "content_items"]
    assert posted.headers["content-type"] == "application/x-www-form-urlencoded"
    return items


def test_by_keyboard_from_a_fault_to_the_course(page: Page, platform: Platform) -> None:
    page.get_by_label("Points").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("12.5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Not added yet: 1 thing to put right")).to_be_visible()
    points = page.get_by_label("Points")
    expect(points).to_be_focused()
    expect(points).to_be_in_viewport()
    expect(points).to_have_value("12.5")
    expect(points).to_have_accessible_description("Must be a whole number from 1 to 100. 1 to 100")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.wait_for_url("**/return?*")
    (item,) = answered(platform)
    assert item["lineItem"]["scoreMaximum"] == 12


def test_which_attempt_counts_and_what_being_late_costs_are_chosen_by_keyboard(
    page: Page, platform: Platform
) -> None:
    page.get_by_label("Which one counts").focus()
    page.keyboard.type("Their")
    late = page.get_by_label("Each day late costs, %")
    late.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("10 %")
    page.keyboard.press("Enter")
    expect(late).to_be_focused()
    expect(late).to_have_value("10 %")
    fault, hint = (
        "Must be a whole number from 0 to 100.",
        "of what the attempt earned; 0 for nothing.",
    )
    expect(late).to_have_accessible_description(re.compile(re.escape(f"{fault} {hint}")))
    expect(page.get_by_label("Which one counts")).to_have_value("average")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    page.wait_for_url("**/return?*")
    (item,) = answered(platform)
    assert (item["custom"]["counting"], item["custom"]["late_penalty"]) == ("average", "10")


def test_a_date_means_the_browsers_own_time(page: Page, platform: Platform) -> None:
    expect(page.get_by_label("Time zone of the dates")).to_have_value("Europe/Prague")
    page.get_by_label("Due").fill("2099-07-01T12:00")
    page.get_by_role("button", name="Add to").click()
    page.wait_for_url("**/return?*")
    (item,) = answered(platform)
    assert item["custom"]["due"] == "2099-07-01T10:00:00Z"


def test_another_card_takes_the_focus_and_all_are_sent(page: Page, platform: Platform) -> None:
    page.get_by_role("button", name="Add this activity once more").press("Enter")
    expect(page.get_by_label("Title").nth(1)).to_be_focused()
    page.get_by_role("button", name="Add to").press("Enter")
    page.wait_for_url("**/return?*")
    assert len(answered(platform)) == 2


def test_settings_are_shown_for_what_is_chosen(page: Page) -> None:
    box = page.get_by_role("checkbox", name="Airflow vs Dagster")
    box.focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Points")).to_be_hidden()
    page.keyboard.press("Space")
    expect(page.get_by_label("Points")).to_be_visible()


def test_cancel_goes_back_with_nothing(page: Page, platform: Platform) -> None:
    page.get_by_role("button", name="Cancel").press("Enter")
    page.wait_for_url("**/return?*")
    assert answered(platform) == []
