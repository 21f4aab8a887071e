"""Launches: what one leaves behind. What is let in and what is not: tests/certification."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lti_tool.models import Registration, ResourceLink, UsedNonce, User, Visit
from lti_tool.platforms import registrations
from quizzes.db import Base
from quizzes.models import Learner
from tests.lti_tool.conftest import details
from tests.support.launching import (
    AGS,
    CLAIM,
    CLIENT_ID,
    DEPLOYMENT,
    TOOL,
    Client,
    claims,
    instructor,
)
from tests.support.platform import Asked, Platform
from tests.support.statements import listening

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


@pytest.mark.parametrize(
    "claim",
    [
        {"roles": ["Instructor"]},
        {"deployment_id": "2"},
        {"context": {"id": "course-2"}},
        {"resource_link": {"id": "link-2"}},
        {"nrps": {"context_memberships_url": "http://127.0.0.1:1/"}},
        {"for_user": "student-2"},
    ],
)
def test_a_claim_of_another_vocabulary_says_nothing_by_a_name_of_ours(
    app: Flask, platform: Platform, claim: dict[str, Any]
) -> None:
    assert not Client(app).open(platform, claims(platform) | claim).endswith("/class")
    with app.extensions["database"].read() as session:
        link = session.scalars(select(ResourceLink)).one()
        assert (link.resource_link_id, link.context.context_id) == ("link-1", "course-1")
        assert link.context.deployment.deployment_id == DEPLOYMENT
        assert link.context.memberships_url == platform.url("/members")


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


def test_two_may_come_first_from_a_platform_that_says_then_what_it_is(
    app: Flask, platform: Platform
) -> None:
    def somebody_comes_meanwhile(asked: Asked) -> tuple[int, Any]:
        with app.extensions["database"].begin() as session:
            session.execute(update(Registration).values(product="moodle"))
        return platform.usual(asked)

    platform.answers["/jwks"] = somebody_comes_meanwhile
    assert Client(app).open(platform)


def test_our_own_key_set_names_a_public_key_and_nothing_private(
    app: Flask, platform: Platform
) -> None:
    answer = Client(app).get("/lti/jwks.json").get_json()
    (key,) = answer["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "alg", "use"}
    assert Client(app).get("/lti/jwks.json").get_json() == answer


def test_every_visit_has_one_learner_behind_it(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    Client(app).open(platform, claims(platform, sub="student-2"))
    with app.extensions["database"].read() as session:
        assert session.scalar(select(func.count()).select_from(Learner)) == 2
        assert session.scalar(select(func.count()).select_from(Visit)) == 2
        assert session.scalar(select(func.count()).select_from(UsedNonce)) == 2


def test_a_launch_where_everything_is_known_asks_the_database_little(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    client.open(platform)
    state, nonce = client.log_in(platform)
    id_token = platform.sign({"nonce": nonce} | claims(platform))
    with listening(app.extensions["database"]) as asked:
        answer = client.post_launch(state, id_token)
    assert answer.status_code == 303
    looked = [statement for statement in asked if statement.startswith("SELECT")]
    changed = [statement for statement in asked if not statement.startswith(("SELECT", "BEGIN"))]
    assert len(looked) == 1, looked  # all that the launch names, the registration too
    assert len(changed) == 4, changed  # nonce, enrollment, seat, visit
