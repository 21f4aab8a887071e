"""Which check a launch came to, by the reason that is logged, in the order of the checks."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from tests.fuzz.wire import Said

STAGES = (
    ("error in place of a launch", "the platform answered"),
    ("form", "no id_token or no state"),
    ("state", "the state |the registration is gone"),
    (
        "form of the id_token",
        "the id_token|Invalid id_token|Invalid JWT format|claims with no characters",
    ),
    ("issuer", '"iss" is empty|Registration not found'),
    ("audience and azp", "aud |azp "),
    ("algorithm and key id", "alg |crit |the platform has no key"),
    ("signature", "the signature is not"),
    ("claims that must be there", "no (aud|exp|iat|iss|nonce|sub)$|(iss|sub|nonce|jti) is no text"),
    ("nonce", "the nonce is not that"),
    ("times", "issued at|expired at|(iat|nbf) is in the future|(exp|iat|nbf) is no number"),
    ("target", "target_link_uri"),
    ("message type", "unknown message"),
    ("shape of the claims", "claims of the wrong shape"),
    ("what the message asks for", "accept_types|a data privacy launch from"),
    ("addresses", "no https address"),
    ("deployment", "unknown deployment"),
    ("pylti1p3's rules", "Incorrect version|Must |Missing |A Lti|For user|Grade services"),
    ("used nonce", "the nonce was used before"),
    ("role", "deep linking by|a learner asks|a data privacy launch by"),
    ("activity", "no activity"),
)
LET_IN = "let in"
NAMES = (*(name for name, _ in STAGES), LET_IN)


def of_launch(records: Iterable[logging.LogRecord], said: Said) -> str:
    """Say at which check a launch ended."""
    for record in records:
        if record.msg.startswith("refused") and isinstance(record.args, tuple):
            reason = str(record.args[3])
            for name, pattern in STAGES:
                if re.match(pattern, reason):
                    return name
            return f"not on the list: {reason[:40]}"
    return LET_IN if said.lets_in else f"no launch ({said.status})"


def of_request(records: Iterable[logging.LogRecord], said: Said) -> str:
    """Say how any other request ended: by which of our errors, or with which status."""
    for record in records:
        if record.msg.startswith("refused") and isinstance(record.args, tuple):
            return str(record.args[2])
    return f"answered ({said.status})"
