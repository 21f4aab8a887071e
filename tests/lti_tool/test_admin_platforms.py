"""The admin's pages of platforms: how each stands, its check, its removal, its deployments."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update

from lti_tool import formats
from lti_tool.admin import standing
from lti_tool.models import Deployment, Enrollment, Registration, Score
from quizzes.db import utcnow
from tests.support.admin import signed_in
from tests.support.forms import Page
from tests.support.launching import Client, submit_right
from tests.support.platform import Platform

ONE = "/admin/platforms/1"


def become(app: Flask, **known: object) -> None:
    """Change what is known of every platform."""
    with app.extensions["database"].begin() as session:
        session.execute(update(Registration).values(**known))


def posted(browser: Client, page: Page, to: str, **fields: str) -> Page:
    """Post a form of a page, and follow where it leads."""
    form = page.form(to=to)
    answer = browser.post(form.action or page.url, dict(form.sends(fields, None)))
    assert answer.status_code == 303, answer.text
    return browser.page(answer.location)


def test_a_tool_without_platforms_leads_to_the_first_step(app: Flask) -> None:
    with app.extensions["database"].begin() as session:
        session.execute(delete(Deployment))
        session.execute(delete(Registration))
    page = signed_in(app).page("/admin")
    assert "Connect your first LMS" in page.words
    assert page.link("With one link") == "/admin/invites"
    assert page.link("Canvas, by a developer key") == "/admin/add/canvas"


@pytest.mark.parametrize(
    ("product", "words"),
    [
        ("moodle", "Activate it in Moodle under Site administration → Plugins"),
        ("canvas", "Turn the developer key ON in Canvas"),
        ("", "Activate Lineage Lab in your LMS"),
    ],
)
def test_a_platform_that_never_launched_says_what_is_left(
    app: Flask, product: str, words: str
) -> None:
    become(app, product=product)
    page = signed_in(app).page("/admin")
    assert f"Waiting for its first launch {words}" in page.words


def test_a_platform_that_launched_says_when(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    page = signed_in(app).page("/admin")
    launched = utcnow().astimezone()
    assert f"Works: last launch {launched:%H:%M} today" in page.words
    with app.extensions["database"].begin() as session:
        session.execute(update(Enrollment).values(launched_at=utcnow() - timedelta(days=3)))
    assert formats.clock(launched - timedelta(days=3)) in signed_in(app).page("/admin").words


def test_a_platform_without_a_deployment_gets_it_with_its_first_launch(
    app: Flask, platform: Platform
) -> None:
    with app.extensions["database"].begin() as session:
        session.execute(delete(Deployment))
    browser = signed_in(app)
    assert "The first launch brings the first one" in browser.page(ONE).words
    Client(app).open(platform)
    assert "Another deployment id" in browser.page(ONE).words


def test_a_platforms_page_shows_how_it_is_registered(app: Flask, platform: Platform) -> None:
    page = signed_in(app).page(ONE)
    for shown in (platform.issuer, "client-1", "/auth", "/token", "/jwks", "Check it now"):
        assert shown in page.words


@pytest.mark.parametrize("path", ["", "/check", "/removal"])
def test_a_platform_that_is_not_there_is_not_found(app: Flask, path: str) -> None:
    answer = signed_in(app).get(f"/admin/platforms/99{path}")
    assert answer.status_code == 404
    assert "could not find that LMS" in answer.text


def test_a_number_that_no_database_has_is_not_found(app: Flask) -> None:
    assert signed_in(app).get(f"/admin/platforms/{10**30}").status_code == 404


def test_a_deployment_is_added(app: Flask) -> None:
    browser = signed_in(app)
    page = posted(browser, browser.page(ONE), "/deployments", deployment=" 42 ")
    assert "1 42 Another deployment id" in page.words


@pytest.mark.parametrize("typed", ["", "  ", "x" * 256])
def test_a_deployment_that_is_none_keeps_what_was_typed_beside_its_fault(
    app: Flask, typed: str
) -> None:
    answer = signed_in(app).post(f"{ONE}/deployments", {"deployment": typed})
    assert answer.status_code == 422
    page = Page(ONE, 422, answer.text)
    assert page.form("deployment").sends({}, None) == [("deployment", typed.strip())]
    assert "1 to 255 characters" in page.words


def test_removing_says_what_happens_and_restoring_undoes_it(app: Flask, platform: Platform) -> None:
    browser = signed_in(app)
    page = browser.page(browser.page(ONE).link("Remove …"))
    assert "launches are refused" in page.words
    page = posted(browser, page, "/remove")
    assert "Removed: launches are refused" in page.words
    assert "Check it now" not in page.words
    assert Client(app).get("/lti/login").status_code == 400
    refused = Client(app).get(
        "/lti/login",
        query_string={
            "iss": platform.issuer, "login_hint": "x", "client_id": "client-1",
            "target_link_uri": "http://127.0.0.1:8001/lti/launch",
        },
    )  # fmt: skip
    assert refused.status_code == 403
    page = posted(browser, browser.page(page.link("Restore …")), "/restore")
    assert "Waiting for its first launch" in page.words
    Client(app).open(platform)


def test_removed_platforms_come_last(app: Flask, platform: Platform) -> None:
    with app.extensions["database"].begin() as session:
        known = session.get_one(Registration, 1)
        known.is_removed = True
        session.add(
            Registration(
                issuer="https://b.example", client_id="c", login_url="", token_url="",
                keys_url="", name="The other", created_at=utcnow(),
            )
        )  # fmt: skip
    with app.extensions["database"].read() as session:
        names = [each.registration.issuer for each in standing.everything(session)]
    assert names == ["https://b.example", platform.issuer]


def test_grades_that_are_still_owed_are_counted_without_naming_anybody(
    app: Flask, platform: Platform
) -> None:
    student = Client(app)
    submit_right(student, student.open(platform))
    browser = signed_in(app)
    page = browser.page(ONE)
    assert "1 grade is still to be sent" in page.words
    for path in (ONE, "/admin", f"{ONE}/removal", f"{ONE}/check"):
        assert "Ada" not in browser.get(path).text
    assert "1 grade still owed to it waits" in browser.page(f"{ONE}/removal").words
    with app.extensions["database"].begin() as session:
        session.execute(update(Score).values(due_at=None, problem="404 student-1"))
    page = browser.page(ONE)
    assert "1 grade was not taken by the LMS" in page.words
    assert "student-1" not in page.text
    with app.extensions["database"].begin() as session:
        session.execute(update(Score).values(problem=None))
    assert "1 score has no grade column" in browser.page(ONE).words
    with app.extensions["database"].begin() as session:
        session.execute(update(Score).values(delivered_version=Score.version))
    assert "Nothing is owed" in browser.page(ONE).words


def test_a_platform_that_takes_no_scores_is_named_with_since_when_and_why(
    app: Flask, platform: Platform
) -> None:
    with app.extensions["database"].begin() as session:
        values = {"grades_problem": "The LMS does not answer.", "grades_problem_since": utcnow()}
        session.execute(update(Registration).values(**values))
    page = signed_in(app).page(ONE)
    assert "It takes no scores since" in page.words
    assert "The LMS does not answer." in page.words


def test_a_check_shows_the_worst_first_with_what_mends_it(app: Flask, platform: Platform) -> None:
    become(app, product="moodle")
    platform.answers["/token"] = lambda _: (400, {"error": "invalid_scope"})
    words = signed_in(app).page(f"{ONE}/check").words
    assert "1 thing does not work" in words
    assert "Use this service for grade sync and column management" in words
    kinds = ["Does not work", "Look at this", "Not known yet", "Works"]
    assert sorted(kinds, key=words.index) == kinds


def test_a_platform_is_called_by_its_name_else_by_kind_and_host(app: Flask) -> None:
    become(app, product="moodle", issuer="https://moodle.example.edu/sub")
    assert "Moodle at moodle.example.edu" in signed_in(app).page("/admin").words
    become(app, name="Physics")
    assert "Physics" in signed_in(app).page("/admin").words
    become(app, name="<script>alert(1)</script>")
    assert "<script>alert" not in signed_in(app).get("/admin").text
