"""Every launch on the list of refusals is refused: see refused/, which is that list."""

from html import unescape

import pytest

from tests.certification.door import Door
from tests.certification.exchange import MESSAGES
from tests.certification.our_tool import CLASS, reasons
from tests.certification.refused import GROUPS, Refused
from tests.support.rows import everything

LIST = [
    pytest.param(case, message, id=f"{message}, {case.name}")
    for cases in GROUPS.values()
    for case in cases
    for message in case.messages
]


@pytest.mark.parametrize(("case", "message"), LIST)
def test_refused(door: Door, case: Refused, message: str, caplog: pytest.LogCaptureFixture) -> None:
    database = door.app.extensions["database"]
    prepared = door.prepare(MESSAGES[message](door.platform), case.change)
    before = everything(database)
    with caplog.at_level("INFO"):
        caplog.clear()
        answer = prepared.post()
    page = unescape(answer.text)
    assert reasons(caplog.records) == [case.reason % prepared.launch.claims]
    assert answer.status_code == case.status
    assert case.words in page
    assert "Reference" in page
    assert everything(database) == before
    assert not [name for name in CLASS if name in page]
