"""Registrations and their deployments at a launch: learned, known, unknown, removed."""

from flask import Flask
from sqlalchemy import delete, select, update

from lti_tool.models import Deployment, Registration
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
