"""Logins: announced rightly they lead to the platform, else to a page that says what to do."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.certification.door import Door
from tests.certification.logins import ACCEPTED, ERRORS, REFUSED, Login
from tests.certification.our_tool import CLASS, reasons
from tests.support.launching import CLIENT_ID, TOOL
from tests.support.rows import everything


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_login_refused(door: Door, case: Login, caplog: pytest.LogCaptureFixture) -> None:
    before = everything(door.app.extensions["database"])
    with caplog.at_level("INFO"):
        _, answer = door.log_in(case.sent)
    assert reasons(caplog.records) == [case.reason % {"iss": door.platform.issuer}]
    assert answer.status_code == case.status
    assert case.words in unescape(answer.text)
    assert everything(door.app.extensions["database"]) == before


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.name)
def test_login_accepted(door: Door, case: Login) -> None:
    before = everything(door.app.extensions["database"])
    _, answer = door.log_in(case.sent)
    assert answer.status_code == 302
    assert answer.location.startswith(door.platform.url("/auth?"))
    asked = parse_qs(urlsplit(answer.location).query)
    assert len(asked.pop("state")) == len(asked.pop("nonce")) == 1
    assert asked == {
        "scope": ["openid"],
        "response_type": ["id_token"],
        "response_mode": ["form_post"],
        "prompt": ["none"],
        "client_id": [CLIENT_ID],
        "redirect_uri": [TOOL + "/lti/launch"],
        "login_hint": ["somebody"],
    } | ({"lti_message_hint": ["x" * 4000]} if "lti_message_hint" in case.sent else {})
    assert everything(door.app.extensions["database"]) == before


@pytest.mark.parametrize("error", ERRORS)
def test_error_of_the_platform(door: Door, error: str, caplog: pytest.LogCaptureFixture) -> None:
    before = everything(door.app.extensions["database"])
    with caplog.at_level("INFO"):
        sent = {"error": error, "error_description": "their words", "state": "s"}
        answer = door.app.test_client().post("/lti/launch", data=sent, base_url=TOOL)
    assert reasons(caplog.records) == [f"the platform answered {error!r}: 'their words'"]
    assert answer.status_code == 403
    assert ERRORS[error].casefold() in answer.text.casefold()
    assert "<script>alert" not in answer.text
    assert not [name for name in CLASS if name in answer.text]
    assert everything(door.app.extensions["database"]) == before
