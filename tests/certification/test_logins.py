"""Logins: announced rightly they lead to the platform, else to a page that says what to do."""

import time
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.certification.door import Door
from tests.certification.exchange import as_it_stands, of_a_resource_link
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


@pytest.mark.parametrize("minutes", [9, 11])
def test_a_login_waits_ten_minutes_for_its_launch(
    door: Door, minutes: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    prepared = door.prepare(of_a_resource_link(door.platform), as_it_stands)
    later = time.time() + 60 * minutes
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    with caplog.at_level("INFO"):
        answer = prepared.post()
    late = minutes > 10
    assert reasons(caplog.records) == (["the state has expired"] if late else [])
    assert ("Signing in took too long" in answer.text) == late
    assert answer.status_code == (403 if late else 303)


def test_a_launch_larger_than_any_honest_one_is_not_read(door: Door) -> None:
    sent = {"id_token": "x" * 300_000, "state": "s"}
    answer = door.app.test_client().post("/lti/launch", data=sent, base_url=TOOL)
    assert answer.status_code == 413
    assert "<h1>" in answer.text
