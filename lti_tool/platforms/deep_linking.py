"""Deep linking: our signed answer to a platform that asked what to put into a course."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti_tool.config import Config, browser_origin
from lti_tool.models import Selection
from lti_tool.platforms.claims import CLAIM
from lti_tool.platforms.link_settings import in_iso, to_custom
from quizzes.content.activity import Activity
from quizzes.placements import Settings

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LIFETIME = timedelta(minutes=5)
SLACK = timedelta(seconds=5)
"""How much older an answer says it is: Moodle refuses a clock that is ahead of its own."""
ICON_SIZE = 32
GRADE = "score"
"""What we tag a grade column with that comes with a link."""


@dataclass(frozen=True)
class Choice:
    """One link to be made: an activity, what the course page says of it, how it is set up."""

    activity: Activity
    title: str
    text: str
    settings: Settings


def answer(
    selection: Selection,
    choices: Sequence[Choice],
    message: str,
    key: tuple[str, RSAPrivateKey],
    config: Config,
    now: datetime,
) -> str:
    """Return the JWT that puts these links into the course that asked; none of them: cancelled.

    Args:
        message: what the platform may show to the instructor.
        key: our newest key, with its id.
    """
    registration = selection.deployment.registration
    asked = selection.request
    claims = {
        "iss": registration.client_id,
        "aud": registration.issuer,
        "iat": now - SLACK,
        "exp": now + LIFETIME,
        "nonce": secrets.token_urlsafe(24),
        CLAIM + "deployment_id": selection.deployment.deployment_id,
        CLAIM + "message_type": "LtiDeepLinkingResponse",
        CLAIM + "version": "1.3.0",
        DL + "content_items": [
            _content_item(choice, asked["accept_lineitem"], config) for choice in choices
        ],
        DL + "msg": message,
    }
    if asked["data"] is not None:
        claims[DL + "data"] = asked["data"]
    kid, private = key
    return jwt.encode(claims, private, algorithm="RS256", headers={"kid": kid})


def goes_to(return_url: str) -> str:
    """Return the origin that an answer is posted to, as a page's policy can name it."""
    found = browser_origin(return_url)
    return found if re.fullmatch(r"https?://[a-z0-9.:\[\]-]+", found) else "https:"


def _content_item(choice: Choice, accept_lineitem: bool, config: Config) -> dict[str, Any]:
    settings = choice.settings
    item: dict[str, Any] = {
        "type": "ltiResourceLink",
        "title": choice.title,
        "text": choice.text,
        "url": config.launch_url,
        "icon": {
            "url": f"{config.base_url}/static/icon.svg",
            "width": ICON_SIZE,
            "height": ICON_SIZE,
        },
        "custom": to_custom(choice.activity.key, settings),
    }
    if accept_lineitem:
        item["lineItem"] = _line_item(choice, config)
    available = _named(startDateTime=settings.opens_at, endDateTime=settings.closes_at)
    submission = _named(endDateTime=settings.due_at)
    return item | _named_parts(available=available, submission=submission)


def _line_item(choice: Choice, config: Config) -> dict[str, Any]:
    return {
        "label": choice.title,
        "scoreMaximum": int(choice.settings.points),  # Moodle makes 12.5 a column without grades
        "resourceId": choice.activity.key,
        "tag": GRADE,
        "submissionReview": {
            "reviewableStatus": ["Submitted", "Completed"],
            "label": "Open the work",
            "url": config.launch_url,
        },
    }


def _named(**dates: datetime | None) -> dict[str, str]:
    return {name: in_iso(date) for name, date in dates.items() if date}


def _named_parts(**parts: dict[str, str]) -> dict[str, dict[str, str]]:
    return {name: part for name, part in parts.items() if part}
