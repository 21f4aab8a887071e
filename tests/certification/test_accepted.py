"""Every launch on the list of acceptances is let in: see accepted.py, which is that list."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lti_tool.models import Selection, Visit
from tests.certification.accepted import GROUPS, Accepted, good
from tests.certification.door import Door
from tests.certification.exchange import DEEP, PRIVACY
from tests.certification.our_tool import reasons
from tests.support.forms import Page
from tests.support.launching import TOOL

ALL = [
    pytest.param(case, message, id=f"{message}, {case.name}")
    for cases in GROUPS.values()
    for case in cases
    for message in case.messages
]
LIST = [each for each in ALL if each.values[1] != PRIVACY]
OF_DATA_PRIVACY = [each for each in ALL if each.values[1] == PRIVACY]


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


@pytest.mark.parametrize(("case", "message"), OF_DATA_PRIVACY)
def test_a_data_privacy_launch_is_accepted(door: Door, case: Accepted, message: str) -> None:
    prepared = door.prepare(good(door.platform, case, message), case.change)
    answer = prepared.post()
    assert answer.status_code == 200
    form = Page("", answer.status_code, answer.text).form("ticket")
    entered = prepared.browser.post(
        form.action, data={"ticket": form.values("ticket")}, base_url=TOOL, headers={"Origin": TOOL}
    )
    assert entered.status_code == 303
    page = prepared.browser.get(entered.location, base_url=TOOL)
    assert (page.status_code, "Signed in as" in page.text) == (200, True)
