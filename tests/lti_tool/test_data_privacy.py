"""The pages of an LMS's administrator: find somebody, look, take out, erase, and nobody else."""

import json
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from itsdangerous import TimestampSigner
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool import privacy
from lti_tool.administrators import SESSION, TICKET
from lti_tool.cli import group
from lti_tool.config import Config
from lti_tool.data_privacy.words import TABLES
from lti_tool.learner import kept
from lti_tool.models import Deployment, Registration, User
from lti_tool.platforms import registrations
from lti_tool.platforms.tool_description import PRIVACY
from quizzes.models import Event
from tests.lti_tool.a_classroom import Classroom
from tests.lti_tool.conftest import details
from tests.support.answering import by_administrator, enter, ticket
from tests.support.forms import Page
from tests.support.launching import CLAIM, Client, claims, read_everything
from tests.support.platform import Platform
from tests.support.rows import everything


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    """Ada, who did everything there is to do, Grace, who decided something for her, and Alan."""
    made = Classroom(app, platform)
    read_everything(made.student, made.activity)
    made.decide("override", points="12", reading="done")
    made.another("student-2", "Alan Turing")
    return made


@pytest.fixture
def admin(app: Flask) -> Client:
    """The browser of the LMS's administrator."""
    return Client(app)


def opened(admin: Client, platform: Platform, about: str = "", **changes: object) -> Page:
    """Launch, press the button, and read the page behind it."""
    launched = by_administrator(platform, about, **changes)
    return admin.page(enter(admin, admin.launch(platform, launched)))


def user(app: Flask, subject: str) -> User:
    with app.extensions["database"].read() as session:
        return session.scalars(select(User).filter_by(subject=subject)).one()


def found(admin: Client, page: Page, words: str) -> Page:
    """Search as the page's form does."""
    home = urlsplit(page.url).path.partition("people")[0]
    return admin.page(f"{home}?words={words}")


def erase(admin: Client, page: Page) -> TestResponse:
    """Go on from a person's page to the confirmation, and confirm."""
    form = admin.page(page.link("Erase …")).form(to="erasure")
    return admin.post(form.action)


@pytest.mark.parametrize("spelling", PRIVACY)
def test_whom_the_launch_names_is_who_is_shown(
    admin: Client, platform: Platform, classroom: Classroom, spelling: str
) -> None:
    page = opened(admin, platform, "student-1", **{CLAIM + "message_type": spelling})
    assert page.status == 200
    for words in ("Ada Lovelace", "ada@example.org", "student-1", "Data Engineering 101"):
        assert words in page.words
    assert "Attempts at the questions: what was asked, and what they earned (1)" in page.words
    assert "Signed in as Barbara Liskov" in page.words
    assert "Alan" not in page.words


@pytest.mark.parametrize("words", ["turing", "student-2@example", "student-2"])
def test_people_are_found_by_name_email_or_id(
    admin: Client, platform: Platform, classroom: Classroom, words: str
) -> None:
    page = found(admin, opened(admin, platform), words)
    assert "1 person found" in page.words
    assert "student-2@example.org" in admin.page(page.link("Alan Turing")).words


def test_nobody_is_listed_unasked_and_whoever_is_not_known_is_said_to_be_so(
    admin: Client, platform: Platform, classroom: Classroom
) -> None:
    page = opened(admin, platform)
    assert "Ada" not in page.words
    page = opened(admin, platform, "a-stranger")
    assert "Nothing is kept here about anybody with “a-stranger”" in page.words


