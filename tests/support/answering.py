"""An administrator of an LMS in tests: a data privacy launch, and the way in behind its button."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.support.forms import Page
from tests.support.launching import AGS, CLAIM, NRPS, Client, claims
from tests.support.platform import Platform

ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"


def by_administrator(platform: Platform, about: str = "", **changes: Any) -> dict[str, Any]:
    """Return the claims of an administrator's good data privacy launch."""
    message = {
        "sub": "administrator-1",
        "name": "Barbara Liskov",
        "email": None,
        CLAIM + "message_type": "DataPrivacyLaunchRequest",
        CLAIM + "roles": [ADMINISTRATOR],
        CLAIM + "context": None,
        CLAIM + "resource_link": None,
        CLAIM + "for_user": {"user_id": about} if about else None,
        AGS + "claim/endpoint": None,
        NRPS: None,
    }
    return claims(platform, **(message | changes))


def ticket(answer: TestResponse) -> str:
    """Return what the button on the launch's page brings along."""
    assert answer.status_code == 200, answer.text
    (found,) = Page("", answer.status_code, answer.text).form("ticket").values("ticket")
    return found


def enter(client: Client, answer: TestResponse) -> str:
    """Press that button; returns the path of the page behind it."""
    entered = client.post("/data-privacy/enter", {"ticket": ticket(answer)})
    assert entered.status_code == 303, entered.text
    return str(entered.location)
