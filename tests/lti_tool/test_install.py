"""Installing by an invite: what the LMS's admin sees, what the platform is asked, what is kept."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool import create_app
from lti_tool.models import Invite, Registration
from lti_tool.platforms import http, invites, registrations
from quizzes.db import utcnow
from tests.support.forms import Page
from tests.support.launching import TOOL, Client
from tests.support.platform import Asked, Platform
from tests.support.resolving import resolving

MOODLE = Path(__file__).parents[1] / "data" / "moodle"
CAPTURED_HOST = "http://localhost:8080"
TOKEN = "registration-token-of-the-platform"
TOOL_CLAIM = "https://purl.imsglobal.org/spec/lti-tool-configuration"
REFUSALS = json.loads((MOODLE / "registration_refusals.json").read_text())

Answer = Callable[[Asked], tuple[int, Any]]


@pytest.fixture
def moodle(platform: Platform) -> Platform:
    """A Moodle, from what a real one sent."""
    captured = (MOODLE / "openid_configuration.json").read_text()
    configuration = json.loads(captured.replace(CAPTURED_HOST, platform.issuer))
    registered = json.loads((MOODLE / "registration_response.json").read_text())
    platform.answers["/openid-configuration.php"] = lambda _: (200, configuration)
    platform.answers["/openid-registration.php"] = lambda _: (200, registered)
    return platform


def invite(app: Flask, host: str = "", lasts: timedelta = invites.LASTS) -> str:
    with app.extensions["database"].begin() as session:
        return invites.create(session, "Campus", host, utcnow(), lasts)[1]


def sent(platform: Platform, token: str, **changes: str) -> dict[str, str]:
    url = platform.url("/mod/lti/openid-configuration.php")
    given = {"invite": token, "openid_configuration": url, "registration_token": TOKEN}
    return given | changes


def open_page(app: Flask, query: dict[str, str]) -> Page:
    return Client(app).page(f"/lti/register?{urlencode(query)}")


def press(app: Flask, form: dict[str, str]) -> TestResponse:
    """Press the button, from a frame whose browser keeps no cookies and sends no Origin."""
    return app.test_client(use_cookies=False).post("/lti/register", base_url=TOOL, data=form)


def result(app: Flask, form: dict[str, str]) -> Page:
    """Press the button and follow to what came of it."""
    answer = press(app, form)
    if answer.status_code == 303:
        return Client(app).page(answer.location)
    return Page("/lti/register", answer.status_code, answer.text)


def brought(app: Flask) -> list[Registration]:
    """The platforms that were installed, besides the one of the fixture."""
    with app.extensions["database"].read() as session:
        return registrations.everyone(session)[1:]


def is_usable(app: Flask, token: str) -> bool:
    with app.extensions["database"].read() as session:
        found = invites.find(session, token)
        return invites.state(found, utcnow()) == "open" and found.used_at is None


def test_the_page_says_who_asks_and_what_for(app: Flask, moodle: Platform) -> None:
    page = open_page(app, sent(moodle, invite(app)))
    assert page.status == 200
    for words in ("Moodle 4.5.6", moodle.issuer, "Send scores", "class list", "email"):
        assert words in page.words
    [asked] = moodle.asked
    assert asked.headers["authorization"] == f"Bearer {TOKEN}", "Canvas wants it here too"


def test_the_page_s_own_button_installs_without_cookies(app: Flask, moodle: Platform) -> None:
    token = invite(app)
    page = open_page(app, sent(moodle, token))
    form = dict(page.form(to="/lti/register").sends({}, None))
    answer = press(app, form)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    done = Client(app).page(answer.location)
    assert "Lineage Lab is registered" in done.words
    assert "Show in activity chooser" in done.words
    [registration] = brought(app)
    assert registration.issuer == moodle.issuer
    assert (registration.client_id, registration.product) == ("FnH0bjoHnySChuQ", "moodle")
    with app.extensions["database"].read() as session:
        [deployment] = registrations.get(session, registration.id).deployments
        assert deployment.deployment_id == "1"
        kept = session.scalars(select(Invite)).one()
        assert (kept.registration_id, invites.state(kept, utcnow())) == (registration.id, "used")


def test_moodle_is_asked_for_all_that_it_refuses_to_miss(app: Flask, moodle: Platform) -> None:
    press(app, sent(moodle, invite(app)))
    [asked] = moodle.asked_for("/openid-registration.php")
    body, ours = asked.json, asked.json[TOOL_CLAIM]
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    wanted = {name.removeprefix("missing_") for name in REFUSALS if name.startswith("missing_")}
    assert wanted - {"domain", "lti-tool-configuration"} <= set(body)
    assert ours["domain"] == "127.0.0.1:8001", "Moodle wants the port"
    assert ours["target_link_uri"] == TOOL + "/lti/launch"
    assert body["redirect_uris"] == [TOOL + "/lti/launch"]
    assert body["token_endpoint_auth_method"] == "private_key_jwt"
    assert body["response_types"] == ["id_token"]
    assert body["application_type"] == "web"
    assert ours["claims"] == ["iss", "sub", "name", "given_name", "family_name", "email"]
    kinds = {message["type"] for message in ours["messages"]}
    assert kinds == {"LtiResourceLinkRequest", "LtiDeepLinkingRequest"}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_moodle_says_when_it_refuses_is_shown(app: Flask, moodle: Platform, name: str) -> None:
    refusal, token = REFUSALS[name], invite(app)
    moodle.answers["/openid-registration.php"] = lambda _: (refusal["status"], refusal["body"])
    page = result(app, sent(moodle, token))
    assert page.status == 502
    assert f"answered with the status {refusal['status']}" in page.words
    assert ("Not Found" if refusal["status"] == 404 else refusal["body"]) in page.words
    assert "the invite still works" in page.words
    assert is_usable(app, token)
    assert brought(app) == []


def test_a_spent_token_says_to_start_again(app: Flask, moodle: Platform) -> None:
    moodle.answers["/openid-registration.php"] = lambda _: (401, "token_already_used")
    page = result(app, sent(moodle, invite(app)))
    assert "token_already_used" in page.words
    assert "open the invite from the LMS's own page again" in page.words


def test_canvas_s_errors_are_shown_line_by_line(app: Flask, moodle: Platform) -> None:
    errors = {"scopes": [{"message": "Invalid scopes: <b>x</b>"}], "redirect_uris": ["bad"]}
    moodle.answers["/openid-registration.php"] = lambda _: (422, {"errors": errors})
    page = result(app, sent(moodle, invite(app)))
    assert "scopes: Invalid scopes: &lt;b&gt;x&lt;/b&gt;\nredirect_uris: bad" in page.text
    assert "Show these words to whoever runs Lineage Lab" in page.words


@pytest.mark.parametrize("answer", [(503, ""), (500, "[]"), (302, ""), (429, "slow down")])
def test_a_platform_in_trouble_is_to_be_asked_later(
    app: Flask, moodle: Platform, answer: tuple[int, Any]
) -> None:
    moodle.answers["/openid-registration.php"] = lambda _: answer
    token = invite(app)
    assert "Try again" in result(app, sent(moodle, token)).words
    assert is_usable(app, token)


def test_a_try_after_a_refusal_succeeds(app: Flask, moodle: Platform) -> None:
    good = moodle.answers["/openid-registration.php"]
    moodle.answers["/openid-registration.php"] = lambda _: (503, "")
    token = invite(app)
    page = result(app, sent(moodle, token))
    again = Client(app).page(page.link("Try again").removeprefix(TOOL))
    moodle.answers["/openid-registration.php"] = good
    form = dict(again.form(to="/lti/register").sends({}, None))
    assert "Lineage Lab is registered" in result(app, form).words


@pytest.mark.parametrize("answered", ["", "[]", {}, {"client_id": ""}, {"client_id": True}, "<x>"])
def test_an_answer_without_client_id_is_half_an_installation(
    app: Flask, moodle: Platform, answered: Any
) -> None:
    moodle.answers["/openid-registration.php"] = lambda _: (200, answered)
    token = invite(app)
    page = result(app, sent(moodle, token))
    assert page.status == 502
    assert "but not under which client id" in page.words
    assert "delete it there" in page.words
    assert is_usable(app, token)


@pytest.mark.parametrize("client_id", ["x" * 256, "a\nb"])
def test_what_cannot_be_saved_is_said_with_the_client_id(
    app: Flask, moodle: Platform, client_id: str
) -> None:
    moodle.answers["/openid-registration.php"] = lambda _: (200, {"client_id": client_id})
    token = invite(app)
    page = result(app, sent(moodle, token))
    assert f"registered Lineage Lab as client {client_id.split()[0]}" in page.words
    assert "here it could not be saved. The client id must have" in page.words
    assert is_usable(app, token)


def test_a_lost_answer_may_have_been_a_registration(app: Flask, moodle: Platform) -> None:
    def drop(_: Asked) -> tuple[int, Any]:
        raise ConnectionResetError

    moodle.answers["/openid-registration.php"] = drop
    token = invite(app)
    page = result(app, sent(moodle, token))
    assert "may have registered Lineage Lab all the same" in page.words
    assert is_usable(app, token)


def test_a_platform_without_deployments_is_installed(app: Flask, moodle: Platform) -> None:
    moodle.answers["/openid-registration.php"] = lambda _: (200, {"client_id": 10000000000001})
    page = result(app, sent(moodle, invite(app)))
    assert "the first launch says which" in page.words
    assert brought(app)[0].client_id == "10000000000001"


def test_registering_again_updates(app: Flask, moodle: Platform) -> None:
    for deployment in ("1", "2"):
        registered = {"client_id": "c", TOOL_CLAIM: {"deployment_id": deployment}}
        moodle.answers["/openid-registration.php"] = lambda _, said=registered: (200, said)
        assert "is registered" in result(app, sent(moodle, invite(app))).words
    [registration] = brought(app)
    with app.extensions["database"].read() as session:
        known = registrations.get(session, registration.id).deployments
        assert [deployment.deployment_id for deployment in known] == ["1", "2"]


def test_who_registers_again_is_not_told_to_activate_it_once_more(
    app: Flask, moodle: Platform
) -> None:
    nothing_left = "Where it is active there, nothing is left to do"
    assert nothing_left not in result(app, sent(moodle, invite(app))).words
    assert nothing_left in result(app, sent(moodle, invite(app))).words


def test_an_invite_cannot_move_a_platform_that_is_known(app: Flask, moodle: Platform) -> None:
    """As by whoever can put files on the LMS's host: the keys would be theirs."""
    moodle.answers["/openid-registration.php"] = lambda _: (200, {"client_id": "client-1"})
    with app.extensions["database"].read() as session:
        keys_url = registrations.everyone(session)[0].keys_url
    token = invite(app)
    page = result(app, sent(moodle, token))
    assert "known here with other addresses, and an invite cannot change them" in page.words
    with app.extensions["database"].read() as session:
        assert [known.keys_url for known in registrations.everyone(session)] == [keys_url]


