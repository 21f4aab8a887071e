import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from lti_tool.practice import Config, create_app
from tests.lti_tool.practice.a_tool import ATool, a_tool

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
CANVAS_SCOPES = f"{AGS}lineitem {AGS}lineitem.readonly {AGS}result.readonly {AGS}score {NRPS}"
ALL_SCOPES = f"{CANVAS_SCOPES} {GROUPS}"


@pytest.fixture(scope="session")
def tool() -> Iterator[ATool]:
    with a_tool() as tool:
        yield tool


@pytest.fixture(scope="session")
def filled(tool: ATool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data file once: a new one costs a signing key."""
    path = tmp_path_factory.mktemp("practice") / "filled.db"
    create_app(Config(8000, tool.url, path))
    return path


@pytest.fixture
def app(tool: ATool, filled: Path, tmp_path: Path) -> Flask:
    data = Path(shutil.copy(filled, tmp_path / "practice.db"))
    return create_app(Config(8000, tool.url, data))


@pytest.fixture
def browser(app: Flask) -> "Browser":
    return Browser(app)


@pytest.fixture
def service(app: Flask, tool: ATool) -> "Service":
    return Service(app, tool)


class Browser:
    """A person's browser: it acts as somebody, opens activities and follows forms."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def act_as(self, person: str) -> "Browser":
        assert self.post("/act-as", {"person": person}).status_code == 303
        return self

    def get(self, path: str, **arguments: Any) -> TestResponse:
        return self.client.get(path, base_url="http://localhost:8000", **arguments)

    def post(self, path: str, form: dict[str, str], **arguments: Any) -> TestResponse:
        return self.client.post(path, base_url="http://localhost:8000", data=form, **arguments)

    def open(self, activity: str, target: str = "iframe") -> dict[str, str]:
        """Return what the launch page sends to the tool's login address."""
        return form_in(self.get(f"/activities/{activity}/launch?in={target}"))[1]

    def launch_at(self, path: str, redirect_uri: str | None = None) -> dict[str, Any]:
        """Open a launch page and return the id_token's claims, checked against the key set."""
        login = form_in(self.get(path))[1]
        uri = redirect_uri or login["target_link_uri"]
        _, sent = form_in(self.authorize(login, redirect_uri=uri))
        keys = KeySet.import_key_set(self.get("/lti/jwks.json").get_json())
        return jwt.decode(sent["id_token"], keys, algorithms=["RS256"]).claims

    def authorize(self, login: dict[str, str], **changed: str | None) -> TestResponse:
        """Bring back what a tool asks for after `login`, changed; None leaves a parameter out."""
        asked = {
            "response_type": "id_token",
            "response_mode": "form_post",
            "scope": "openid",
            "prompt": "none",
            "client_id": login["client_id"],
            "redirect_uri": login["target_link_uri"],
            "login_hint": login["login_hint"],
            "lti_message_hint": login["lti_message_hint"],
            "nonce": "a-nonce",
            "state": "a-state",
        } | changed
        query = {name: value for name, value in asked.items() if value is not None}
        return self.get("/lti/authorize", query_string=query)

    def launch(self, activity: str, target: str = "iframe") -> dict[str, Any]:
        """Open an activity and return the id_token's claims."""
        return self.launch_at(f"/activities/{activity}/launch?in={target}")


class Service:
    """The tool's side of the services, with an access token."""

    def __init__(self, app: Flask, tool: ATool) -> None:
        self.client = app.test_client()
        self.tool = tool
        self.token = self.get_token(ALL_SCOPES)

    def get_token(self, scopes: str) -> str:
        return str(self.ask_token(self.tool.request(scopes)).get_json()["access_token"])

    def ask_token(self, form: dict[str, str]) -> TestResponse:
        return self.client.post("/lti/token", base_url="http://localhost:8000", data=form)

    def call(self, method: str, url: str, **arguments: Any) -> TestResponse:
        """Call an absolute URL with the token, as a tool does."""
        headers = {"Authorization": f"Bearer {self.token}"} | arguments.pop("headers", {})
        path = url.removeprefix("http://localhost:8000")
        return self.client.open(
            path, base_url="http://localhost:8000", method=method, headers=headers, **arguments
        )


class _Form(HTMLParser):
    action = ""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found["action"]
        elif tag == "input":
            self.fields[found["name"]] = found["value"]


def form_in(response: TestResponse) -> tuple[str, dict[str, str]]:
    """Return where the page's form goes and what it carries."""
    assert response.status_code == 200, response.text
    form = _Form()
    form.feed(response.text)
    return form.action, form.fields


class Grades(HTMLParser):
    """The gradebook's cells as a browser sees them: words by (student, activity)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: dict[tuple[str, str], dict[str, str]] = {}
        self._cell: dict[str, str] | None = None
        self._named = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "td":
            self._cell = self.cells.setdefault((found["data-student"], found["data-activity"]), {})
        elif tag in ("span", "time"):
            self._named = found.get("class", "")

    def handle_endtag(self, tag: str) -> None:
        self._cell, self._named = None if tag == "td" else self._cell, ""

    def handle_data(self, data: str) -> None:
        if self._cell is not None and data.strip():
            self._cell[self._named] = self._cell.get(self._named, "") + data


@pytest.fixture
def gradebook(app: Flask) -> Callable[..., dict[tuple[str, str], dict[str, str]]]:
    """Read the gradebook page of a course as someone."""

    def read(course: str = "DE101", person: str = "tomas") -> dict[Any, Any]:
        page = Browser(app).act_as(person).get(f"/courses/{course}/gradebook")
        return Grades(page.text).cells

    return read
