"""Launching the tool in tests as a platform and a browser do, through Flask's test client."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.answers import right_answers
from tests.support.forms import Page
from tests.support.platform import Platform

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
TOOL = "http://127.0.0.1:8001"
CLIENT_ID = "client-1"
DEPLOYMENT = "1"
SECRET = "a secret key that only the tests know, long enough"


def claims(platform: Platform, **changes: Any) -> dict[str, Any]:
    """Return the claims of a student's good launch; a change to None takes a claim away."""
    now = int(time.time())
    good = {
        "iss": platform.issuer,
        "aud": CLIENT_ID,
        "sub": "student-1",
        "iat": now,
        "exp": now + 60,
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": DEPLOYMENT,
        CLAIM + "target_link_uri": TOOL + "/lti/launch",
        CLAIM + "roles": [MEMBERSHIP + "Learner"],
        CLAIM + "context": {"id": "course-1", "title": "Data Engineering 101"},
        CLAIM + "resource_link": {"id": "link-1", "title": "Tasks vs assets"},
        AGS + "claim/endpoint": {
            "scope": [AGS + "scope/score", AGS + "scope/result.readonly"],
            "lineitem": platform.url("/items/1?type_id=1"),
            "lineitems": platform.url("/items?type_id=1"),
        },
        NRPS: {"context_memberships_url": platform.url("/members"), "service_versions": ["2.0"]},
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def instructor(platform: Platform, **changes: Any) -> dict[str, Any]:
    """Return the claims of an instructor's good launch."""
    roles = {CLAIM + "roles": [MEMBERSHIP + "Instructor"]}
    return claims(platform, **({"sub": "teacher-1", "name": "Grace Hopper"} | roles | changes))


def with_groups(platform: Platform) -> dict[str, Any]:
    """Return what a launch says besides, where the platform offers groups."""
    service = {
        "scope": [GROUPS + "scope/contextgroup.readonly"],
        "context_groups_url": platform.url("/groups"),
        "service_versions": ["1.0"],
    }
    return {GROUPS + "claim/groupsservice": service}


def registration(platform: Platform) -> dict[str, str]:
    """Return what an admin would copy from the platform."""
    return {
        "issuer": platform.issuer,
        "client_id": CLIENT_ID,
        "login_url": platform.url("/auth"),
        "token_url": platform.url("/token"),
        "keys_url": platform.url("/jwks"),
        "deployment": DEPLOYMENT,
    }


@dataclass
class Client:
    """Somebody's way to the tool in this process; `keeps_cookies` False drops all cookies."""

    app: Flask
    keeps_cookies: bool = True
    flask: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.flask = self.app.test_client(use_cookies=self.keeps_cookies)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.flask._cookies.values()}

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.flask.get(path, base_url=TOOL, **options)

    def page(self, path: str) -> Page:
        """Get a page, to be read as a person reads it."""
        answer = self.get(path)
        return Page(path, answer.status_code, answer.text)

    def post(self, path: str, data: Any = None, **options: Any) -> TestResponse:
        """Post a form of the tool's own page."""
        headers = {"Origin": TOOL} | options.pop("headers", {})
        return self.flask.post(path, base_url=TOOL, data=data, headers=headers, **options)

    def log_in(self, platform: Platform, **sent: str) -> tuple[str, str]:
        """Begin a login; returns the state and the nonce that the platform gets."""
        answer = self.get(
            "/lti/login",
            query_string={
                "iss": platform.issuer,
                "login_hint": "somebody",
                "target_link_uri": TOOL + "/lti/launch",
                "client_id": CLIENT_ID,
            }
            | sent,
        )
        assert answer.status_code == 302, answer.text
        asked = parse_qs(urlsplit(answer.location).query)
        return asked["state"][0], asked["nonce"][0]

    def launch(self, platform: Platform, launched: dict[str, Any], **header: Any) -> TestResponse:
        """Log in and launch with these claims; the login's nonce is put in where none stands."""
        state, nonce = self.log_in(platform)
        id_token = platform.sign({"nonce": nonce} | launched, **header)
        return self.post_launch(state, id_token)

    def post_launch(self, state: str, id_token: str) -> TestResponse:
        """Post a launch as the platform's page does."""
        return self.post(
            "/lti/launch",
            {"state": state, "id_token": id_token},
            headers={"Origin": "http://lms.example"},
        )

    def open(self, platform: Platform, launched: dict[str, Any] | None = None) -> str:
        """Launch and follow to the first page; returns the page's path."""
        answer = self.launch(platform, launched or claims(platform))
        assert answer.status_code == 303, answer.text
        answer = self.get(answer.location)
        assert answer.status_code == 303, answer.text
        return answer.location


def begin(client: Client, path: str) -> str:
    """Begin an attempt; returns its page's path."""
    answer = client.post(path + "attempts")
    assert answer.status_code == 303, answer.text
    return answer.location


MEANT = {"left.open": "meant"}
"""What the button sends that submits, or checks, what is not all answered."""


def submit_right(client: Client, path: str) -> str:
    """Begin an attempt, answer all of it rightly, submit; returns the result's path."""
    attempt = begin(client, path)
    right = right_answers(client.app.extensions["database"], attempt)
    answer = client.post(f"{attempt}/submission", right)
    assert answer.status_code == 303, answer.text
    return answer.location


def read_everything(client: Client, path: str) -> None:
    """Mark every section as read and write something to every prompt."""
    for form in client.page(path).forms:
        if form.action.endswith("/read"):
            client.post(form.action)
        elif "/reflections/" in form.action:
            client.post(form.action, {"text": "word " * 40})
