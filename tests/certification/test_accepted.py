"""Every launch on the list of acceptances is let in: see accepted.py, which is that list."""

from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lti_tool.models import Selection, Visit
from tests.certification.accepted import GROUPS, TEACHER, Accepted
from tests.certification.conftest import reasons
from tests.certification.door import Door
from tests.certification.exchange import DEEP, FOR_USER, MESSAGES, REVIEW
from tests.support.launching import CLAIM, MEMBERSHIP
from tests.support.platform import Platform

LIST = [
    pytest.param(case, message, id=f"{message}, {case.name}")
    for cases in GROUPS.values()
    for case in cases
    for message in case.messages
]
numbers = count(1)


@pytest.mark.parametrize(("case", "message"), LIST)
def test_accepted(
    door: Door, case: Accepted, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    claims = good(door.platform, case, message)
    with caplog.at_level("INFO"):
        answer = door.launch(claims, case.change)
    assert (answer.status_code, reasons(caplog)) == (303, [])
    table = Selection if message == DEEP else Visit
    with door.app.extensions["database"].read() as session:
        newest = select(table).order_by(table.id.desc()).limit(1).options(joinedload(table.user))
        opened = session.scalars(newest).one()
    assert opened.user.subject == claims["sub"]
    assert (message == DEEP) or (opened.is_staff == case.is_staff)


def good(platform: Platform, case: Accepted, message: str) -> dict[str, Any]:
    """Return a good launch of somebody new into a new course; learners review their own work."""
    number = next(numbers)
    who, role = ("teacher", "Instructor") if case.who == TEACHER else ("student", "Learner")
    fresh = {
        "sub": f"{who}-{number}",
        CLAIM + "roles": [MEMBERSHIP + role],
        CLAIM + "context": {"id": f"course-{number}", "title": "Data Engineering 101"},
    }
    if message == REVIEW and not case.is_staff:
        fresh[FOR_USER] = {"user_id": fresh["sub"]}
    return MESSAGES[message](platform, **fresh)
