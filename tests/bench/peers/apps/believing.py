"""The least that believing a launch can be: split its token, verify it once, parse its JSON."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256


def believe(token: str, key: RSAPublicKey) -> tuple[Any, Any]:
    """Return header and claims of a token; raises InvalidSignature where the key is not its."""
    signed, _, signature = token.rpartition(".")
    key.verify(in_bytes(signature), signed.encode(), PKCS1v15(), SHA256())
    header, _, claims = signed.partition(".")
    return json.loads(in_bytes(header)), json.loads(in_bytes(claims))


def in_bytes(part: str) -> bytes:
    """Return what a part of a token, or a number of a key set, is in base64."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
