"""Choosing activities in tests as an instructor does: deep linking through Flask's test client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jwt
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.support.forms import Page
from tests.support.launching import CLAIM, CLIENT_ID, Client, instructor
from tests.support.platform import Platform

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


def asking(platform: Platform, **settings: Any) -> dict[str, Any]:
    """Return the claims of a request for links; a setting of None is not sent."""
    usual = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": True,
        "deep_link_return_url": platform.url("/return?course=2&sesskey=x"),
    }
    sent = {name: value for name, value in (usual | settings).items() if value is not None}
    return instructor(platform) | {
        CLAIM + "message_type": "LtiDeepLinkingRequest",
        CLAIM + "resource_link": None,
        DL + "deep_linking_settings": sent,
    }


def open_picker(client: Client, platform: Platform, **settings: Any) -> Page:
    """Launch to choose activities; returns the picker's page."""
    claims = asking(platform, **settings)
    del claims[CLAIM + "resource_link"]
    answer = client.launch(platform, claims)
    assert answer.status_code == 303, answer.text
    return client.page(answer.location)


def send(
    client: Client,
    picker: Page,
    answers: Mapping[str, str | Sequence[str]] | None = None,
    button: str = "add",
) -> TestResponse:
    """Fill the picker in and press a button."""
    form = picker.form("zone")
    return client.post(form.action, MultiDict(form.sends(answers or {}, button)))


def signed(client: Client, platform: Platform, answer: TestResponse) -> dict[str, Any]:
    """Return what the answer page posts to the platform, believed as a platform does."""
    form = Page("", answer.status_code, answer.text).form("JWT")
    (token,) = form.values("JWT")
    keys = jwt.PyJWKSet.from_dict(client.get("/lti/jwks.json").get_json())
    believed: dict[str, Any] = jwt.decode(
        token,
        keys[jwt.get_unverified_header(token)["kid"]].key,
        algorithms=["RS256"],
        audience=platform.issuer,
        issuer=CLIENT_ID,
        options={"require": ["iss", "aud", "iat", "exp", "nonce"]},
    )
    return believed


def items(client: Client, platform: Platform, answer: TestResponse) -> list[dict[str, Any]]:
    """Return the links of an answer."""
    found: list[dict[str, Any]] = signed(client, platform, answer)[DL + "content_items"]
    return found
