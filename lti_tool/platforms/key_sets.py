"""The platforms' public keys: fetched once, kept as objects, fetched again for an unknown id."""

import threading
import time
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from lti_tool.errors import PlatformUnavailable
from lti_tool.platforms import http

KEPT_SECONDS = 3600
SECONDS_BETWEEN_FETCHES = 10
"""A key id that nobody knows must not make us hammer a platform."""
SECONDS_AFTER_A_FAILURE = 2
"""Whoever waited for a fetch that failed hears of that failure, and does not wait for another."""
SECONDS_WITH_OLD_KEYS = 60
"""How long keys that are known serve on without another try, once one has failed."""


@dataclass
class _KeySet:
    keys: dict[str, RSAPublicKey] = field(default_factory=dict)
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")
    failure: PlatformUnavailable | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def has_fresh(self, kid: str) -> bool:
        return kid in self.keys and time.monotonic() - self.fetched_at < KEPT_SECONDS

    def may_be_fetched(self, kid: str) -> bool:
        wait = SECONDS_BETWEEN_FETCHES
        if self.failure:
            wait = SECONDS_WITH_OLD_KEYS if kid in self.keys else SECONDS_AFTER_A_FAILURE
        return time.monotonic() - self.tried_at >= wait


class KeySets:
    """One process's store of key sets, by their URL."""

    def __init__(self, pooled: http.Pool) -> None:
        self._pooled = pooled
        self._sets: dict[str, _KeySet] = {}

    def find(self, url: str, kid: str) -> RSAPublicKey | None:
        """Return the key, or None if the platform has none of this id.

        Raises PlatformUnavailable where that cannot be told, since no key set could be had.
        """
        kept = self._sets.setdefault(url, _KeySet())
        # Whoever comes meanwhile waits for the one fetch, unless the key is known from before:
        # the last good keys serve on while a platform is down, or silent.
        if not kept.has_fresh(kid) and kept.lock.acquire(blocking=kid not in kept.keys):
            try:
                if not kept.has_fresh(kid) and kept.may_be_fetched(kid):
                    self._refresh(url, kept)
            finally:
                kept.lock.release()
        if kept.failure and kid not in kept.keys:
            raise PlatformUnavailable(str(kept.failure)) from kept.failure
        return kept.keys.get(kid)

    def _refresh(self, url: str, kept: _KeySet) -> None:
        try:
            kept.keys, kept.fetched_at, kept.failure = self._fetch(url), time.monotonic(), None
        except PlatformUnavailable as failure:
            kept.failure = failure
        kept.tried_at = time.monotonic()

    def _fetch(self, url: str) -> dict[str, RSAPublicKey]:
        return usable_keys(http.call(self._pooled, "GET", url), url)


def usable_keys(answer: http.Answer, url: str) -> dict[str, RSAPublicKey]:
    """Return the keys that launches may be signed with, by id; raises PlatformUnavailable."""
    try:
        keys = PyJWKSet.from_dict(answer.json()).keys if answer.ok else []
        usable = {jwk.key_id: jwk.key for jwk in keys if jwk.key_id and _signs_with_rsa(jwk)}
    except (ValueError, TypeError, AttributeError, PyJWTError) as error:
        raise PlatformUnavailable(f"Your LMS has no key set at {url}.") from error
    if not usable:
        raise PlatformUnavailable(f"Your LMS has no RSA key with an id at {url}.")
    return usable


def _signs_with_rsa(jwk: PyJWK) -> bool:
    return isinstance(jwk.key, RSAPublicKey) and jwk.public_key_use in (None, "sig")
