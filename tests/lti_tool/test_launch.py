"""Launches: what is let in, what is turned away, and that a refusal leaves nothing behind."""

import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from flask import Flask
from sqlalchemy import func, select

from lti_tool.models import Registration, ResourceLink, UsedNonce, User, Visit
from lti_tool.platforms import registrations
from quizzes.db import Base
from quizzes.models import Learner
from tests.lti_tool.conftest import details
from tests.support.launching import (
    AGS,
    CLAIM,
    CLIENT_ID,
    MEMBERSHIP,
    NRPS,
    TOOL,
    Client,
    claims,
    instructor,
)
from tests.support.platform import Platform

MOODLE = Path(__file__).parent.parent / "data" / "moodle"


def rows(app: Flask) -> dict[str, int]:
    """Count what launches leave behind."""
    with app.extensions["database"].read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in ("registration", "deployment", "tool_key")
        }


def test_a_student_lands_on_the_activity_under_their_own_name(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    page = client.get(client.open(platform))
    assert page.status_code == 200
    assert "Signed in as" in page.text
    assert "Ada Lovelace" in page.text
    assert "Airflow vs Dagster" in page.text


def test_an_instructor_lands_on_the_class(app: Flask, platform: Platform) -> None:
    path = Client(app).open(platform, instructor(platform))
    assert path.endswith("/class")


def test_a_launch_leaves_one_user_one_link_one_visit_and_the_next_only_a_visit(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    client.open(platform)
    first = rows(app)
    client.open(platform)
    second = rows(app)
    assert first["user"] == first["resource_link"] == first["placement"] == first["visit"] == 1
    assert second == first | {"visit": 2, "used_nonce": 2}


@pytest.mark.parametrize("who", ["student", "teacher", "admin"])
def test_a_launch_captured_from_moodle_and_signed_anew_is_accepted(
    app: Flask, platform: Platform, who: str
) -> None:
    captured = json.loads((MOODLE / f"id_token_{who}.json").read_text())["claims"]
    fresh = claims(platform)
    renewed = ("iss", "aud", "iat", "exp", CLAIM + "deployment_id", CLAIM + "target_link_uri")
    launched = captured | {name: fresh[name] for name in renewed}
    del launched["nonce"]
    path = Client(app).open(platform, launched)
    assert path.endswith("/class") == (who != "student")
    with app.extensions["database"].read() as session:
        link = session.scalars(select(ResourceLink)).one()
        user = session.scalars(select(User)).one()
    assert link.line_item_url == captured[AGS + "claim/endpoint"]["lineitem"]
    assert user.subject == captured["sub"]
    assert user.name == captured["name"]


def test_nobody_needs_a_name_or_an_email(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform, claims(platform, name=None, email=None))
    assert "Signed in as <strong>a student</strong>" in client.get(path).text


@pytest.mark.parametrize("claim", ["name", "email", CLAIM + "context", CLAIM + "custom"])
def test_a_claim_that_may_be_left_out_may_also_be_null(
    app: Flask, platform: Platform, claim: str
) -> None:
    launched = claims(platform) | {claim: None}
    assert Client(app).open(platform, launched).startswith("/visits/")


def test_a_launch_outside_any_course_is_accepted(app: Flask, platform: Platform) -> None:
    assert Client(app).open(platform, claims(platform, **{CLAIM + "context": None}))


BAD: dict[str, Any] = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "client-2"},
    "no audience": {"aud": None},
    "two audiences and no azp": {"aud": [CLIENT_ID, "client-2"]},
    "another azp": {"azp": "client-2"},
    "no exp": {"exp": None},
    "no iat": {"iat": None},
    "expired": {"exp": int(time.time()) - 3600},
    "from the future": {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 7200},
    "issued before all time": {"iat": -(10**18)},
    "half a surrogate pair": {"name": "Ada \ud800"},
    "an address that cannot be parsed": {CLAIM + "target_link_uri": "http://["},
    "a target that only begins like ours": {
        CLAIM + "target_link_uri": TOOL + ".elsewhere.example/"
    },
    "issued long before it was asked for": {"iat": int(time.time()) - 86_400},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "an oversized subject": {"sub": "s" * 300},
    "another nonce": {"nonce": "somebody else's"},
    "no deployment": {CLAIM + "deployment_id": None},
    "an unknown deployment": {CLAIM + "deployment_id": "2"},
    "another LTI version": {CLAIM + "version": "1.1"},
    "no LTI version": {CLAIM + "version": None},
    "no message type": {CLAIM + "message_type": None},
    "an unknown message": {CLAIM + "message_type": "LtiSomethingElse"},
    "no roles": {CLAIM + "roles": None},
    "roles that are no list": {CLAIM + "roles": "Learner"},
    "no resource link": {CLAIM + "resource_link": None},
    "a resource link without id": {CLAIM + "resource_link": {"title": "x"}},
    "a target that is not ours": {
        CLAIM + "target_link_uri": "https://elsewhere.example/lti/launch"
    },
    "no target": {CLAIM + "target_link_uri": None},
    "a NUL character": {"name": "Ada\0Lovelace"},
    "a grade service that is no address": {
        AGS + "claim/endpoint": {"scope": [], "lineitem": "javascript:alert(1)"}
    },
    "a class list that is no address": {NRPS: {"context_memberships_url": "file:///etc/passwd"}},
    "an activity that does not exist": {CLAIM + "custom": {"activity": "no-such-thing"}},
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_launch_is_refused_in_plain_words_and_leaves_nothing(
    app: Flask, platform: Platform, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = rows(app)
    with caplog.at_level("INFO"):
        answer = Client(app).launch(platform, claims(platform, **BAD[fault]))
    assert 400 <= answer.status_code < 500
    assert "<h1>" in answer.text
    assert "Reference" in answer.text
    assert "LaunchRefused" in caplog.text
    assert rows(app) == before


@pytest.mark.parametrize("kid", [None, "another-key"])
def test_a_launch_signed_by_no_known_key_is_refused(
    app: Flask, platform: Platform, kid: str | None
) -> None:
    assert Client(app).launch(platform, claims(platform), kid=kid).status_code == 403


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_launch_with_another_algorithm_is_refused(
    app: Flask, platform: Platform, algorithm: str
) -> None:
    client = Client(app)
    state, nonce = client.log_in(platform)
    secret = "a shared secret of sufficient length" if algorithm == "HS256" else None
    id_token = jwt.encode(
        claims(platform, nonce=nonce), secret, algorithm, headers={"kid": "platform-key-1"}
    )
    assert client.post_launch(state, id_token).status_code == 403


def test_a_launch_that_was_changed_after_signing_is_refused(app: Flask, platform: Platform) -> None:
    client = Client(app)
    state, nonce = client.log_in(platform)
    header, _, signature = platform.sign(claims(platform, nonce=nonce)).split(".")
    other = platform.sign(claims(platform, nonce=nonce, sub="somebody-else")).split(".")[1]
    assert client.post_launch(state, f"{header}.{other}.{signature}").status_code == 403


@pytest.mark.parametrize("id_token", ["", "x", "a.b.c", "e30.e30.e30", "W10.W10.W10"])
def test_what_is_no_id_token_at_all_is_refused(
    app: Flask, platform: Platform, id_token: str
) -> None:
    client = Client(app)
    state, _ = client.log_in(platform)
    assert client.post_launch(state, id_token).status_code in (400, 403)


def test_a_launch_works_once(app: Flask, platform: Platform) -> None:
    client = Client(app)
    state, nonce = client.log_in(platform)
    id_token = platform.sign(claims(platform, nonce=nonce))
    assert client.post_launch(state, id_token).status_code == 303
    before = rows(app)
    again = client.post_launch(state, id_token)
    assert again.status_code == 403
    assert "already used once" in again.text
    assert rows(app) == before


def test_a_state_of_another_browser_is_refused(app: Flask, platform: Platform) -> None:
    attacker, victim = Client(app), Client(app)
    state, nonce = attacker.log_in(platform)
    (theirs,) = attacker.cookies
    victim.flask.set_cookie(theirs, "the victim's own", domain="127.0.0.1", path="/lti/launch")
    id_token = platform.sign(claims(platform, nonce=nonce))
    assert victim.post_launch(state, id_token).status_code == 403


@pytest.mark.parametrize("state", ["forged", "WzEsIm4iXQ.aaaa.bbbb"])
def test_a_forged_state_is_refused(app: Flask, platform: Platform, state: str) -> None:
    answer = Client(app).post_launch(state, platform.sign(claims(platform, nonce="n")))
    assert answer.status_code == 403


def test_an_error_of_the_platform_is_explained(app: Flask, platform: Platform) -> None:
    answer = Client(app).post("/lti/launch", {"error": "login_required", "state": "s"})
    assert answer.status_code == 403
    assert "Sign in to your LMS" in answer.text


def test_a_login_with_a_nul_character_is_refused(app: Flask, platform: Platform) -> None:
    sent = {"iss": "\0", "login_hint": "x", "target_link_uri": TOOL + "/lti/launch"}
    assert Client(app).get("/lti/login", query_string=sent).status_code == 400


@pytest.mark.parametrize("missing", ["iss", "login_hint", "target_link_uri"])
def test_a_login_that_lacks_something_is_refused(
    app: Flask, platform: Platform, missing: str
) -> None:
    sent = {"iss": platform.issuer, "login_hint": "x", "target_link_uri": TOOL + "/lti/launch"}
    del sent[missing]
    assert Client(app).get("/lti/login", query_string=sent).status_code == 400


def test_a_login_of_an_unknown_platform_says_who_can_help(app: Flask) -> None:
    sent = {
        "iss": "https://elsewhere.example",
        "login_hint": "x",
        "target_link_uri": TOOL + "/lti/launch",
    }
    answer = Client(app).post("/lti/login", sent)
    assert answer.status_code == 403
    assert "Ask whoever runs the LMS" in answer.text


def test_two_registrations_of_one_issuer_are_told_apart(app: Flask, platform: Platform) -> None:
    with app.extensions["database"].begin() as session:
        registrations.save(
            session,
            details(platform, client_id="client-2", deployment="9"),
            app.extensions["config"],
        )
    client = Client(app)
    client.open(platform)
    for sent in ({"client_id": "client-2"}, {"client_id": "", "lti_deployment_id": "9"}):
        state, nonce = client.log_in(platform, **sent)
        second = claims(platform, aud="client-2", nonce=nonce, **{CLAIM + "deployment_id": "9"})
        assert client.post_launch(state, platform.sign(second)).status_code == 303
    with app.extensions["database"].read() as session:
        users = session.execute(
            select(Registration.client_id, User.subject)
            .join(User, User.registration_id == Registration.id)
            .order_by(Registration.client_id)
        ).all()
    assert [tuple(user) for user in users] == [
        (CLIENT_ID, "student-1"),
        ("client-2", "student-1"),
    ]


def test_a_login_that_could_mean_two_registrations_is_refused(
    app: Flask, platform: Platform
) -> None:
    with app.extensions["database"].begin() as session:
        registrations.save(
            session, details(platform, client_id="client-2"), app.extensions["config"]
        )
    sent = {
        "iss": platform.issuer,
        "login_hint": "x",
        "target_link_uri": TOOL + "/lti/launch",
    }
    assert Client(app).get("/lti/login", query_string=sent).status_code == 403


def test_a_token_of_one_registration_does_not_open_another(app: Flask, platform: Platform) -> None:
    with app.extensions["database"].begin() as session:
        registrations.save(
            session,
            details(platform, client_id="client-2", deployment="9"),
            app.extensions["config"],
        )
    client = Client(app)
    state, nonce = client.log_in(platform, client_id="client-2")
    mine = platform.sign(claims(platform, nonce=nonce))
    assert client.post_launch(state, mine).status_code == 403


def test_the_key_set_is_fetched_once_for_many_launches(app: Flask, platform: Platform) -> None:
    for _ in range(3):
        Client(app).open(platform)
    assert len(platform.asked_for("/jwks")) == 1


def test_a_platform_whose_keys_cannot_be_had_is_named_as_the_cause_and_asked_again_soon(
    app: Flask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.answers["/jwks"] = lambda _: (503, "down")
    for _ in range(2):
        assert Client(app).launch(platform, claims(platform)).status_code == 503
    assert len(platform.asked_for("/jwks")) == 1
    del platform.answers["/jwks"]
    monkeypatch.setattr("lti_tool.platforms.key_sets.SECONDS_AFTER_A_FAILURE", 0)
    assert Client(app).launch(platform, claims(platform)).status_code == 303


def test_our_own_key_set_names_a_public_key_and_nothing_private(
    app: Flask, platform: Platform
) -> None:
    answer = Client(app).get("/lti/jwks.json").get_json()
    (key,) = answer["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "alg", "use"}
    assert Client(app).get("/lti/jwks.json").get_json() == answer


@pytest.mark.parametrize(
    ("roles", "is_staff"),
    [
        ([MEMBERSHIP + "Learner"], False),
        ([MEMBERSHIP + "Instructor", MEMBERSHIP + "Learner"], True),
        (["Instructor"], True),
        (["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"], True),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"], False),
        (
            [
                "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
                MEMBERSHIP + "Learner",
            ],
            False,
        ),
        (["http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"], True),
        (["urn:something:Unknown"], False),
        ([""], False),
        ([], False),
    ],
)
def test_roles_in_the_course_decide_and_unknown_ones_give_nothing(
    app: Flask, platform: Platform, roles: list[str], is_staff: bool
) -> None:
    path = Client(app).open(platform, claims(platform, **{CLAIM + "roles": roles}))
    assert path.endswith("/class") == is_staff


def test_every_visit_has_one_learner_behind_it(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    Client(app).open(platform, claims(platform, sub="student-2"))
    with app.extensions["database"].read() as session:
        assert session.scalar(select(func.count()).select_from(Learner)) == 2
        assert session.scalar(select(func.count()).select_from(Visit)) == 2
        assert session.scalar(select(func.count()).select_from(UsedNonce)) == 2
