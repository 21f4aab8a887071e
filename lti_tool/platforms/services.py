"""What we ask platforms for: access tokens, then scores, results and class lists.

Every call ends in one of three ways: done, PlatformUnavailable (try later) or
PlatformRefused (not before somebody changes something).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import jwt
import requests

from lti_tool.errors import PlatformRefused, PlatformUnavailable, ScoreNotNewer
from lti_tool.models import AccessToken, Registration
from lti_tool.platforms import http, keys, roles
from quizzes.db import Database, utcnow

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCORE_SCOPE = AGS + "score"
RESULT_SCOPE = AGS + "result.readonly"
ROSTER_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
ROSTER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

FINAL = frozenset({400, 404, 422})
"""Refusals that the same request would meet again."""
MOST_PAGES = 1000


@dataclass(frozen=True)
class Member:
    """Somebody in a class list; name and email are empty where the platform keeps them back."""

    subject: str
    name: str
    email: str
    is_staff: bool


@dataclass(frozen=True)
class Result:
    """What a platform has in a grade column for one person; None where there is no grade."""

    given: float | None
    maximum: float | None


class Services:
    """Calls to platforms, with one token per registration and scope."""

    def __init__(self, db: Database, secret_key: str) -> None:
        self._db = db
        self._secret_key = secret_key
        self._pooled = http.pool()

    def send_score(
        self, registration: Registration, line_item_url: str, score: dict[str, Any]
    ) -> None:
        """Post a score to a grade column."""
        url = below(line_item_url, "scores")
        headers = {"Content-Type": SCORE_TYPE}
        self._call(registration, SCORE_SCOPE, "POST", url, json=score, headers=headers)

    def read_result(
        self, registration: Registration, line_item_url: str, subject: str
    ) -> Result | None:
        """Return what the grade column shows for one person, None where it shows nobody."""
        url = below(line_item_url, "results")
        url += ("&" if urlsplit(url).query else "?") + "user_id=" + quote(subject, safe="")
        headers = {"Accept": RESULTS_TYPE}
        answer = self._call(registration, RESULT_SCOPE, "GET", url, headers=headers)
        for result in _objects(answer, None):
            if result.get("userId") == subject:
                return Result(result.get("resultScore"), result.get("resultMaximum"))
        return None

    def members(self, registration: Registration, memberships_url: str) -> Iterator[Member]:
        """Yield everybody in a class list, page after page, never leaving the platform."""
        url, headers = memberships_url, {"Accept": ROSTER_TYPE}
        for _ in range(MOST_PAGES):
            answer = self._call(registration, ROSTER_SCOPE, "GET", url, headers=headers)
            for member in _objects(answer, "members"):
                if member.get("user_id") and _is_active(member):
                    yield _member(member)
            links = requests.utils.parse_header_links(answer.headers.get("Link", ""))
            following = next((link["url"] for link in links if link.get("rel") == "next"), "")
            if not following or urlsplit(following)[:2] != urlsplit(memberships_url)[:2]:
                return
            url = following

    def _call(
        self, registration: Registration, scope: str, method: str, url: str, **options: Any
    ) -> http.Answer:
        answer = self._call_once(registration, scope, method, url, options)
        if _wants_another_token(answer):
            self._forget_token(registration, scope)
            answer = self._call_once(registration, scope, method, url, options)
        if answer.ok:
            return answer
        said = f"The LMS said: {answer.status} {_own_words(answer)}".rstrip()
        if _has_this_or_a_later_time(answer):
            raise ScoreNotNewer(said)
        raise (PlatformRefused if answer.status in FINAL else PlatformUnavailable)(said)

    def _call_once(
        self,
        registration: Registration,
        scope: str,
        method: str,
        url: str,
        options: dict[str, Any],
    ) -> http.Answer:
        token = self._token(registration, scope)
        headers = options["headers"] | {"Authorization": f"Bearer {token}"}
        return http.call(self._pooled, method, url, **(options | {"headers": headers}))

    def _token(self, registration: Registration, scope: str) -> str:
        with self._db.read() as session:
            kept = session.get(AccessToken, (registration.id, scope))
        if kept and kept.expires_at > utcnow() + timedelta(minutes=1):
            return keys.unseal(kept.sealed_token, self._secret_key)
        token, expires_at = self._fetch_token(registration, scope)
        with self._db.begin() as session:
            session.merge(
                AccessToken(
                    registration_id=registration.id,
                    scope=scope,
                    sealed_token=keys.seal(token, self._secret_key),
                    expires_at=expires_at,
                )
            )
        return token

    def _fetch_token(self, registration: Registration, scope: str) -> tuple[str, datetime]:
        asked_at = utcnow()
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self._assertion(registration, asked_at),
            "scope": scope,
        }
        answer = http.call(self._pooled, "POST", registration.token_url, data=form)
        try:
            granted = answer.json() if answer.ok else {}
            return granted["access_token"], asked_at + timedelta(seconds=int(granted["expires_in"]))
        except (KeyError, TypeError, ValueError) as error:
            raise PlatformUnavailable(
                f"The LMS gives no access token: {answer.status} {_own_words(answer)}".rstrip()
            ) from error

    def _assertion(self, registration: Registration, now: datetime) -> str:
        with self._db.begin() as session:
            kid, key = keys.signing_key(session, self._secret_key)
        claims = {
            "iss": registration.client_id,
            "sub": registration.client_id,
            "aud": registration.token_audience,
            "iat": now - timedelta(seconds=5),  # Moodle refuses a clock that is ahead of its own
            "exp": now + timedelta(minutes=5),
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})

    def _forget_token(self, registration: Registration, scope: str) -> None:
        with self._db.begin() as session:
            if kept := session.get(AccessToken, (registration.id, scope)):
                session.delete(kept)


def below(line_item_url: str, name: str) -> str:
    """Return a service of a line item; Moodle's line item URLs carry a query."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))


def _objects(answer: http.Answer, within: str | None) -> list[dict[str, Any]]:
    try:
        found = answer.json()
        found = found[within] if within else found
    except (KeyError, TypeError, ValueError) as error:
        raise PlatformUnavailable(
            "The LMS answered with something else than was asked for."
        ) from error
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _is_active(member: dict[str, Any]) -> bool:
    """Coursera writes the status in upper case; some platforms leave it out."""
    return str(member.get("status") or "Active").lower() == "active"


def _member(member: dict[str, Any]) -> Member:
    given_and_family = f"{member.get('given_name') or ''} {member.get('family_name') or ''}"
    return Member(
        subject=str(member["user_id"]),
        name=(member.get("name") or given_and_family).strip(),
        email=member.get("email") or "",
        is_staff=roles.is_staff(str(role) for role in member.get("roles") or ()),
    )


def _wants_another_token(answer: http.Answer) -> bool:
    """Open edX says 403 where others say 401; Canvas says 403 when it is asked too often."""
    too_often = b"rate limit" in answer.body.lower()
    return answer.status == 401 or (answer.status == 403 and not too_often)


def _has_this_or_a_later_time(answer: http.Answer) -> bool:
    """Open edX says 400, naming the timestamp, where Moodle says 409."""
    return answer.status == 409 or (answer.status == 400 and b"timestamp" in answer.body.lower())


def _own_words(answer: http.Answer) -> str:
    """Return what a platform says of a failure; Moodle says it in the reason phrase."""
    text = answer.body.decode("utf-8", "replace").strip()
    says_nothing = text in ("", "[]", "{}") or text.startswith("<")
    return (answer.reason if says_nothing else text)[:300]