def test_an_invite_does_not_bring_back_what_was_removed(app: Flask, moodle: Platform) -> None:
    moodle.answers["/openid-registration.php"] = lambda _: (200, {"client_id": "c"})
    result(app, sent(moodle, invite(app)))
    [registration] = brought(app)
    with app.extensions["database"].begin() as session:
        registrations.remove(session, registration.id)
    page = result(app, sent(moodle, invite(app)))
    assert "removed here; only whoever runs Lineage Lab can restore it" in page.words
    with app.extensions["database"].read() as session:
        assert registrations.get(session, registration.id).is_removed


def test_reloading_and_pressing_again_do_no_harm(app: Flask, moodle: Platform) -> None:
    query = sent(moodle, invite(app))
    for _ in range(2):
        assert open_page(app, query).status == 200
    for _ in range(2):
        assert "is registered" in result(app, query).words
    page = open_page(app, query)
    assert (page.status, "is registered" in page.words) == (200, True)
    assert len(moodle.asked_for("/openid-registration.php")) == 1
    assert len(brought(app)) == 1


def test_of_many_who_press_at_once_one_registers(app: Flask, moodle: Platform) -> None:
    registered = moodle.answers["/openid-registration.php"]

    def slowly(asked: Asked) -> tuple[int, Any]:
        time.sleep(0.2)
        return registered(asked)

    moodle.answers["/openid-registration.php"] = slowly
    form = sent(moodle, invite(app))
    with ThreadPoolExecutor(4) as people:
        statuses = [
            answer.status_code for answer in people.map(lambda _: press(app, form), range(4))
        ]
    assert statuses.count(303) >= 1
    assert set(statuses) <= {303, 403}
    assert len(moodle.asked_for("/openid-registration.php")) == 1


