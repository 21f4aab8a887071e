"""Who signed a launch, when, and whether it comes once, to the browser that asked for it."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from tests.certification.exchange import header, in_seconds, put, sent, without
from tests.certification.refused.case import NOT_COMPLETE, Refused
from tests.certification.refused.claims import NO_CHARACTERS
from tests.support.platform import KEY, KID
from tests.support.tokens import public_pem

ANOTHER_KEY = generate_private_key(public_exponent=65537, key_size=2048)

SIGNATURES = [
    Refused(
        "signed by another key under the platform's key id",
        header(ANOTHER_KEY),
        "the signature is not the platform's",
    ),
    Refused(
        "brings its own key in the header",
        header(ANOTHER_KEY, jwk={"kty": "RSA", "kid": KID, "n": "x", "e": "AQAB"}),
        "the signature is not the platform's",
    ),
    Refused(
        "changed after signing",
        sent(after_signing={"sub": "somebody-else"}),
        "the signature is not the platform's",
    ),
    Refused("not signed at all: alg none", header(alg="none"), f"alg 'none', kid {KID!r}"),
    Refused("no alg", header(alg=None), f"alg None, kid {KID!r}"),
    Refused(
        "HS256 with the platform's public key as the secret",
        header(public_pem(KEY), alg="HS256"),
        f"alg 'HS256', kid {KID!r}",
    ),
    Refused("HS256 with some secret", header(b"s" * 32, alg="HS256"), f"alg 'HS256', kid {KID!r}"),
    Refused("RS384", header(alg="RS384"), f"alg 'RS384', kid {KID!r}"),
    Refused("RS512", header(alg="RS512"), f"alg 'RS512', kid {KID!r}"),
    Refused("PS256", header(alg="PS256"), f"alg 'PS256', kid {KID!r}"),
    Refused(
        "an extension that must be understood",
        header(crit=["exp"]),
        "crit ['exp'] is not understood",
    ),
    Refused("a key id that is a number", header(kid=1), "alg 'RS256', kid 1"),
]

TIMES = [
    Refused("no exp", without("exp"), "no exp"),
    Refused("no iat", without("iat"), "no iat"),
    Refused(
        "expired more than 5 minutes ago",
        in_seconds(exp=-310),
        "expired at %(exp)s",
    ),
    Refused(
        "issued more than 5 minutes from now",
        in_seconds(iat=310, exp=370),
        "iat is in the future: %(iat)s",
    ),
    Refused(
        "not valid before more than 5 minutes from now",
        in_seconds(nbf=310),
        "nbf is in the future: %(nbf)s",
    ),
    Refused(
        "issued more than 5 minutes before it was asked for",
        in_seconds(iat=-310),
        "issued at %(iat)s, before it was asked for",
    ),
    Refused("issued in 1970", put(iat=11111), "issued at 11111, before it was asked for"),
    Refused(
        "issued before all time",
        put(iat=-(10**18)),
        f"issued at {-(10**18)}, before it was asked for",
    ),
    Refused(
        "an exp that is no time",
        put(exp="tomorrow"),
        "exp is no number",
    ),
    Refused(
        "an iat that is no time",
        put(iat="today"),
        "iat is no number",
    ),
    Refused("times written as words", put(exp="1900000000"), "exp is no number"),
    Refused(
        "an exp beyond all time",
        put(exp=float("inf")),
        NO_CHARACTERS,
    ),
]

ONCE = [
    Refused(
        "the same launch again (replay)",
        sent(posts=2),
        "the nonce was used before",
        "This launch was already used once",
    ),
    Refused(
        "no nonce",
        without("nonce"),
        "no nonce",
    ),
    Refused(
        "the nonce of another login",
        put(nonce="somebody else's"),
        "the nonce is not that of this login",
    ),
    Refused("no state", sent(state=""), "no id_token or no state", NOT_COMPLETE, 400),
    Refused("a forged state", sent(state="forged"), "the state is not ours"),
    Refused(
        "a state that only looks like ours",
        sent(state="WzEsIm4iXQ.aaaa.bbbb"),
        "the state is not ours",
    ),
    Refused(
        "a state that belongs to another browser",
        sent(cookies="another's"),
        "the state belongs to another browser",
    ),
]
