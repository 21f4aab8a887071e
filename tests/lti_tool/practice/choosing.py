"""What a tool does when content was chosen in it, for tests that play the tool."""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import Browser

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
COURSE = "/courses/DE101"
LAUNCH = f"{COURSE}/additions/launch?tool=1"
ITEM = {"type": "ltiResourceLink", "title": "Quiz", "custom": {"activity": "a-quiz"}}
COLUMN = {"label": "Quiz score", "scoreMaximum": 20, "resourceId": "a-quiz", "tag": "grade"}

Give = Callable[..., TestResponse]


def settings_of(teacher: Browser, varied: str = "") -> dict[str, Any]:
    claims = teacher.launch_at(LAUNCH + varied)
    return dict(claims[DL + "deep_linking_settings"])


def answering(app: Flask, teacher: Browser, tool: ATool) -> Give:
    """Answer a fresh request as the tool does, from a browser that sends no cookie of the LMS."""

    def answer(
        items: Any = None, varied: str = "", header: dict[str, Any] | None = None, **changed: Any
    ) -> TestResponse:
        settings = settings_of(teacher, varied)
        now = int(time.time())
        claims = {
            "iss": "practice-client",
            "aud": ["http://localhost:8000"],
            "iat": now - 5,
            "exp": now + 300,
            "nonce": secrets.token_hex(8),
            CLAIM + "deployment_id": "1",
            CLAIM + "message_type": "LtiDeepLinkingResponse",
            CLAIM + "version": "1.3.0",
            DL + "data": settings.get("data"),
            DL + "content_items": [ITEM] if items is None else items,
        } | changed
        return post(app, settings["deep_link_return_url"], tool.sign(claims, header))

    return answer


def post(app: Flask, url: str, token: str) -> TestResponse:
    parts = urlsplit(url)
    return app.test_client().post(
        f"{parts.path}?{parts.query}",
        base_url="http://localhost:8000",
        data={"JWT": token},
        headers={"Origin": "http://127.0.0.1:8001"},
    )


def newest(teacher: Browser) -> str:
    """Return the id of the last activity of the course's page."""
    return re.findall(r'data-activity="([^"]+)"', teacher.get(COURSE).text)[-1]


def count(teacher: Browser) -> int:
    return teacher.get(COURSE).text.count("<li class")
