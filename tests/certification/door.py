"""A tool's door: where a launch is taken to, ours or that of pylti1p3 alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.certification.exchange import Change, Exchange
from tests.support.launching import CLIENT_ID, TOOL
from tests.support.platform import Platform

LOGIN = {"login_hint": "somebody", "target_link_uri": TOOL + "/lti/launch", "client_id": CLIENT_ID}


@dataclass(frozen=True)
class Door:
    """A tool in this process.

    Attributes:
        base_url: how browsers reach it; pylti1p3 keeps no session of its own without https.
    """

    app: Flask
    platform: Platform
    base_url: str = TOOL

    def log_in(self, changed: dict[str, str | None]) -> tuple[FlaskClient, TestResponse]:
        """Announce a launch as the platform does; a change to None takes a part away."""
        browser = self.app.test_client()
        parts = {"iss": self.platform.issuer} | LOGIN | changed
        given = {name: value for name, value in parts.items() if value is not None}
        return browser, browser.post("/lti/login", data=given, base_url=self.base_url)

    def prepare(self, claims: dict[str, Any], change: Change) -> Prepared:
        """Log in and make a launch of these claims after the change, all but its last post."""
        browser, answer = self.log_in({})
        assert answer.status_code == 302, answer.text
        asked = parse_qs(urlsplit(answer.location).query)
        launch = Exchange(claims | {"nonce": asked["nonce"][0]}, asked["state"][0])
        change(launch)
        if launch.cookies == "lost":
            browser = self.app.test_client()
        if launch.cookies == "another's":
            for cookie in list(browser._cookies.values()):
                browser.set_cookie(cookie.key, "another's", domain="127.0.0.1", path=cookie.path)
        prepared = Prepared(browser, launch, self.base_url, launch.token())
        for _ in range(launch.posts - 1):
            prepared.post()
        return prepared

    def launch(self, claims: dict[str, Any], change: Change) -> TestResponse:
        """Launch with these claims after the change."""
        return self.prepare(claims, change).post()


@dataclass(frozen=True)
class Prepared:
    """A launch that only has to be posted."""

    browser: FlaskClient
    launch: Exchange
    base_url: str
    id_token: str

    def post(self) -> TestResponse:
        """Post it as the platform's page does."""
        form = {"state": self.launch.state, "id_token": self.id_token}
        given = {name: value for name, value in form.items() if value}
        headers = {"Origin": "https://lms.example"}
        return self.browser.post("/lti/launch", data=given, headers=headers, base_url=self.base_url)
