"""What we ask platforms for: access tokens, then scores, results and class lists.

Every call ends in one of three ways: done, PlatformUnavailable (try later) or
PlatformRefused (not before somebody changes something).
"""

from __future__ import annotations

import secrets
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import jwt
import requests
from cryptography.fernet import InvalidToken
from sqlalchemy.exc import IntegrityError

from lti_tool.errors import PlatformRefused, PlatformUnavailable, ScoreNotNewer
from lti_tool.models import AccessToken, Registration
from lti_tool.platforms import http, keys
from lti_tool.platforms.members import Member, read_member
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
USUAL_SECONDS = 3600
"""How long a token serves where the platform does not say, and at most."""


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
        self._locks: defaultdict[tuple[int, str], threading.Lock] = defaultdict(threading.Lock)

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
                return Result(
                    _number(result.get("resultScore")), _number(result.get("resultMaximum"))
                )
        return None

    def members(self, registration: Registration, memberships_url: str) -> Iterator[Member]:
        """Yield everybody in a class list, page after page.

        Raises PlatformUnavailable for a list that cannot be followed to its end.
        """
        url, headers, seen = memberships_url, {"Accept": ROSTER_TYPE}, set[str]()
        while url:
            seen.add(url)
            answer = self._call(registration, ROSTER_SCOPE, "GET", url, headers=headers)
            for member in _objects(answer, "members"):
                if read := read_member(member):
                    yield read
            url = _next_page(answer, url)
            if url in seen or (url and urlsplit(url)[:2] != urlsplit(memberships_url)[:2]):
                raise PlatformUnavailable("The LMS's class list leads nowhere.")

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
        with self._locks[registration.id, scope]:  # whoever comes meanwhile waits for the one token
            return self._kept_token(registration, scope) or self._new_token(registration, scope)

    def _kept_token(self, registration: Registration, scope: str) -> str | None:
        with self._db.read() as session:
            kept = session.get(AccessToken, (registration.id, scope))
        if not kept or kept.expires_at <= utcnow() + timedelta(minutes=1):
            return None
        try:
            return keys.unseal(kept.sealed_token, self._secret_key)
        except InvalidToken:  # sealed with another secret key
            return None

    def _new_token(self, registration: Registration, scope: str) -> str:
        token, expires_at = self._fetch_token(registration, scope)
        sealed = keys.seal(token, self._secret_key)
        key = {"registration_id": registration.id, "scope": scope}
        # Another process may keep one at the same moment; either is good.
        with suppress(IntegrityError), self._db.begin() as session:
            session.merge(AccessToken(**key, sealed_token=sealed, expires_at=expires_at))
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
        if not answer.ok:
            said = f"{answer.status} {_own_words(answer)}".rstrip()
            raise PlatformUnavailable(f"The LMS gives no access token: {said}")
        token, seconds = _granted(answer)
        return token, asked_at + timedelta(seconds=seconds)

    def _assertion(self, registration: Registration, now: datetime) -> str:
        kid, key = keys.signing_key(self._db, self._secret_key)
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


def _granted(answer: http.Answer) -> tuple[str, int]:
    """Return an access token and for how many seconds it serves; saying that is optional."""
    try:
        granted = answer.json()
        token = granted["access_token"]
        seconds = int(granted.get("expires_in") or USUAL_SECONDS)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise PlatformUnavailable("The LMS gives no access token.") from error
    if not isinstance(token, str) or not token:
        raise PlatformUnavailable("The LMS gives no access token.")
    return token, max(0, min(seconds, USUAL_SECONDS))


def _next_page(answer: http.Answer, url: str) -> str:
    for link in requests.utils.parse_header_links(answer.headers.get("Link", "")):
        if link.get("rel", "").casefold() == "next":
            return urljoin(url, link["url"])
    return ""


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


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