def test_a_used_invite_installs_no_other_lms(app: Flask, moodle: Platform) -> None:
    token = invite(app)
    press(app, sent(moodle, token))
    other = sent(moodle, token, openid_configuration="http://other.example/openid-configuration")
    for page in (open_page(app, other), result(app, other)):
        assert page.status == 403
        assert "An invite works once" in page.words
    assert len(brought(app)) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", ["none", "invented", "ended"])
def test_a_stranger_makes_us_fetch_nothing(
    app: Flask, moodle: Platform, kind: str, method: str
) -> None:
    ended = invite(app, lasts=timedelta(microseconds=1))
    token = {"none": "", "invented": "x" * 43, "ended": ended}[kind]
    query = sent(moodle, token)
    page = open_page(app, query) if method == "GET" else result(app, query)
    assert page.status == 403
    assert "This invite cannot be used" in page.words
    assert moodle.asked == []


def test_the_bare_link_says_where_it_belongs(app: Flask, moodle: Platform) -> None:
    token = invite(app)
    page = open_page(app, {"invite": token})
    assert page.status == 200
    for words in ("Add LTI Advantage", "Dynamic Registration", "Brightspace", "/lti/jwks.json"):
        assert words in page.words
    assert f"{TOOL}/lti/register?invite={token}" in page.text
    assert is_usable(app, token)


