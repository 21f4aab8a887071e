"""One launch as it goes over the wire; a case of the list changes one thing of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.support.launching import AGS, CLAIM, MEMBERSHIP, NRPS, claims, instructor
from tests.support.platform import KEY, KID, Platform
from tests.support.tokens import compact

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
FOR_USER = CLAIM + "for_user"
LINK, DEEP, REVIEW = "resource link", "deep linking", "submission review"
PRIVACY = "data privacy"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"


def of_a_resource_link(platform: Platform, **changes: Any) -> dict[str, Any]:
    """A student opens an activity."""
    return claims(platform, **changes)


def of_deep_linking(platform: Platform, **changes: Any) -> dict[str, Any]:
    """A teacher chooses what to put into a course."""
    message = {
        CLAIM + "message_type": "LtiDeepLinkingRequest",
        CLAIM + "resource_link": None,
        AGS + "claim/endpoint": None,
        DEEP_LINKING: {
            "deep_link_return_url": platform.url("/deep_links"),
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "accept_multiple": True,
            "data": "to be sent back as it is",
        },
    }
    return instructor(platform, **(message | changes))


def of_a_submission_review(platform: Platform, **changes: Any) -> dict[str, Any]:
    """A teacher opens a student's work from the gradebook."""
    message = {
        CLAIM + "message_type": "LtiSubmissionReviewRequest",
        FOR_USER: {"user_id": "student-1", "name": "Ada Lovelace"},
    }
    return instructor(platform, **(message | changes))


def of_data_privacy(platform: Platform, **changes: Any) -> dict[str, Any]:
    """An administrator of the LMS answers what a student asks about their data."""
    message = {
        CLAIM + "message_type": "DataPrivacyLaunchRequest",
        CLAIM + "roles": [INSTITUTION + "Administrator"],
        CLAIM + "context": None,
        CLAIM + "resource_link": None,
        AGS + "claim/endpoint": None,
        NRPS: None,
        FOR_USER: {"user_id": "student-1", "name": "Ada Lovelace"},
        "sub": "administrator-1",
        "name": "Barbara Liskov",
    }
    return claims(platform, **(message | changes))


MESSAGES: dict[str, Callable[..., dict[str, Any]]] = {
    LINK: of_a_resource_link,
    DEEP: of_deep_linking,
    REVIEW: of_a_submission_review,
    PRIVACY: of_data_privacy,
}


@dataclass
class Exchange:
    """A launch before it is sent, good as it stands.

    Attributes:
        claims: with the nonce of a login that has begun.
        state: what that login gave the platform to send back.
        cookies: whether those of the login come "back", are "lost", or are "another's".
        after_signing: claims to put in the place of those that were signed.
        id_token: what is sent instead of a token of these claims.
        posts: how often the same launch is sent; what the last one meets counts.
    """

    claims: dict[str, Any]
    state: str
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": KID})
    key: RSAPrivateKey | bytes = KEY
    now: int = field(default_factory=lambda: int(time.time()))
    cookies: str = "back"
    after_signing: dict[str, Any] = field(default_factory=dict)
    id_token: str | None = None
    posts: int = 1

    def token(self) -> str:
        """Return what is posted as id_token."""
        if self.id_token is not None:
            return self.id_token
        header, payload, signature = compact(self.header, self.claims, self.key).split(".")
        if self.after_signing:
            changed = self.claims | self.after_signing
            payload = compact(self.header, changed, self.key).split(".")[1]
        return f"{header}.{payload}.{signature}"


Change = Callable[[Exchange], None]


def as_it_stands(_: Exchange) -> None:
    """Change nothing."""


def put(**claims: Any) -> Change:
    """Give claims of a JWT or of LTI other values, written by their short names."""
    return put_all({_long(name): value for name, value in claims.items()})


def put_all(claims: dict[str, Any]) -> Change:
    """Give claims other values, written by their long names."""
    return lambda launch: launch.claims.update(claims)


def without(*names: str) -> Change:
    """Leave claims out."""

    def change(launch: Exchange) -> None:
        for name in names:
            launch.claims.pop(_long(name), None)

    return change


def in_seconds(**claims: int) -> Change:
    """Give claims a time so many seconds from now."""
    return lambda launch: launch.claims.update(
        {name: launch.now + seconds for name, seconds in claims.items()}
    )


def sent(**parts: Any) -> Change:
    """Change how the launch is sent, not what it claims."""

    def change(launch: Exchange) -> None:
        for name, value in parts.items():
            setattr(launch, name, value)

    return change


def header(key: RSAPrivateKey | bytes = KEY, **parts: Any) -> Change:
    """Write another header, and sign by this key; None takes a part away."""

    def change(launch: Exchange) -> None:
        changed = launch.header | parts
        launch.header = {name: value for name, value in changed.items() if value is not None}
        launch.key = key

    return change


def roles(*short: str) -> Change:
    """Be this in the course, by names of LTI's membership vocabulary."""
    return put(roles=[MEMBERSHIP + name for name in short])


JWT_NAMES = frozenset(
    {"iss", "aud", "azp", "sub", "exp", "iat", "nbf", "nonce", "name", "given_name", "family_name"}
    | {"email", "middle_name"}
)


def _long(name: str) -> str:
    return name if name in JWT_NAMES or ":" in name else CLAIM + name
