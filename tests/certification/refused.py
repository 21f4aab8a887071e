"""What must be refused, each with the reason that is logged and the words that are shown.

KNOWN_BAD are 1EdTech's known bad payloads, by the names of its certification suite; the other
groups are ours. A case holds for every message type unless it says for which.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from tests.certification.exchange import (
    DEEP,
    DEEP_LINKING,
    FOR_USER,
    LINK,
    REVIEW,
    Change,
    header,
    in_seconds,
    put,
    put_all,
    roles,
    sent,
    without,
)
from tests.support.launching import AGS, CLIENT_ID, NRPS, TOOL
from tests.support.platform import KEY, KID
from tests.support.tokens import public_pem

NOT_ACCEPTED = "This launch was not accepted"
NOT_COMPLETE = "This launch is not complete"
FOREIGN_LINK = "This link leads to another address than this tool's"
ANOTHER_KEY = generate_private_key(public_exponent=65537, key_size=2048)
EVERY = (LINK, DEEP, REVIEW)
ALL_CLAIMS = ("aud", "iss", "sub", "deployment_id", "roles", "message_type", "resource_link")


@dataclass(frozen=True)
class Refused:
    """A launch that must not be let in.

    Attributes:
        reason: what is logged, letter for letter.
        words: what stands on the page.
    """

    name: str
    change: Change
    reason: str
    words: str = NOT_ACCEPTED
    status: int = 403
    messages: tuple[str, ...] = EVERY


def lacks(claim: str) -> str:
    """Return the reason logged where a claim is missing."""
    return f"claims of the wrong shape: {{'{claim}': ['Missing data for required field.']}}"


def shape(claim: str, fault: object) -> str:
    """Return the reason logged where a claim has another shape than it must."""
    return f"claims of the wrong shape: {{{claim!r}: {fault}}}"


def nested(levels: int) -> list[object]:
    """Return a list in a list in a list."""
    whole: list[object] = []
    for _ in range(levels):
        whole = [whole]
    return whole


LTI = "https://purl.imsglobal.org/spec/lti/claim/"
TOO_LONG = ["Length must be between 1 and 255."]
LONG = "s" * 256
NO_CHARACTERS = "claims with no characters or no numbers, or nested too deeply"

KNOWN_BAD = [
    Refused("No KID Sent In JWT Header", header(kid=None), "alg 'RS256', kid None"),
    Refused("Incorrect KID in JWT Header", header(kid="x"), "the platform has no key 'x'"),
    Refused("Wrong LTI Version", put(version="11.3"), "Incorrect version, expected 1.3.0"),
    Refused("No LTI Version", without("version"), "Incorrect version, expected 1.3.0"),
    Refused(
        "Invalid LTI Message",
        lambda launch: setattr(launch, "claims", {"name": "badltilaunch"}),
        '"iss" is empty',
    ),
    Refused("Missing LTI Claims", without(*ALL_CLAIMS), '"iss" is empty'),
    Refused(
        "Timestamps Incorrect",
        put(iat=11111, exp=22222),
        "signature or lifetime: Signature has expired",
    ),
    Refused("message_type Claim Missing", without("message_type"), "unknown message None"),
    Refused("role Claim Missing", without("roles"), lacks(LTI + "roles")),
    Refused("deployment_id Claim Missing", without("deployment_id"), lacks(LTI + "deployment_id")),
    Refused(
        "resource_link_id Claim Missing",
        put(resource_link={"title": "Tasks vs assets"}),
        shape(LTI + "resource_link", {"id": ["Missing data for required field."]}),
        messages=(LINK, REVIEW),
    ),
    Refused(
        "user Claim Missing",
        without("sub"),
        'signature or lifetime: Token is missing the "sub" claim',
    ),
]

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

ADDRESSEES = [
    Refused("no iss", without("iss"), '"iss" is empty'),
    Refused(
        "the iss of another platform",
        put(iss="https://elsewhere.example"),
        "Registration not found.",
    ),
    Refused("no aud", without("aud"), "aud None does not name us"),
    Refused("an aud that is not us", put(aud="client-2"), "aud 'client-2' does not name us"),
    Refused("an empty list as aud", put(aud=[]), "aud [] does not name us"),
    Refused("us among several aud, no azp", put(aud=[CLIENT_ID, "client-2"]), "azp None is not us"),
    Refused("an azp that is not us", put(azp="client-2"), "azp 'client-2' is not us"),
    Refused(
        "an azp that is not us, us among several aud",
        put(aud=[CLIENT_ID, "client-2"], azp="client-2"),
        "azp 'client-2' is not us",
    ),
    Refused(
        "an unknown deployment",
        put(deployment_id="2"),
        "unknown deployment '2'",
        "This tool is not set up for this part of your LMS",
    ),
    Refused(
        "a target that is not ours",
        put(target_link_uri="https://elsewhere.example/lti/launch"),
        "target_link_uri 'https://elsewhere.example/lti/launch' is not ours",
        FOREIGN_LINK,
    ),
    Refused(
        "a target that only begins like ours",
        put(target_link_uri=TOOL + ".elsewhere.example/"),
        f"target_link_uri '{TOOL}.elsewhere.example/' is not ours",
        FOREIGN_LINK,
    ),
    Refused(
        "a target with us as a user name",
        put(target_link_uri=TOOL + "@elsewhere.example/"),
        f"target_link_uri '{TOOL}@elsewhere.example/' is not ours",
        FOREIGN_LINK,
    ),
    Refused(
        "a target that cannot be parsed",
        put(target_link_uri="http://["),
        "target_link_uri 'http://[' is not ours",
        FOREIGN_LINK,
    ),
    Refused(
        "no target", without("target_link_uri"), "target_link_uri '' is not ours", FOREIGN_LINK
    ),
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

FORMS = [
    Refused("no id_token", sent(id_token=""), "no id_token or no state", NOT_COMPLETE, 400),
    Refused(
        "an id_token of one part",
        sent(id_token="x"),
        "Invalid id_token, JWT must contain 3 parts",
    ),
    Refused(
        "an id_token of nonsense",
        sent(id_token="a.b.c"),
        "Invalid JWT format, can't be decoded",
    ),
    Refused(
        "an id_token of lists",
        sent(id_token="W10.W10.W10"),
        "the id_token's parts are no JSON objects",
    ),
    Refused("an oversized id_token", put(padding="x" * 100_000), "the id_token is oversized"),
    Refused(
        "a NUL character",
        put(name="Ada\0Lovelace"),
        NO_CHARACTERS,
    ),
    Refused(
        "half a surrogate pair",
        put(name="Ada \ud800"),
        NO_CHARACTERS,
    ),
    Refused("lists within lists within lists", put(padding=nested(600)), NO_CHARACTERS),
    Refused("an unknown message", put(message_type="Lti"), "unknown message 'Lti'"),
    Refused("a list as message type", put(message_type=["Lti"]), "unknown message ['Lti']"),
    Refused(
        "roles that are no list",
        put(roles="Instructor"),
        shape(LTI + "roles", ["Not a valid list."]),
    ),
    Refused(
        "an LTI 1.1 launch in a 1.3 token",
        put(version="1.1"),
        "Incorrect version, expected 1.3.0",
    ),
]

SIZES = [
    Refused("an empty sub", put(sub=""), shape("sub", TOO_LONG)),
    Refused("an oversized sub", put(sub=LONG), shape("sub", TOO_LONG)),
    Refused(
        "an oversized deployment_id",
        put(deployment_id=LONG),
        shape(LTI + "deployment_id", TOO_LONG),
    ),
    Refused(
        "an oversized context id",
        put(context={"id": LONG}),
        shape(LTI + "context", {"id": TOO_LONG}),
    ),
    Refused(
        "an oversized resource link id",
        put(resource_link={"id": LONG}),
        shape(LTI + "resource_link", {"id": TOO_LONG}),
        messages=(LINK, REVIEW),
    ),
    Refused(
        "an oversized id of whose work to show",
        put(for_user={"user_id": LONG}),
        shape(FOR_USER, {"user_id": TOO_LONG}),
        messages=(REVIEW,),
    ),
]

ADDRESSES = [
    Refused(
        "a grade column that is no address",
        put_all({AGS + "claim/endpoint": {"scope": [], "lineitem": "javascript:alert(1)"}}),
        "no https address: 'javascript:alert(1)'",
        messages=(LINK, REVIEW),
    ),
    Refused(
        "grade columns that are no address",
        put_all(
            {
                AGS + "claim/endpoint": {
                    "scope": [],
                    "lineitem": "http://127.0.0.1/1",
                    "lineitems": "file:///etc/passwd",
                }
            }
        ),
        "no https address: 'file:///etc/passwd'",
        messages=(LINK, REVIEW),
    ),
    Refused(
        "a class list that is no address",
        put_all({NRPS: {"context_memberships_url": "file:///etc/passwd"}}),
        "no https address: 'file:///etc/passwd'",
    ),
    Refused(
        "an answer that would go to no address",
        put_all(
            {
                DEEP_LINKING: {
                    "deep_link_return_url": "javascript:alert(1)",
                    "accept_types": ["ltiResourceLink"],
                    "accept_presentation_document_targets": ["iframe"],
                }
            }
        ),
        "no https address: 'javascript:alert(1)'",
        messages=(DEEP,),
    ),
]

PURPOSES = [
    Refused(
        "no resource link",
        without("resource_link"),
        lacks(LTI + "resource_link"),
        messages=(LINK, REVIEW),
    ),
    Refused(
        "an activity that does not exist",
        put(custom={"activity": "no-such-thing"}, resource_link={"id": "a new link"}),
        "no activity 'no-such-thing'",
        "This link asks for an activity named “no-such-thing”",
        messages=(LINK, REVIEW),
    ),
    Refused(
        "no deep linking settings", without(DEEP_LINKING), lacks(DEEP_LINKING), messages=(DEEP,)
    ),
    Refused(
        "a platform that takes no LTI links",
        put_all(
            {
                DEEP_LINKING: {
                    "deep_link_return_url": "https://lms.example/return",
                    "accept_types": ["file"],
                    "accept_presentation_document_targets": ["iframe"],
                }
            }
        ),
        "accept_types are ['file']",
        "Your LMS asks for something that this tool does not make",
        messages=(DEEP,),
    ),
    Refused(
        "a learner who chooses for the course",
        roles("Learner"),
        "deep linking by somebody who is not staff",
        "Only those who teach a course can add activities to it",
        messages=(DEEP,),
    ),
    Refused("a review of nobody's work", without("for_user"), lacks(FOR_USER), messages=(REVIEW,)),
    Refused(
        "a review without a grade column",
        put_all({AGS + "claim/endpoint": {"scope": []}}),
        "A LtiSubmissionReviewRequest must specify the lineitem it was launched for",
        messages=(REVIEW,),
    ),
    Refused(
        "a review without grades",
        put_all({AGS + "claim/endpoint": None}),
        shape(AGS + "claim/endpoint", ["Field may not be null."]),
        messages=(REVIEW,),
    ),
    Refused(
        "a learner who reviews somebody else's work",
        put(roles=["Learner"], sub="student-2"),
        "a learner asks for somebody else's work",
        "You can only open your own work here",
        messages=(REVIEW,),
    ),
]

GROUPS = {
    "1EdTech's known bad payloads": KNOWN_BAD,
    "Signatures": SIGNATURES,
    "From whom, for whom": ADDRESSEES,
    "Times": TIMES,
    "Once, in one browser": ONCE,
    "Form": FORMS,
    "Sizes": SIZES,
    "Addresses that something of ours would go to": ADDRESSES,
    "What the launch is for": PURPOSES,
}
