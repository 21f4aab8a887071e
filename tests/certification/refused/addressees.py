"""From whom a launch comes, for whom it is, and where it would have us send something."""

from __future__ import annotations

from tests.certification.exchange import DEEP, DEEP_LINKING, LINK, REVIEW, put, put_all, without
from tests.certification.refused.case import Refused
from tests.support.launching import AGS, CLIENT_ID, GROUPS, NRPS, TOOL

FOREIGN_LINK = "This link leads to another address than this tool's"

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
        "groups that are at no address",
        put_all({GROUPS + "claim/groupsservice": {"context_groups_url": "file:///etc/passwd"}}),
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
