"""Access tokens: one per registration and scope, kept sealed in the database until it expires.

A process keeps a copy in its memory, so that a score costs no look into the database.
"""

from __future__ import annotations

import math
import secrets
import threading
import time
from collections import defaultdict
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.fernet import InvalidToken
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from lti_tool.errors import AccessRefused, EdgeError, PlatformUnavailable
from lti_tool.models import AccessToken, Registration
from lti_tool.platforms import http, keys
from lti_tool.platforms.refusals import not_allowed, sentence, token_refusal, wait
from quizzes.db import Database, utcnow

A_MINUTE, LONG_AGO = timedelta(minutes=1), datetime.min.replace(tzinfo=UTC)
USUAL_SECONDS = 3600
"""How long a token serves where the platform does not say, and at most."""


@dataclass
class _Kept:
    """What this process knows of one token, and how the last request for it ended."""

    token: str = ""
    expires_at: datetime = LONG_AGO
    failure: EdgeError | None = None
    failed_at: float = -math.inf
    lock: threading.Lock = field(default_factory=threading.Lock)

    def serves(self, now: datetime) -> bool:
        """Tell whether it is good for a minute at least."""
        return self.expires_at > now + A_MINUTE


class Tokens:
    """One process's way to the tokens that all processes share."""

    def __init__(self, db: Database, secret_key: str, pooled: http.Pool) -> None:
        self._db = db
        self._secret_key = secret_key
        self._pooled = pooled
        self._kept: defaultdict[tuple[int, str], _Kept] = defaultdict(_Kept)

    def get(self, registration: Registration, scope: str) -> str:
        """Return a token that serves for a minute at least.

        Raises AccessRefused where an admin has to change something first, the LMS's or ours,
        and PlatformUnavailable for everything that may pass.
        """
        _check_not_removed(registration)
        kept, came_at = self._kept[registration.id, scope], time.monotonic()
        if kept.serves(utcnow()):
            return kept.token
        with kept.lock:  # whoever comes meanwhile waits for the one token, or the one failure
            if not (kept.serves(utcnow()) or self._read(kept, registration, scope)):
                if kept.failure and kept.failed_at > came_at:
                    raise copy(kept.failure)
                self._renew(kept, registration, scope)
            return kept.token

    def renew(self, registration: Registration, scope: str) -> None:
        """Get a new token, whatever is kept; raises as `get` does."""
        _check_not_removed(registration)
        kept = self._kept[registration.id, scope]
        with kept.lock:
            self._renew(kept, registration, scope)

    def forget(self, registration: Registration, scope: str, token: str) -> None:
        """Drop a token that the platform refused, unless it was replaced meanwhile."""
        kept = self._kept[registration.id, scope]
        with kept.lock:
            if kept.token == token:
                kept.expires_at = LONG_AGO
            if self._read(kept, registration, scope) and kept.token == token:
                kept.expires_at = LONG_AGO
                mine = delete(AccessToken).filter_by(registration_id=registration.id, scope=scope)
                with self._db.begin() as session:
                    session.execute(mine)

    def _read(self, kept: _Kept, registration: Registration, scope: str) -> bool:
        """Take over what is in the database, where that serves."""
        with self._db.read() as session:
            row = session.get(AccessToken, (registration.id, scope))
        if not row or row.expires_at <= utcnow() + A_MINUTE:
            return False
        try:
            kept.token = keys.unseal(row.sealed_token, self._secret_key)
        except InvalidToken:  # sealed with another secret key
            return False
        kept.expires_at = row.expires_at
        return True

    def _renew(self, kept: _Kept, registration: Registration, scope: str) -> None:
        try:
            token, expires_at = self._fetch(registration, scope)
        except (AccessRefused, PlatformUnavailable) as failure:
            kept.failure, kept.failed_at = failure, time.monotonic()
            raise
        sealed = keys.seal(token, self._secret_key)
        key = {"registration_id": registration.id, "scope": scope}
        # Another process may keep one at the same moment; either is good.
        with suppress(IntegrityError), self._db.begin() as session:
            session.merge(AccessToken(**key, sealed_token=sealed, expires_at=expires_at))
        kept.token, kept.expires_at, kept.failure = token, expires_at, None

    def _fetch(self, registration: Registration, scope: str) -> tuple[str, datetime]:
        asked_at = utcnow()
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self._assertion(registration, asked_at),
            "scope": scope,
        }
        answer = http.call(self._pooled, "POST", registration.token_url, form=form)
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