def test_the_result_of_an_unused_invite_is_none(app: Flask) -> None:
    page = Client(app).page(f"/lti/registered?invite={invite(app)}")
    assert page.status == 403
    assert "Nothing was installed by this invite yet" in page.words


def test_no_page_of_the_installation_is_kept_by_a_browser(app: Flask, moodle: Platform) -> None:
    token = invite(app)
    for path in ("register?", "register?invite=" + token, "registered?invite=" + token):
        assert Client(app).get(f"/lti/{path}").headers["Cache-Control"] == "no-store"


def test_an_invite_for_another_host_is_refused_before_anything_is_fetched(
    app: Flask, moodle: Platform
) -> None:
    page = open_page(app, sent(moodle, invite(app, host="moodle.example.edu")))
    assert page.status == 403
    assert "This invite is for moodle.example.edu, and this LMS is 127.0.0.1" in page.words
    assert moodle.asked == []


def test_an_invite_for_this_host_is_taken(app: Flask, moodle: Platform) -> None:
    assert "is registered" in result(app, sent(moodle, invite(app, host="127.0.0.1"))).words


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, "<html>"), "Asked who it is, your LMS answered with the status 404"),
        ((401, {"error": "Access token missing"}), "Access token missing"),
        ((302, ""), "your LMS answered with the status 302"),
        ((200, "no JSON"), "There is no configuration of an LMS at"),
        ((200, "[" * 100_000), "There is no configuration of an LMS at"),
        ((200, {"x": "y" * 200_000}), "too much or too slowly"),
        ((200, {"issuer": "https://moodle.example.edu"}), "authorization_endpoint: Missing data"),
    ],
)
def test_a_configuration_that_is_none_is_said(
    app: Flask, moodle: Platform, answer: tuple[int, Any], words: str
) -> None:
    moodle.answers["/openid-configuration.php"] = lambda _: answer
    token = invite(app)
    for page in (open_page(app, sent(moodle, token)), result(app, sent(moodle, token))):
        assert page.status in (422, 502, 503)
        assert words in page.words
    assert is_usable(app, token)
    assert moodle.asked_for("/openid-registration.php") == []


