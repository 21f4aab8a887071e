"""The self-check of a platform: each thing that can be wrong there is provoked, and named."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask import Flask
from sqlalchemy import func, select
from urllib3 import HTTPHeaderDict

from lti_tool.models import Registration
from lti_tool.models.scopes import LINE_ITEM_SCOPE, RESULT_SCOPE, ROSTER_SCOPE, SCORE_SCOPE
from lti_tool.platforms import http
from lti_tool.platforms.self_check import platform as asked
from lti_tool.platforms.self_check import running
from lti_tool.platforms.self_check.findings import Finding
from quizzes.db import Base, utcnow
from tests.support.launching import Client
from tests.support.platform import KEY, Asked, Platform, jwk

pytestmark = pytest.mark.words

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EVERYTHING_ELSE = {"Our own address", "Encryption"}


def check(app: Flask) -> dict[str, Finding]:
    """Check the one platform; returns the findings by name."""
    kept = app.extensions
    with app.app_context():
        found = running.check(1, kept["database"], kept["services"], kept["config"])
    assert len({finding.name for finding in found}) == len(found)
    return {finding.name: finding for finding in found}


def become(app: Flask, product: str) -> None:
    """Let the platform say that it is this product."""
    with app.extensions["database"].begin() as session:
        session.get_one(Registration, 1).product = product


def scope_of(request: Asked) -> str:
    """Return the scope that a token was asked for."""
    return parse_qs(request.body.decode())["scope"][0]


def refuse(platform: Platform, error: str, *scopes: str) -> None:
    """Let the platform give no token for these scopes, for any where none is named."""

    def token(request: Asked) -> tuple[int, Any]:
        if scopes and scope_of(request) not in scopes:
            return platform.usual(request)
        return 400, {"error": error}

    platform.answers["/token"] = token


def test_a_platform_that_works_has_nothing_wrong(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    platform.answers["/items"] = lambda _: (200, [])
    found = check(app)
    wrong = {name for name, finding in found.items() if finding.state != "ok"}
    assert wrong == EVERYTHING_ELSE  # the tool is at no real address in this test
    assert "1 RSA key" in found[asked.KEY_SET].sentence


def test_a_check_changes_nothing(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    Client(app).get("/lti/jwks.json")  # our first key is made when it is first asked for
    platform.members = [{"user_id": "student-9", "roles": ["Learner"], "name": "Nobody"}]
    before = rows(app)
    check(app)
    after = rows(app)
    assert after.pop("access_token") == 4
    assert {**before, "access_token": 4} == {**after, "access_token": 4}
    assert not platform.scores
    assert {request.method for request in platform.asked if request.path != "/token"} == {"GET"}


def rows(app: Flask) -> dict[str, int]:
    with app.extensions["database"].read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, "gone"), "has no RSA key with an id"),
        ((200, "<p>Welcome</p>"), "has no key set"),
        ((200, {"keys": []}), "no key set"),
        ((200, {"keys": [{**jwk("", KEY), "kid": None}]}), "no RSA key with an id"),
    ],
)
def test_a_key_set_that_cannot_be_used_fails(
    app: Flask, platform: Platform, answer: tuple[int, Any], words: str
) -> None:
    platform.answers["/jwks"] = lambda _: answer
    finding = check(app)[asked.KEY_SET]
    assert finding.state == "failed"
    assert words in finding.sentence
    assert platform.url("/jwks") in finding.advice


def test_a_key_set_that_has_moved_says_where_to(app: Flask, platform: Platform) -> None:
    answer = http.Answer(301, "Moved", _headers(Location="https://lms.example/keys"), b"")
    with app.extensions["database"].read() as session:
        finding = asked.key_set(session.get_one(Registration, 1), answer)
    assert finding.state == "failed"
    assert "leads on to https://lms.example/keys" in finding.sentence


def test_a_platform_that_is_down_fails_and_says_no_time(app: Flask, platform: Platform) -> None:
    with app.extensions["database"].begin() as session:
        session.get_one(Registration, 1).keys_url = "http://127.0.0.1:1/jwks"
        session.get_one(Registration, 1).token_url = "http://127.0.0.1:1/token"
    found = check(app)
    assert found[asked.KEY_SET].state == "failed"
    assert "does not answer" in found[asked.KEY_SET].sentence
    assert found[asked.CLOCK].state == "unknown"
    permission = found["Permission to send scores"]
    assert permission.state == "failed"
    assert "Open http://127.0.0.1:1/token" in permission.advice


def test_a_platform_that_is_down_is_no_matter_of_its_settings(
    app: Flask, platform: Platform
) -> None:
    Client(app).open(platform)
    with app.extensions["database"].begin() as session:
        session.get_one(Registration, 1).token_url = "http://127.0.0.1:1/token"
    found = check(app)
    for name in (asked.LINE_ITEMS, asked.ROSTER):
        assert "does not answer" in found[name].sentence
        assert found[name].advice.startswith(f"Open {platform.issuer}/")


def test_a_host_in_a_private_network_names_the_setting_that_allows_it(app: Flask) -> None:
    guarded = replace(app.extensions["config"], base_url="https://lab.example.edu")
    with app.extensions["database"].begin() as session:
        registration = session.get_one(Registration, 1)
        registration.keys_url = "https://127.0.0.1:1/jwks"
        keys, clock = asked.keys_and_clocks(http.Pool(guarded), registration, utcnow)
    assert keys.state == "failed"
    assert "LINEAGE_LAB_PRIVATE_HOSTS" in keys.sentence
    assert clock.state == "unknown"


def _headers(**headers: str) -> HTTPHeaderDict:
    return HTTPHeaderDict(headers)


@pytest.mark.parametrize(
    ("ahead", "state", "words"),
    [
        (timedelta(0), "ok", "agree"),
        (timedelta(seconds=-6), "ok", "agree"),
        (timedelta(seconds=50), "ok", "agree"),
        (timedelta(seconds=-30), "warning", "30 seconds behind ours"),
        (timedelta(seconds=120), "warning", "120 seconds ahead of ours"),
        (timedelta(minutes=-6), "failed", "360 seconds behind ours"),
        (timedelta(minutes=6), "failed", "360 seconds ahead of ours"),
    ],
)
def test_clocks_are_compared(ahead: timedelta, state: str, words: str) -> None:
    finding = asked.clocks(_headers(Date=format_datetime(NOON + ahead, usegmt=True)), NOON)
    assert (finding.state, words in finding.sentence) == (state, True), finding
    assert ("NTP" in finding.advice) == (state != "ok")


def test_an_answer_from_a_cache_tells_the_time_by_its_age() -> None:
    old = _headers(Date=format_datetime(NOON - timedelta(hours=1), usegmt=True), Age="3600")
    assert asked.clocks(old, NOON).state == "ok"


@pytest.mark.parametrize("headers", [{}, {"Date": "noon"}, {"Date": "", "Age": "x"}])
def test_a_platform_that_says_no_time_permissions_clocks_unknown(headers: dict[str, str]) -> None:
    assert asked.clocks(_headers(**headers), NOON).state == "unknown"


def test_our_clock_is_read_when_the_answer_is_there(app: Flask, platform: Platform) -> None:
    pooled = http.Pool(app.extensions["config"])
    with app.extensions["database"].read() as session:
        registration = session.get_one(Registration, 1)
    late = asked.keys_and_clocks(pooled, registration, lambda: utcnow() + timedelta(hours=1))[1]
    assert late.state == "failed"
    assert "behind ours" in late.sentence


GRADES = "“IMS LTI Assignment and Grade Services” to “Use this service for grade sync and column"
MEMBERS = "“IMS LTI Names and Role Provisioning” to “Use this service to retrieve members'"


@pytest.mark.parametrize(
    ("scope", "state", "without", "in_moodle", "in_canvas"),
    [
        (SCORE_SCOPE, "failed", "No score reaches", GRADES, "create and update submission"),
        (RESULT_SCOPE, "warning", "whether a score arrived", GRADES, "Can view submission data"),
        (
            LINE_ITEM_SCOPE,
            "warning",
            "without a grade column",
            GRADES,
            "create and view assignment data",
        ),
        (ROSTER_SCOPE, "warning", "only those who have", MEMBERS, "Can retrieve user data"),
    ],
)
def test_a_scope_that_is_not_granted_names_the_exact_setting(
    app: Flask,
    platform: Platform,
    scope: str,
    state: str,
    without: str,
    in_moodle: str,
    in_canvas: str,
) -> None:
    refuse(platform, "invalid_scope", scope)
    for product, setting in (("moodle", in_moodle), ("canvas", in_canvas), ("", scope)):
        become(app, product)
        found = check(app)
        permissions = {name: found[name] for name in map(asked.name_of, asked.PERMISSIONS)}
        finding = permissions.pop(asked.name_of(scope))
        assert finding.state == state
        assert without in finding.sentence
        assert setting in finding.advice
        assert {each.state for each in permissions.values()} == {"ok"}


def test_a_token_for_something_else_is_no_permission(app: Flask, platform: Platform) -> None:
    become(app, "moodle")
    granted = {"access_token": "a", "expires_in": 60, "scope": RESULT_SCOPE}
    platform.answers["/token"] = lambda _: (200, granted)
    finding = check(app)["Permission to send scores"]
    assert finding.state == "failed"
    assert GRADES in finding.advice


def test_a_token_that_is_still_good_hides_no_setting_that_is_gone(
    app: Flask, platform: Platform
) -> None:
    assert check(app)["Permission to send scores"].state == "ok"
    refuse(platform, "invalid_scope", SCORE_SCOPE)
    assert check(app)["Permission to send scores"].state == "failed"


@pytest.mark.parametrize(
    ("product", "words"),
    [
        ("moodle", "cURL blocked hosts list"),
        ("canvas", "its state is ON"),
        ("sakai", "the client id is client-1"),
    ],
)
def test_a_platform_that_does_not_know_us_says_what_to_compare(
    app: Flask, platform: Platform, product: str, words: str
) -> None:
    Client(app).open(platform)
    refuse(platform, "invalid_client")
    become(app, product)
    found = check(app)
    assert not [name for name in found if name.startswith("Permission")]
    finding = found[asked.CLIENT]
    assert finding.state == "failed"
    assert "activated" not in finding.sentence
    assert words in finding.advice
    assert "/lti/jwks.json" in finding.advice


@pytest.mark.parametrize(
    ("product", "words"),
    [
        ("moodle", "First activate it in Moodle under"),
        ("canvas", "First turn the developer key ON in Canvas"),
        ("sakai", "First activate Lineage Lab in your LMS"),
    ],
)
@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
def test_a_platform_from_which_nobody_came_may_not_have_activated_us_yet_which_is_said_first(
    app: Flask, platform: Platform, product: str, words: str, error: str
) -> None:
    refuse(platform, error)
    become(app, product)
    failed = [finding for finding in check(app).values() if "client-1" in finding.sentence]
    assert [finding.name for finding in failed] == [asked.CLIENT]
    assert "Nobody has opened the tool from there yet: it may not be activated." in (
        failed[0].sentence
    )
    assert failed[0].advice.startswith(words)
    assert "/lti/jwks.json" in failed[0].advice


def test_a_request_from_the_future_is_a_matter_of_clocks(app: Flask, platform: Platform) -> None:
    refuse(platform, "Cannot handle token with iat prior to 2026-11-22T18:07:59+0000")
    assert "NTP" in check(app)["Permission to send scores"].advice


def test_grade_columns_are_read_from_a_course_that_launched(app: Flask, platform: Platform) -> None:
    assert check(app)[asked.LINE_ITEMS].state == "unknown"
    Client(app).open(platform)
    column = {"id": platform.url("/items/1"), "label": "Tasks", "scoreMaximum": 10}
    platform.answers["/items"] = lambda _: (200, [column])
    finding = check(app)[asked.LINE_ITEMS]
    assert (finding.state, "it has 1" in finding.sentence) == ("ok", True)


def test_grade_columns_that_cannot_be_read_are_a_warning(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    become(app, "moodle")
    platform.answers["/items"] = lambda _: (403, {"error": "no"})
    finding = check(app)[asked.LINE_ITEMS]
    assert finding.state == "warning"
    assert "403" in finding.sentence
    assert GRADES in finding.advice


def test_a_service_that_is_not_permitted_is_named_once(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    refuse(platform, "invalid_scope")
    found = check(app)
    for name in (asked.LINE_ITEMS, asked.ROSTER):
        assert (found[name].state, found[name].advice) == ("unknown", "")
        assert "see the permission" in found[name].sentence


def test_a_class_list_is_read_from_a_course_that_launched(app: Flask, platform: Platform) -> None:
    assert check(app)[asked.ROSTER].state == "unknown"
    Client(app).open(platform)
    assert check(app)[asked.ROSTER].state == "ok"


def test_a_class_list_that_cannot_be_read_is_a_warning(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    become(app, "moodle")
    platform.answers["/members"] = lambda _: (404, "nothing")
    finding = check(app)[asked.ROSTER]
    assert finding.state == "warning"
    assert MEMBERS in finding.advice


def test_a_platform_that_says_nothing_does_not_hold_up_the_check(
    app: Flask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SECONDS", 0.5)
    go_on = threading.Event()

    def silent(request: Asked) -> tuple[int, Any]:
        go_on.wait(4)
        return platform.usual(request)

    platform.answers["/jwks"] = silent
    finding = check(app)[asked.KEY_SET]
    go_on.set()
    for left_to_itself in threading.enumerate():
        if left_to_itself.name.startswith("self-check"):
            left_to_itself.join()
    assert finding.state == "unknown"
    assert "seconds" in finding.sentence


def test_a_removed_platform_is_asked_nothing(app: Flask, platform: Platform) -> None:
    with app.extensions["database"].begin() as session:
        session.get_one(Registration, 1).is_removed = True
    found = check(app)
    assert found["Registration"].state == "failed"
    assert "removed" in found["Registration"].sentence
    assert not platform.asked
