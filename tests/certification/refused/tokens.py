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
        "signature or lifetime: Signature verification failed",
    ),
    Refused(
        "brings its own key in the header",
        header(ANOTHER_KEY, jwk={"kty": "RSA", "kid": KID, "n": "x", "e": "AQAB"}),
        "signature or lifetime: Signature verification failed",
    ),
    Refused(
        "changed after signing",
        sent(after_signing={"sub": "somebody-else"}),
        "signature or lifetime: Signature verification failed",
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
    Refused("a key id that is a number", header(kid=1), "alg 'RS256', kid 1"),
]

TIMES = [
    Refused("no exp", without("exp"), 'signature or lifetime: Token is missing the "exp" claim'),
    Refused("no iat", without("iat"), 'signature or lifetime: Token is missing the "iat" claim'),
    Refused(
        "expired more than 5 minutes ago",
        in_seconds(exp=-310),
        "signature or lifetime: Signature has expired",
    ),
    Refused(
        "issued more than 5 minutes from now",
        in_seconds(iat=310, exp=370),
        "signature or lifetime: The token is not yet valid (iat)",
    ),
    Refused(
        "not valid before more than 5 minutes from now",
        in_seconds(nbf=310),
        "signature or lifetime: The token is not yet valid (nbf)",
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
        "signature or lifetime: Expiration Time claim (exp) must be an integer.",
    ),
    Refused(
        "an iat that is no time",
        put(iat="today"),
        "signature or lifetime: Issued At claim (iat) must be an integer.",
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
        'signature or lifetime: Token is missing the "nonce" claim',
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
