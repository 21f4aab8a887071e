"""What must be let in, and as what: 1EdTech's valid launches, roles, times, and odd but honest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.certification.exchange import (
    DEEP,
    DEEP_LINKING,
    FOR_USER,
    INSTITUTION,
    LINK,
    MESSAGES,
    PRIVACY,
    REVIEW,
    SYSTEM,
    Change,
    as_it_stands,
    header,
    in_seconds,
    put,
    put_all,
    roles,
    sent,
    without,
)
from tests.support.launching import AGS, CLAIM, CLIENT_ID, MEMBERSHIP, NRPS, TOOL
from tests.support.platform import Platform

STUDENT, TEACHER, ADMINISTRATOR = "student", "teacher", "administrator"
SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
LONGEST = "s" * 255


@dataclass(frozen=True)
class Accepted:
    """A launch that must be let in.

    Attributes:
        who: whose good launch is changed.
        is_staff: as what they come in.
    """

    name: str
    change: Change
    who: str = STUDENT
    is_staff: bool = False
    messages: tuple[str, ...] = (LINK, REVIEW)


def by_teacher(name: str, change: Change, is_staff: bool = True) -> Accepted:
    """Return a launch by a teacher; whoever comes as a learner cannot choose for a course."""
    every = (LINK, DEEP, REVIEW) if is_staff else (LINK, REVIEW)
    return Accepted(name, change, TEACHER, is_staff, every)


def by_administrator(name: str, change: Change) -> Accepted:
    """Return a data privacy launch by an administrator of the LMS."""
    return Accepted(name, change, ADMINISTRATOR, True, (PRIVACY,))


def in_role(name: str, change: Change, is_staff: bool) -> Accepted:
    """Return a launch in some role."""
    return by_teacher(name, change) if is_staff else Accepted(name, change)


ONLY_EMAIL = without("name", "given_name", "family_name", "middle_name")
ONLY_NAMES = without("email")
NO_PII = without("name", "given_name", "family_name", "middle_name", "email")
NO_ROLE = put(roles=[""])

VALID_TEACHER = [
    by_teacher("Launch LTI 1.3 Message as Instructor", as_it_stands),
    by_teacher(
        "Launch Instructor with Multiple Role Values",
        put(roles=[MEMBERSHIP + "Instructor", INSTITUTION + "Staff", INSTITUTION + "Other"]),
    ),
    by_teacher("Launch Instructor with Short Role Value", put(roles=["Instructor"])),
    by_teacher(
        "Launch Instructor with Unknown Role",
        put(roles=["http://purl.imsglobal.org/vocab/lis/v2/unknown/unknown#Helper"]),
        is_staff=False,
    ),
    by_teacher("Launch Instructor With No Role", NO_ROLE, is_staff=False),
    by_teacher("Launch Instructor Only Email", ONLY_EMAIL),
    by_teacher("Launch Instructor Only Names", ONLY_NAMES),
    by_teacher("Launch Instructor No PII", NO_PII),
    by_teacher("Launch Instructor With Email No Context", without("context", "name")),
]

VALID_STUDENT = [
    Accepted("Launch LTI 1.3 Message as Student", as_it_stands),
    Accepted(
        "Launch Student with Multiple Role Values",
        put(roles=[MEMBERSHIP + "Learner", INSTITUTION + "Student", INSTITUTION + "Mentor"]),
    ),
    Accepted("Launch Student with Short Role Value", put(roles=["Learner"])),
    Accepted(
        "Launch Student with Unknown Role",
        put(
            roles=[
                MEMBERSHIP + "Learner",
                "http://purl.imsglobal.org/vocab/lis/v2/unknown/unknown#Unknown",
            ]
        ),
    ),
    Accepted("Launch Student With No Role", NO_ROLE),
    Accepted("Launch Student Only Email", ONLY_EMAIL),
    Accepted("Launch Student Only Names", ONLY_NAMES),
    Accepted("Launch Student No PII", NO_PII),
    Accepted("Launch Student With Email No Context", without("context", "name")),
]

ROLES = [
    in_role("a list without roles", put(roles=[]), is_staff=False),
    in_role("instructor and learner of the course", roles("Instructor", "Learner"), is_staff=True),
    in_role("a teaching assistant, by the principal role", roles("TeachingAssistant"), True),
    in_role("a teaching assistant, by the sub-role", put(roles=[SUB_ROLE]), is_staff=True),
    in_role("a content developer", roles("ContentDeveloper"), is_staff=True),
    in_role("an administrator of the course", roles("Administrator"), is_staff=True),
    in_role("a mentor", roles("Mentor"), is_staff=False),
    in_role(
        "an instructor of the institution who is a learner here",
        put(roles=[INSTITUTION + "Instructor", MEMBERSHIP + "Learner"]),
        is_staff=False,
    ),
    in_role(
        "an administrator of the institution who is a learner here",
        put(roles=[INSTITUTION + "Administrator", MEMBERSHIP + "Learner"]),
        is_staff=False,
    ),
    in_role(
        "an instructor of the institution, nothing here",
        put(roles=[INSTITUTION + "Instructor"]),
        is_staff=False,
    ),
    in_role(
        "an administrator of the system, nothing here",
        put(roles=[SYSTEM + "Administrator"]),
        is_staff=True,
    ),
    in_role(
        "a student of the institution who teaches here",
        put(roles=[INSTITUTION + "Student", MEMBERSHIP + "Instructor"]),
        is_staff=True,
    ),
    in_role(
        "a word that only ends like a staff role",
        put(roles=["https://elsewhere.example/roles#Instructor"]),
        is_staff=False,
    ),
]

TIMES = [
    by_teacher("expired less than 5 minutes ago", in_seconds(iat=-291, exp=-290)),
    by_teacher("issued less than 5 minutes from now", in_seconds(iat=290, exp=350)),
    by_teacher("not valid before less than 5 minutes from now", in_seconds(nbf=290)),
    by_teacher("issued less than 5 minutes before it was asked for", in_seconds(iat=-290)),
    by_teacher(
        "issued at a fraction of a second",
        lambda launch: launch.claims.update(iat=launch.now + 0.5),
    ),
]

ADDRESSEES = [
    by_teacher("us in a list as aud", put(aud=[CLIENT_ID])),
    by_teacher("us among several aud, azp us", put(aud=["client-2", CLIENT_ID], azp=CLIENT_ID)),
    by_teacher("azp us", put(azp=CLIENT_ID)),
    by_teacher("our address without a path as target", put(target_link_uri=TOOL)),
    by_teacher(
        "an address of ours with a query as target",
        put(target_link_uri=TOOL + "/lti/launch?activity=tasks-vs-assets"),
    ),
]

HONEST = [
    by_teacher("names that are null", put(name=None, email=None, given_name=None)),
    by_teacher("a context that is null", put(context=None)),
    by_teacher("custom values that are null", put(custom=None)),
    by_teacher("custom values that are no text", put(custom={"a": 1, "b": ["c"], "d": None})),
    by_teacher("claims that nobody knows", put_all({"https://lms.example/claim": {"x": [1]}})),
    by_teacher("ids as long as LTI lets them be", put(context={"id": LONGEST, "title": "x"})),
    by_teacher("a very long name", put(name="Ada " * 1000)),
    by_teacher("a type in the header that is unusual", header(typ="at+jwt")),
    Accepted("no cookie comes back", sent(cookies="lost")),
    Accepted(
        "no grades and no class list",
        put_all({AGS + "claim/endpoint": None, NRPS: None}),
        messages=(LINK,),
    ),
    Accepted(
        "grades without a column of its own",
        put_all({AGS + "claim/endpoint": {"scope": [], "lineitems": "http://127.0.0.1/items"}}),
        messages=(LINK,),
    ),
    Accepted(
        "a place that takes one link only, and says so little",
        put_all(
            {
                DEEP_LINKING: {
                    "deep_link_return_url": "https://lms.example/return",
                    "accept_types": ["link", "ltiResourceLink"],
                    "accept_presentation_document_targets": ["window"],
                    "accept_multiple": False,
                }
            }
        ),
        TEACHER,
        True,
        (DEEP,),
    ),
]

DATA_PRIVACY = [
    by_administrator("an administrator of the institution", as_it_stands),
    by_administrator("an administrator of the system", put(roles=[SYSTEM + "Administrator"])),
    by_administrator("a system administrator", put(roles=[SYSTEM + "SysAdmin"])),
    by_administrator("an administrator of an account", put(roles=[SYSTEM + "AccountAdmin"])),
    by_administrator(
        "an administrator who also learns",
        put(roles=[INSTITUTION + "Administrator", INSTITUTION + "Student"]),
    ),
    by_administrator("the other spelling", put(message_type="LtiDataPrivacyLaunchRequest")),
    by_administrator("about somebody by id", put(for_user={"id": "student-1"})),
    by_administrator("about nobody", without("for_user")),
    by_administrator("about nobody, in so many words", put(for_user=None)),
    by_administrator("about somebody who is not known", put(for_user={"user_id": "a stranger"})),
    by_administrator("a context and a link that are null", put(context=None, resource_link=None)),
    by_administrator("no name and no email", NO_PII),
    by_administrator("no cookie comes back", sent(cookies="lost")),
]

GROUPS = {
    "1EdTech's valid teacher launches": VALID_TEACHER,
    "1EdTech's valid student launches": VALID_STUDENT,
    "Roles": ROLES,
    "Times": TIMES,
    "From whom, for whom": ADDRESSEES,
    "Odd, but honest": HONEST,
    "Data privacy": DATA_PRIVACY,
}

numbers = count(1)


def good(platform: Platform, case: Accepted, message: str) -> dict[str, Any]:
    """Return a good launch of somebody new into a new course; learners review their own work."""
    number = next(numbers)
    if message == PRIVACY:
        return MESSAGES[message](platform, sub=f"administrator-{number}")
    who, role = ("teacher", "Instructor") if case.who == TEACHER else ("student", "Learner")
    fresh = {
        "sub": f"{who}-{number}",
        CLAIM + "roles": [MEMBERSHIP + role],
        CLAIM + "context": {"id": f"course-{number}", "title": "Data Engineering 101"},
    }
    if message == REVIEW and not case.is_staff:
        fresh[FOR_USER] = {"user_id": fresh["sub"]}
    return MESSAGES[message](platform, **fresh)
