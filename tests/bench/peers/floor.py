"""The least that believing a launch can cost: splitting, one RSA verification, and JSON."""

from __future__ import annotations

import time
from statistics import median

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tests.bench.peers.apps.believing import believe
from tests.bench.peers.tokens import id_token
from tests.support.platform import KEY, Platform


def floor(platform: Platform, times: int = 200, rounds: int = 5) -> float:
    """Return the CPU seconds of one id_token in this process: the median of some rounds."""
    token, key = id_token(platform, 0, "n" * 32, "http://127.0.0.1/lti/launch"), KEY.public_key()
    return median(_round(token, key, times) for _ in range(rounds))


def _round(token: str, key: RSAPublicKey, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        believe(token, key)
    return (time.process_time() - began) / times
