"""Access tokens: one per registration and scope, kept sealed in the database until it expires."""

from __future__ import annotations

import secrets
import threading
from collections import defaultdict
from contextlib import suppress
from datetime import datetime, timedelta

import jwt
import requests
from cryptography.fernet import InvalidToken
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from lti_tool.errors import AccessRefused, PlatformUnavailable
from lti_tool.models import AccessToken, Registration
from lti_tool.platforms import http, keys
from lti_tool.platforms.refusals import not_allowed, sentence, token_refusal, wait
from quizzes.db import Database, utcnow

USUAL_SECONDS = 3600
"""How long a token serves where the platform does not say, and at most."""


class Tokens:
    """One process's way to the tokens that all processes share."""

    def __init__(self, db: Database, secret_key: str, pooled: requests.Session) -> None:
        self._db = db
        self._secret_key = secret_key
        self._pooled = pooled
        self._locks: defaultdict[tuple[int, str], threading.Lock] = defaultdict(threading.Lock)

    def get(self, registration: Registration, scope: str) -> str:
        """Return a token that serves for a minute at least.

        Raises AccessRefused where an admin has to change something first, the LMS's or ours,
        and PlatformUnavailable for everything that may pass.
        """
        _check_not_removed(registration)
        with self._locks[registration.id, scope]:  # whoever comes meanwhile waits for the one token
            return self._kept(registration, scope) or self._new(registration, scope)

    def renew(self, registration: Registration, scope: str) -> None:
        """Get a new token, whatever is kept; raises as `get` does."""
        _check_not_removed(registration)
        with self._locks[registration.id, scope]:
            self._new(registration, scope)

    def forget(self, registration: Registration, scope: str, token: str) -> None:
        """Drop a token that the platform refused, unless it was replaced meanwhile."""
        with self._locks[registration.id, scope]:
            if self._kept(registration, scope) == token:
                mine = delete(AccessToken).filter_by(registration_id=registration.id, scope=scope)
                with self._db.begin() as session:
                    session.execute(mine)

    def _kept(self, registration: Registration, scope: str) -> str | None:
        with self._db.read() as session:
            kept = session.get(AccessToken, (registration.id, scope))
        if not kept or kept.expires_at <= utcnow() + timedelta(minutes=1):
            return None
        try:
            return keys.unseal(kept.sealed_token, self._secret_key)
        except InvalidToken:  # sealed with another secret key
            return None

    def _new(self, registration: Registration, scope: str) -> str:
        token, expires_at = self._fetch(registration, scope)
        sealed = keys.seal(token, self._secret_key)
        key = {"registration_id": registration.id, "scope": scope}
        # Another process may keep one at the same moment; either is good.
        with suppress(IntegrityError), self._db.begin() as session:
            session.merge(AccessToken(**key, sealed_token=sealed, expires_at=expires_at))
        return token

    def _fetch(self, registration: Registration, scope: str) -> tuple[str, datetime]:
        asked_at = utcnow()
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self._assertion(registration, asked_at),
            "scope": scope,
        }
        answer = http.call(self._pooled, "POST", registration.token_url, data=form)
        if not answer.ok:
            said = f"The LMS gives no access token: {answer.status} {answer.own_words()}"
            later = PlatformUnavailable(sentence(said), wait(answer))
            raise token_refusal(answer, scope, registration.client_id) or later
        token, seconds = _granted(answer, scope)
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


def _check_not_removed(registration: Registration) -> None:
    if registration.is_removed:
        raise AccessRefused(
            "This LMS was removed from Lineage Lab, which sends nothing to it any more."
        )


def _granted(answer: http.Answer, scope: str) -> tuple[str, int]:
    """Return an access token and for how many seconds it serves; saying that is optional."""
    try:
        granted = answer.json()
        token = granted["access_token"]
        seconds = int(granted.get("expires_in") or USUAL_SECONDS)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise PlatformUnavailable("The LMS gives no access token.") from error
    if not (isinstance(token, str) and token.isascii() and token.isprintable() and token):
        raise PlatformUnavailable("The LMS gives no access token.")
    # OAuth lets a platform say nothing of the scope where it grants all that was asked for.
    said = granted.get("scope")
    if isinstance(said, str) and said and scope not in said.split():
        raise not_allowed(scope, "the scope was not granted")
    return token, max(0, min(seconds, USUAL_SECONDS))
