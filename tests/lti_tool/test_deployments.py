"""Registrations and their deployments at a launch: learned, known, unknown, removed."""

import pytest
from flask import Flask
from sqlalchemy import Update, delete, select, update

from lti_tool.models import Deployment, Registration
from tests.support.answering import by_administrator
from tests.support.launching import CLAIM, Client, claims
from tests.support.platform import Platform


def deployments(app: Flask) -> list[str]:
    with app.extensions["database"].read() as session:
        return list(session.scalars(select(Deployment.deployment_id)))


def test_a_platform_that_named_no_deployment_yet_brings_its_first_one(
    app: Flask, platform: Platform
) -> None:
    with app.extensions["database"].begin() as session:
        session.execute(delete(Deployment))
    Client(app).open(platform, claims(platform, **{CLAIM + "deployment_id": "account-7"}))
    assert deployments(app) == ["account-7"]


def test_a_second_deployment_is_for_an_admin_to_add_and_the_page_names_it(
    app: Flask, platform: Platform
) -> None:
    answer = Client(app).launch(platform, claims(platform, **{CLAIM + "deployment_id": "other"}))
    assert answer.status_code == 403
    assert "deployment “other”" in answer.text
    assert deployments(app) == ["1"]


def test_a_removed_platform_launches_nothing(app: Flask, platform: Platform) -> None:
    client = Client(app)
    state, nonce = client.log_in(platform)
    with app.extensions["database"].begin() as session:
        session.execute(update(Registration).values(is_removed=True))
    answer = client.post_launch(state, platform.sign(claims(platform, nonce=nonce)))
    assert (answer.status_code, "does not know your LMS" in answer.text) == (403, True)


@pytest.mark.parametrize(
    "change",
    [
        update(Registration).values(is_removed=True),
        update(Registration).values(client_id="another"),
        update(Registration).values(keys_url="http://127.0.0.1:1/none"),
        update(Deployment).values(deployment_id="another"),
    ],
    ids=["removed", "another client", "other keys", "another deployment"],
)
def test_what_an_admin_changes_holds_for_the_next_launch_in_every_process(
    app: Flask, platform: Platform, change: Update
) -> None:
    Client(app).open(platform)
    client = Client(app)
    state, nonce = client.log_in(platform)
    with app.extensions["database"].begin() as session:  # as another process does
        session.execute(change)
    answer = client.post_launch(state, platform.sign(claims(platform, nonce=nonce)))
    assert answer.status_code in (403, 503)


def test_so_it_does_for_an_administrator_who_comes_about_data(
    app: Flask, platform: Platform
) -> None:
    Client(app).open(platform)
    client = Client(app)
    state, nonce = client.log_in(platform)
    with app.extensions["database"].begin() as session:
        session.execute(update(Deployment).values(deployment_id="another"))
    answer = client.post_launch(state, platform.sign(by_administrator(platform, nonce=nonce)))
    assert (answer.status_code, deployments(app)) == (403, ["another"])


def test_a_deployment_that_an_admin_adds_lets_the_next_launch_in(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    client.open(platform)
    with app.extensions["database"].begin() as session:
        registration = session.scalars(select(Registration)).one()
        session.add(Deployment(registration=registration, deployment_id="other"))
    client.open(platform, claims(platform, **{CLAIM + "deployment_id": "other"}))


def test_a_launch_says_which_lms_it_is_where_nobody_did_before(
    app: Flask, platform: Platform
) -> None:
    says = {"guid": "x", "product_family_code": "Moodle", "name": "Our Moodle"}
    later = {"guid": "x", "product_family_code": "other", "name": "Another"}
    for said in (says, later):
        Client(app).open(platform, claims(platform, **{CLAIM + "tool_platform": said}))
    with app.extensions["database"].read() as session:
        registration = session.scalars(select(Registration)).one()
    assert (registration.product, registration.name) == ("moodle", "Our Moodle")
