"""Tokens as anybody might write them: any header, any payload, any key, or none at all.

Libraries refuse to make what a tool must refuse to take.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}


def compact(header: dict[str, Any], claims: Any, key: RSAPrivateKey | bytes) -> str:
    """Return a JWT, signed as its header says: RS*, PS*, HS256 or "none"."""
    signed = f"{encoded(json.dumps(header))}.{encoded(json.dumps(claims))}"
    return f"{signed}.{encoded(signature(header.get('alg'), signed.encode(), key))}"


def signature(algorithm: Any, signed: bytes, key: RSAPrivateKey | bytes) -> bytes:
    """Sign by an algorithm; whatever is none of those known is signed as RS256."""
    if algorithm in (None, "none"):
        return b""
    if isinstance(key, bytes):
        return hmac.new(key, signed, hashlib.sha256).digest()
    digest = HASHES.get(str(algorithm)[2:], hashes.SHA256)()
    padding = PSS(MGF1(digest), digest.digest_size) if str(algorithm)[0] == "P" else PKCS1v15()
    return key.sign(signed, padding, digest)


def encoded(part: str | bytes) -> str:
    """Write bytes as JWTs do."""
    part = part.encode() if isinstance(part, str) else part
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def public_pem(key: RSAPrivateKey) -> bytes:
    """Return the public half, which everybody knows: no secret to sign by."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
