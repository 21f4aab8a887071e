"""Our own keys: made when first needed, sealed in the database, parsed once, and rotated.

A new key is published before it signs, and the one before it stays published after it has
signed for the last time: platforms keep a key set for a while, and must know both.
"""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import or_, select, update

from lti_tool.models import ToolKey
from quizzes.db import Database, utcnow

LEAD = timedelta(hours=1)
"""How long a new key is published before it signs."""
OVERLAP = timedelta(days=7)
"""How long the old one stays published after that."""


def signing_key(db: Database, secret_key: str) -> tuple[str, RSAPrivateKey]:
    """Return the newest key that signs already, and its id."""
    now = utcnow()
    signing = [
        key for key in _ours(db, secret_key) if key.signs_from is None or key.signs_from <= now
    ]
    return signing[-1].kid, _parsed(signing[-1].sealed_private_key, secret_key)


def public_key_set(db: Database, secret_key: str) -> dict[str, Any]:
    """Return what platforms check our signatures with, as a JWK Set."""
    return {
        "keys": [
            _public_jwk(key.kid, _parsed(key.sealed_private_key, secret_key))
            for key in _ours(db, secret_key)
        ]
    }


def rotate(db: Database, secret_key: str, now: datetime, at_once: bool = False) -> ToolKey:
    """Make a new key in place of those that there are.

    It is published now and signs in an hour; the others stay published for a week more. At
    once, for a key that somebody may have seen: it signs now, and the others are not published
    any more.
    """
    old = _ours(db, secret_key)
    new = _new_key(secret_key)
    new.signs_from = now if at_once else now + LEAD
    until = now if at_once else new.signs_from + OVERLAP
    with db.begin() as session:
        session.add(new)
        replaced = update(ToolKey).where(ToolKey.kid.in_([key.kid for key in old]))
        earlier = or_(ToolKey.published_until.is_(None), ToolKey.published_until > until)
        session.execute(replaced.where(earlier).values(published_until=until))
    return new


def _ours(db: Database, secret_key: str) -> Sequence[ToolKey]:
    """Return our published keys, oldest first; where there is none, the first one is made."""
    published = or_(ToolKey.published_until.is_(None), ToolKey.published_until > utcnow())
    oldest_first = select(ToolKey).where(published).order_by(ToolKey.created_at, ToolKey.kid)
    with db.read() as session:
        kept = session.scalars(oldest_first).all()
    if kept:
        return kept
    with db.begin() as session:
        first = _new_key(secret_key)
        session.add(first)
    return [first]


def seal(text: str, secret_key: str) -> str:
    """Encrypt a secret for the database."""
    return _box(secret_key).encrypt(text.encode()).decode()


def unseal(sealed: str, secret_key: str) -> str:
    """Decrypt what `seal` made; raises cryptography's InvalidToken under another secret key."""
    return _box(secret_key).decrypt(sealed.encode()).decode()


def _new_key(secret_key: str) -> ToolKey:
    private = generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return ToolKey(
        kid=secrets.token_hex(8),
        sealed_private_key=seal(pem, secret_key),
        created_at=utcnow(),
    )


@lru_cache(maxsize=16)
def _parsed(sealed: str, secret_key: str) -> RSAPrivateKey:
    # Parsing checks the primes, which costs 45 ms: once per key, not once per signature.
    key = load_pem_private_key(unseal(sealed, secret_key).encode(), None)
    assert isinstance(key, RSAPrivateKey)  # noqa: S101  # _new_key makes no other kind
    return key


def _public_jwk(kid: str, key: RSAPrivateKey) -> dict[str, Any]:
    jwk = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {
        "kty": jwk["kty"],
        "n": jwk["n"],
        "e": jwk["e"],
        "kid": kid,
        "alg": "RS256",
        "use": "sig",
    }


@lru_cache(maxsize=4)
def _box(secret_key: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"lineage-lab seal").derive(
        secret_key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
