"""Every launch on the list of acceptances is let in: see accepted.py, which is that list."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lti_tool.models import Selection, Visit
from tests.certification.accepted import GROUPS, Accepted, good
from tests.certification.door import Door
from tests.certification.exchange import DEEP
from tests.certification.our_tool import reasons

LIST = [
    pytest.param(case, message, id=f"{message}, {case.name}")
    for cases in GROUPS.values()
    for case in cases
    for message in case.messages
]


@pytest.mark.parametrize(("case", "message"), LIST)
def test_accepted(
    door: Door, case: Accepted, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    claims = good(door.platform, case, message)
    with caplog.at_level("INFO"):
        answer = door.launch(claims, case.change)
    assert (answer.status_code, reasons(caplog.records)) == (303, [])
    table = Selection if message == DEEP else Visit
    with door.app.extensions["database"].read() as session:
        newest = select(table).order_by(table.id.desc()).limit(1).options(joinedload(table.user))
        opened = session.scalars(newest).one()
    assert opened.user.subject == claims["sub"]
    assert (message == DEEP) or (opened.is_staff == case.is_staff)
