"""Our own keys: made when first needed, sealed in the database, parsed once."""

import base64
import json
import secrets
from collections.abc import Sequence
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
from sqlalchemy import select

from lti_tool.models import ToolKey
from quizzes.db import Database, utcnow


def signing_key(db: Database, secret_key: str) -> tuple[str, RSAPrivateKey]:
    """Return the newest key and its id."""
    newest = _ours(db, secret_key)[-1]
    return newest.kid, _parsed(newest.sealed_private_key, secret_key)


def public_key_set(db: Database, secret_key: str) -> dict[str, Any]:
    """Return what platforms check our signatures with, as a JWK Set."""
    return {
        "keys": [
            _public_jwk(key.kid, _parsed(key.sealed_private_key, secret_key))
            for key in _ours(db, secret_key)
        ]
    }


def _ours(db: Database, secret_key: str) -> Sequence[ToolKey]:
    """Return our keys, oldest first; where there is none, the first one is made."""
    with db.read() as session:
        kept = session.scalars(select(ToolKey).order_by(ToolKey.created_at, ToolKey.kid)).all()
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
