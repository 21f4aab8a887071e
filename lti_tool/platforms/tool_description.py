"""What we say of ourselves to a platform that installs us, and what we ask of it, and why."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lti_tool.config import Config
from lti_tool.models.scopes import (
    GROUPS_SCOPE,
    LINE_ITEM_SCOPE,
    RESULT_SCOPE,
    ROSTER_SCOPE,
    SCORE_SCOPE,
)

NAME: Final = "Lineage Lab"
TOOL_ID: Final = "lineage-lab"
DESCRIPTION: Final = (
    "Tasks or assets? Students read, play with one data pipeline in both mental models, and "
    "answer short questions that are graded at once."
)
CHOOSE_LABEL: Final = "Choose a Lineage Lab activity"

CHOOSE: Final = "LtiDeepLinkingRequest"
OPEN: Final = "LtiResourceLinkRequest"
REVIEW: Final = "LtiSubmissionReviewRequest"
"""The messages that we take."""
PRIVACY: Final = ("DataPrivacyLaunchRequest", "LtiDataPrivacyLaunchRequest")
"""And one more, in both spellings that are in use: see docs/decisions/0031."""

CLAIMS: Final = ("iss", "sub", "name", "given_name", "family_name", "email")


@dataclass(frozen=True)
class Permission:
    """Something that a platform may let us do: what, why, and what is lost without it."""

    scope: str
    what: str
    why: str
    without: str


PERMISSIONS: Final = (
    Permission(
        SCORE_SCOPE,
        "Send scores",
        "A score reaches the gradebook when the questions are submitted.",
        "No score reaches the gradebook.",
    ),
    Permission(
        RESULT_SCOPE,
        "Read the grades in its own columns",
        "It makes sure that what it sent has arrived, and says so to student and instructor.",
        "Nobody can be told whether a score arrived.",
    ),
    Permission(
        LINE_ITEM_SCOPE,
        "Add and find its own grade columns",
        "A link that came without a grade column, as after a course copy, gets one.",
        "A link without a grade column sends no scores until an instructor gives it one.",
    ),
    Permission(
        ROSTER_SCOPE,
        "Read the class list",
        "Instructors see who has not started yet, not only who has.",
        "Instructors see only those who have opened the activity.",
    ),
)
SCOPES: Final = tuple(permission.scope for permission in PERMISSIONS)
GROUPS: Final = Permission(
    GROUPS_SCOPE,
    "Read the groups of a course",
    "Instructors can look at one group of their class alone.",
    "Instructors see their class as one.",
)
"""Asked for only where a platform lists it: Canvas would refuse the whole of what we ask for."""


@dataclass(frozen=True)
class Addresses:
    """Where platforms find us."""

    launch: str
    login: str
    keys: str
    icon: str
    home: str

    @property
    def domain(self) -> str:
        """Return host and port: Moodle compares both with the launch address."""
        return urlsplit(self.home).netloc


def addresses(config: Config) -> Addresses:
    """Return where platforms find us."""
    home = config.base_url
    return Addresses(
        launch=config.launch_url,
        login=f"{home}/lti/login",
        keys=f"{home}/lti/jwks.json",
        icon=f"{home}/static/icon.svg",
        home=home,
    )
