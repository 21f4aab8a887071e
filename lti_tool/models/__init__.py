"""The tables of the edge: platforms, their courses and people, visits, and scores owed.

platforms.py (whom we trust), courses.py (where and who), visits.py (who is signed in),
scores.py (the outbox), seats.py (the roster of a link), workers.py (who delivers scores),
keys.py (secrets, sealed), hashes.py (secrets that others keep).
"""

from lti_tool.models.courses import (
    Context,
    CourseGroup,
    Enrollment,
    GroupMembership,
    ResourceLink,
    User,
)
from lti_tool.models.hashes import hashed
from lti_tool.models.keys import AccessToken, ToolKey
from lti_tool.models.lengths import LONGEST_ID, LONGEST_LOCALE, LONGEST_URL
from lti_tool.models.platforms import Deployment, Invite, Registration
from lti_tool.models.scores import WITHDRAWN, Score, owe_again, soonest, stands
from lti_tool.models.seats import Seat
from lti_tool.models.visits import AdminSession, Selection, UsedNonce, Visit
from lti_tool.models.workers import Worker

__all__ = [
    "LONGEST_ID",
    "LONGEST_LOCALE",
    "LONGEST_URL",
    "WITHDRAWN",
    "AccessToken",
    "AdminSession",
    "Context",
    "CourseGroup",
    "Deployment",
    "Enrollment",
    "GroupMembership",
    "Invite",
    "Registration",
    "ResourceLink",
    "Score",
    "Seat",
    "Selection",
    "ToolKey",
    "UsedNonce",
    "User",
    "Visit",
    "Worker",
    "hashed",
    "owe_again",
    "soonest",
    "stands",
]