def test_a_platform_that_speaks_for_another_is_refused(app: Flask, moodle: Platform) -> None:
    configuration = json.loads((MOODLE / "openid_configuration.json").read_text())
    moodle.answers["/openid-configuration.php"] = lambda _: (200, configuration)
    page = result(app, sent(moodle, invite(app)))
    assert page.status == 422
    assert f"but speaks for {CAPTURED_HOST}" in page.words
    assert moodle.asked_for("/openid-registration.php") == []


def test_a_slow_configuration_is_given_up(
    app: Flask, moodle: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SILENCE_SECONDS", 0.2)
    answered, given_up = moodle.answers["/openid-configuration.php"], threading.Event()

    def too_late(asked: Asked) -> tuple[int, Any]:
        given_up.wait()
        return answered(asked)

    moodle.answers["/openid-configuration.php"] = too_late
    page = open_page(app, sent(moodle, invite(app)))
    given_up.set()
    assert page.status == 503
    assert "does not answer just now: it takes too long." in page.words


@pytest.mark.parametrize("token", ["a\r\nX-Evil: 1", "é", "x" * 16_001])
def test_a_token_that_is_none_goes_into_no_header(app: Flask, moodle: Platform, token: str) -> None:
    page = result(app, sent(moodle, invite(app), registration_token=token))
    assert page.status == 502
    assert "registration token is none" in page.words
    assert moodle.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://moodle.example.edu/x",
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "file:///etc/passwd",
        "not an address",
    ],
)
def test_a_tool_that_is_online_fetches_nothing_from_private_addresses(
    app: Flask, moodle: Platform, url: str
) -> None:
    online = create_app(replace(app.extensions["config"], base_url="https://lab.example.edu"))
    page = open_page(online, sent(moodle, invite(app), openid_configuration=url))
    online.extensions["database"].close()
    assert page.status == 422
    assert "at no https address outside private networks" in page.words


def test_a_name_that_leads_to_loopback_is_said_with_what_helps(
    app: Flask, moodle: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    online = create_app(replace(app.extensions["config"], base_url="https://lab.example.edu"))
    query = sent(moodle, invite(app), openid_configuration="https://lms.campus.example/x")
    with resolving(monkeypatch, "127.0.0.1"):
        page = open_page(online, query)
    online.extensions["database"].close()
    assert page.status == 503
    assert "lms.campus.example is inside a private network" in page.words
    assert "LINEAGE_LAB_PRIVATE_HOSTS" in page.words
    assert moodle.asked == []


def test_no_token_is_in_the_log(
    app: Flask, moodle: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    """Canvas puts its registration token into the address too."""
    caplog.set_level("INFO")  # what `serve` logs
    query = sent(moodle, invite(app))
    query["openid_configuration"] += f"?registration_token={TOKEN}"
    bad: list[Answer] = [
        lambda _: (200, "no JSON"),
        lambda _: (401, ""),
        lambda _: (200, {"x": "y" * 200_000}),
    ]
    for answer in bad:
        moodle.answers["/openid-configuration.php"] = answer
        assert open_page(app, query).status >= 400
    query["openid_configuration"] = f"http://127.0.0.1:1/x?registration_token={TOKEN}"
    assert open_page(app, query).status == 503
    assert "127.0.0.1:1/x" in caplog.text
    assert TOKEN not in caplog.text
    assert query["invite"] not in caplog.text
