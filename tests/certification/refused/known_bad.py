"""1EdTech's known bad payloads, by the names of its certification suite."""

from __future__ import annotations

from tests.certification.exchange import LINK, REVIEW, header, put, without
from tests.certification.refused.case import LTI, Refused, lacks, shape

ALL_CLAIMS = ("aud", "iss", "sub", "deployment_id", "roles", "message_type", "resource_link")

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
        "expired at 22222",
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
        "no sub",
    ),
]
