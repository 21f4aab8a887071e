"""What the claims of a launch look like, and what it is for."""

from __future__ import annotations

from tests.certification.exchange import (
    DEEP,
    DEEP_LINKING,
    FOR_USER,
    INSTITUTION,
    LINK,
    PRIVACY,
    REVIEW,
    put,
    put_all,
    roles,
    sent,
    without,
)
from tests.certification.refused.case import LTI, NOT_COMPLETE, Refused, lacks, shape
from tests.support.launching import AGS

TOO_LONG = ["Length must be between 1 and 255."]
LONG = "s" * 256
FROM_A_COURSE = "a data privacy launch from a course"
NOT_FROM_A_COURSE = "Data privacy is opened from the administration of your LMS"
NO_CHARACTERS = "claims with no characters or no numbers, or nested too deeply"


def nested(levels: int) -> list[object]:
    """Return a list in a list in a list."""
    whole: list[object] = []
    for _ in range(levels):
        whole = [whole]
    return whole


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
    Refused(
        "an oversized id of whose data it is about",
        put(for_user={"user_id": LONG}),
        shape(FOR_USER, {"user_id": ["Longer than maximum length 255."]}),
        messages=(PRIVACY,),
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
    Refused(
        "data privacy from a course",
        put(context={"id": "course-1", "title": "Data Engineering 101"}),
        FROM_A_COURSE,
        NOT_FROM_A_COURSE,
        messages=(PRIVACY,),
    ),
    Refused(
        "data privacy from a link",
        put(resource_link={"id": "link-1"}),
        FROM_A_COURSE,
        NOT_FROM_A_COURSE,
        messages=(PRIVACY,),
    ),
    Refused(
        "data privacy of nobody who could be read",
        put(for_user="student-1"),
        shape(FOR_USER, {"_schema": ["Invalid input type."]}),
        messages=(PRIVACY,),
    ),
    *(
        Refused(
            f"data privacy by {who}",
            change,
            "a data privacy launch by somebody who is no administrator",
            "Only an administrator of your LMS can answer data privacy requests here",
            messages=(PRIVACY,),
        )
        for who, change in {
            "a learner": roles("Learner"),
            "an instructor": roles("Instructor"),
            "the administrator of a course alone": roles("Administrator"),
            "somebody with no role": put(roles=[]),
            "staff of the institution": put(
                roles=[INSTITUTION + "Staff", INSTITUTION + "Instructor"]
            ),
            "a short name that does not say of what": put(roles=["Administrator"]),
            "a word that only ends like an administrator": put(
                roles=["https://elsewhere.example/roles#Administrator"]
            ),
        }.items()
    ),
]