def test_the_file_is_the_one_of_the_command_line(
    app: Flask, admin: Client, platform: Platform, classroom: Classroom
) -> None:
    page = opened(admin, platform, "student-1")
    answer = admin.get(page.link("Download it as a file"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    number = str(user(app, "student-1").id)
    ran = app.test_cli_runner().invoke(group, ["people", "export", number])
    assert json.loads(answer.text) == json.loads(ran.output)


def test_before_anything_is_erased_it_says_what_goes_and_what_stays(
    app: Flask, admin: Client, platform: Platform, classroom: Classroom
) -> None:
    page = admin.page(opened(admin, platform, "student-1").link("Erase …"))
    for words in ("Erase Ada Lovelace?", "What they wrote", "The grade in your LMS is not touched"):
        assert words in page.words
    assert user(app, "student-1").name == "Ada Lovelace"


def test_who_is_erased_is_gone_and_nobody_else_changes(
    app: Flask, admin: Client, platform: Platform, classroom: Classroom
) -> None:
    database, other = app.extensions["database"], user(app, "student-2")
    sent = dict(platform.scores)
    with database.read() as session:
        before = privacy.export(session, other)
    answer = erase(admin, opened(admin, platform, "student-1"))
    assert answer.status_code == 303
    assert "That person is erased." in admin.page(answer.location).words
    rows = str(everything(database))
    for words in ("Ada Lovelace", "'student-1'", "word word"):
        assert words not in rows
    with database.read() as session:
        assert privacy.export(session, other) == before
    assert platform.scores == sent
    assert classroom.student.get(classroom.activity).status_code == 403
    assert "Alan Turing" in found(admin, opened(admin, platform), "turing").words


def test_an_erasure_is_an_event_that_names_who_did_it_and_not_to_whom(
    app: Flask,
    admin: Client,
    platform: Platform,
    classroom: Classroom,
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = opened(admin, platform, "student-1")
    with caplog.at_level("INFO"):
        erase(admin, page)
    with app.extensions["database"].read() as session:
        (event,) = session.scalars(select(Event).filter_by(kind="erasure"))
    assert (event.author, event.learner_id, event.details) == ("Barbara Liskov", None, {})
    assert "erased person" in caplog.text
    assert "Ada" not in caplog.text
    another = user(app, "student-2").id
    told = classroom.teacher.page(classroom.page.replace(page.url.rpartition("/")[2], str(another)))
    assert "Barbara Liskov erased everything that was kept about one person" in told.words


def test_an_administrator_who_is_erased_is_named_by_no_event(
    app: Flask, admin: Client, platform: Platform, classroom: Classroom
) -> None:
    erase(admin, opened(admin, platform, "student-1"))
    Client(app).open(platform, claims(platform, sub="administrator-1", name="Barbara Liskov"))
    erase(admin, opened(admin, platform, "administrator-1"))
    with app.extensions["database"].read() as session:
        authors = set(session.scalars(select(Event.author).filter_by(kind="erasure")))
    assert authors == {"an instructor"}


def test_another_lms_has_other_people(
    app: Flask, admin: Client, platform: Platform, classroom: Classroom, config: Config
) -> None:
    neighbour = details(platform, client_id="client-2", deployment="2")
    with app.extensions["database"].begin() as session:
        registrations.save(session, neighbour, config)
    state, nonce = admin.log_in(platform, client_id="client-2")
    ours = {"aud": "client-2", CLAIM + "deployment_id": "2", "nonce": nonce}
    launched = by_administrator(platform, "student-1", **ours)
    page = admin.page(enter(admin, admin.post_launch(state, platform.sign(launched))))
    assert "Nothing is kept here about anybody" in page.words
    number = user(app, "student-1").id
    theirs = f"{urlsplit(page.url).path}people/{number}"
    for path in (theirs, f"{theirs}/file", f"{theirs}/erasure"):
        assert admin.get(path).status_code == 404
    assert admin.post(f"{theirs}/erasure").status_code == 404
    assert user(app, "student-1").name == "Ada Lovelace"


def test_where_one_registration_serves_several_each_sees_only_its_own(
    app: Flask, admin: Client, platform: Platform, classroom: Classroom
) -> None:
    with app.extensions["database"].begin() as session:
        registration = session.scalars(select(Registration)).one()
        registrations.add_deployment(session, registration.id, "2")
    there = {CLAIM + "deployment_id": "2"}
    for subject, name in (("student-3", "Edsger Dijkstra"), ("student-2", "Alan Turing")):
        Client(app).open(platform, claims(platform, sub=subject, name=name, **there))
    page = opened(admin, platform, **there)
    assert "Edsger Dijkstra" in found(admin, page, "dijkstra").words
    assert "No people found" in found(admin, page, "lovelace").words
    assert "No people found" in found(admin, page, "turing").words, "he is in both"
    assert "more than once" in page.words


def test_the_button_works_once_and_for_a_minute(
    admin: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = ticket(admin.launch(platform, by_administrator(platform)))
    assert admin.post("/data-privacy/enter", {"ticket": used}).status_code == 303
    assert admin.post("/data-privacy/enter", {"ticket": used}).status_code == 403
    late = ticket(admin.launch(platform, by_administrator(platform)))
    pass_by(monkeypatch, TICKET)
    answer = admin.post("/data-privacy/enter", {"ticket": late})
    assert (answer.status_code, "works once" in answer.text) == (403, True)


def test_after_an_hour_or_a_sign_out_nobody_is_there_any_more(
    admin: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(admin, platform)
    assert "You are signed out" in admin.post(page.form(to="sign-out").action).text
    assert admin.get(page.url).status_code == 403
    page = opened(admin, platform)
    pass_by(monkeypatch, SESSION)
    assert admin.get(page.url).status_code == 403


def pass_by(monkeypatch: pytest.MonkeyPatch, span: timedelta) -> None:
    """Let time pass for what is signed."""
    later = 5 + span.total_seconds()
    now = time.time()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(now + later))


def test_a_removed_platforms_administrator_is_let_in_no_more(
    app: Flask, admin: Client, platform: Platform
) -> None:
    page = opened(admin, platform)
    with app.extensions["database"].begin() as session:
        registrations.remove(session, session.scalars(select(Registration.id)).one())
    assert admin.get(page.url).status_code == 403


def test_another_browser_is_not_let_in(app: Flask, admin: Client, platform: Platform) -> None:
    page = opened(admin, platform)
    assert Client(app).get(page.url).status_code == 403


def test_another_sites_form_erases_nobody(
    app: Flask, admin: Client, platform: Platform, classroom: Classroom
) -> None:
    form = admin.page(opened(admin, platform, "student-1").link("Erase …")).form(to="erasure")
    answer = admin.post(form.action, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert user(app, "student-1").name == "Ada Lovelace"


def test_the_pages_are_in_no_frame_and_the_button_is_in_the_lmss(
    admin: Client, platform: Platform
) -> None:
    answer = admin.launch(platform, by_administrator(platform))
    assert "frame-ancestors 'none'" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    page = admin.get(enter(admin, answer))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_cookie_is_for_one_deployments_pages_alone(
    app: Flask, admin: Client, platform: Platform
) -> None:
    sent = ticket(admin.launch(platform, by_administrator(platform)))
    cookie = admin.post("/data-privacy/enter", {"ticket": sent}).headers["Set-Cookie"]
    with app.extensions["database"].read() as session:
        number = session.scalars(select(Deployment.id)).one()
    for part in (f"Path=/data-privacy/{number};", "HttpOnly", "SameSite=Lax"):
        assert part in cookie


def test_the_administrator_becomes_nobody_here(
    app: Flask, admin: Client, platform: Platform
) -> None:
    opened(admin, platform)
    assert "Liskov" not in str(everything(app.extensions["database"]))


def test_every_table_of_a_persons_is_put_into_words() -> None:
    assert set(TABLES) == set(kept.TABLES)
