"""id_tokens of the size that an LMS with all its claims sends."""

from __future__ import annotations

from typing import Any

from tests.support.launching import CLAIM, claims
from tests.support.platform import Platform

STUDENTS = 30
ROLES = "http://purl.imsglobal.org/vocab/lis/v2/"


def id_token(platform: Platform, number: int, nonce: str, target: str) -> str:
    """Return a signed id_token of some 2.9 kB, of one student of a class of 30."""
    student = number % STUDENTS
    named = {
        "sub": f"student-{student}",
        "name": f"Ada Lovelace {student}",
        "given_name": "Ada",
        "family_name": f"Lovelace {student}",
        "email": f"ada-{student}@example.org",
        "nonce": nonce,
        CLAIM + "target_link_uri": target,
    }
    return platform.sign(claims(platform, **(_usual(platform) | named)))


def _usual(platform: Platform) -> dict[str, Any]:
    """Return what LMSs say besides, as Moodle does."""
    return {
        "locale": "en",
        CLAIM + "roles": [
            ROLES + "institution/person#Student",
            ROLES + "membership#Learner",
        ],
        CLAIM + "context": {
            "id": "course-1",
            "label": "DE101",
            "title": "Data Engineering 101",
            "type": [ROLES + "course#CourseSection"],
        },
        CLAIM + "resource_link": {
            "id": "link-1",
            "title": "Tasks vs assets",
        },
        CLAIM + "tool_platform": {
            "product_family_code": "moodle",
            "version": "2026042000",
            "guid": "lms.example",
            "name": "LMS",
        },
        CLAIM + "launch_presentation": {
            "locale": "en",
            "document_target": "iframe",
            "return_url": platform.url("/mod/lti/return.php?course=2&launch_container=3"),
        },
        CLAIM + "lis": {"person_sourcedid": "1234567", "course_section_sourcedid": "DE101-2026"},
    }
