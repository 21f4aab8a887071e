"""What is kept of a secret that a browser, a link or a platform brings back."""

import hashlib


def hashed(secret: str) -> str:
    """Return its SHA-256: whoever reads the database cannot bring the secret itself."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
