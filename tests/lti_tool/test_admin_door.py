"""Who gets into the admin's pages: the link, the cookie, the guard before every page."""

import dataclasses
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool import create_app
from lti_tool.admin import sessions
from lti_tool.admin.door import OPEN_TO_ALL
from lti_tool.admin.sessions import IDLE, LINK, SEEN_AGAIN
from lti_tool.cli import upgrade
from lti_tool.config import Config
from lti_tool.models import AdminSession
from quizzes.db import utcnow
from tests.support.admin import COOKIE, sign_in_link, signed_in
from tests.support.launching import Client


def change(app: Flask, **values: object) -> None:
    """Change every session in the database."""
    with app.extensions["database"].begin() as session:
        session.execute(update(AdminSession).values(**values))


def kept(app: Flask) -> list[AdminSession]:
    """Return every session in the database."""
    with app.extensions["database"].read() as session:
        return list(session.scalars(select(AdminSession)))


def test_the_printed_link_leads_to_a_button_that_signs_in(app: Flask) -> None:
    browser, link = Client(app), sign_in_link(app)
    page = browser.page(link)
    assert page.status == 200
    assert page.form().method == "post"
    answer = browser.post(link)
    assert (answer.status_code, answer.location) == (303, "/admin")
    assert browser.get("/admin").status_code == 200
    assert browser.get("/admin/").status_code == 200


def test_looking_at_the_link_uses_nothing_up(app: Flask) -> None:
    link = sign_in_link(app)
    for _ in range(3):
        looked = Client(app).get(link)
        assert looked.status_code == 200
        assert "Set-Cookie" not in looked.headers
    assert Client(app).post(link).status_code == 303


def test_a_link_signs_in_once(app: Flask) -> None:
    link, other = sign_in_link(app), Client(app)
    assert Client(app).post(link).status_code == 303
    for answer in (other.post(link), other.get(link)):
        assert answer.status_code == 403
        assert "lineage-lab admin" in answer.text
    assert COOKIE not in other.cookies
    assert other.get("/admin").status_code == 403


def test_a_link_signs_in_within_its_minutes_only(app: Flask) -> None:
    link = sign_in_link(app)
    change(app, link_until=utcnow() - timedelta(seconds=1))
    assert Client(app).get(link).status_code == 403
    assert Client(app).post(link).status_code == 403
    assert timedelta(minutes=15) == LINK


@pytest.mark.parametrize("token", ["x", "None", "%00", "\u20ac", "x" * 3000])
def test_an_invented_link_signs_nobody_in(app: Flask, token: str) -> None:
    sign_in_link(app)
    assert Client(app).get(f"/admin/enter/{token}").status_code == 403
    assert Client(app).post(f"/admin/enter/{token}").status_code == 403


def test_a_used_link_does_not_open_the_session_that_it_began(app: Flask) -> None:
    """The link's token and the cookie's secret are two secrets."""
    link = sign_in_link(app)
    Client(app).post(link)
    thief = Client(app)
    thief.flask.set_cookie(COOKIE, link.rpartition("/")[2], domain="127.0.0.1", path="/admin")
    assert thief.get("/admin").status_code == 403


def test_only_hashes_are_kept(app: Flask) -> None:
    link = sign_in_link(app)
    assert link.rpartition("/")[2] not in str(vars(kept(app)[0]))
    browser = signed_in(app)
    assert browser.cookies[COOKIE] not in str([vars(each) for each in kept(app)])


@pytest.mark.parametrize("secret", ["", "x", "€", "a" * 3000, "None"])
def test_a_forged_cookie_is_no_ones(app: Flask, secret: str) -> None:
    sign_in_link(app)  # a row without a secret
    signed_in(app)
    forger = Client(app)
    forger.flask.set_cookie(COOKIE, secret, domain="127.0.0.1", path="/admin")
    assert forger.get("/admin").status_code == 403


def test_another_browser_is_not_signed_in(app: Flask) -> None:
    signed_in(app)
    answer = Client(app).get("/admin")
    assert answer.status_code == 403
    assert "lineage-lab admin" in answer.text


def test_an_idle_session_ends(app: Flask) -> None:
    browser = signed_in(app)
    change(app, seen_at=utcnow() - IDLE)
    assert browser.get("/admin").status_code == 403


def test_using_the_pages_keeps_the_session(app: Flask) -> None:
    browser = signed_in(app)
    change(app, seen_at=utcnow() - IDLE + timedelta(minutes=1))
    assert browser.get("/admin").status_code == 200
    assert utcnow() - kept(app)[0].seen_at < SEEN_AGAIN


def test_looking_twice_within_a_minute_writes_nothing(app: Flask) -> None:
    browser = signed_in(app)
    before = kept(app)[0].seen_at
    browser.get("/admin")
    assert kept(app)[0].seen_at == before


def test_signing_out_ends_this_browsers_session_alone(app: Flask) -> None:
    browser, other = signed_in(app), signed_in(app)
    secret = browser.cookies[COOKIE]
    answer = browser.post("/admin/sign-out")
    assert answer.status_code == 303
    assert "signed out" in browser.get(answer.location).text
    assert COOKIE not in browser.cookies
    browser.flask.set_cookie(COOKIE, secret, domain="127.0.0.1", path="/admin")
    assert browser.get("/admin").status_code == 403
    assert other.get("/admin").status_code == 200


def test_signing_in_anew_ends_what_this_browser_was_signed_in_as(app: Flask) -> None:
    browser = signed_in(app)
    browser.post(sign_in_link(app))
    assert len(kept(app)) == 1


def test_printing_a_link_forgets_what_has_ended(app: Flask) -> None:
    signed_in(app)
    sign_in_link(app)
    past = utcnow() - timedelta(days=1)
    change(app, seen_at=past)
    with app.extensions["database"].begin() as session:
        waiting = AdminSession.link_until.is_not(None)
        session.execute(update(AdminSession).where(waiting).values(link_until=past))
    sign_in_link(app)
    assert len(kept(app)) == 1


def test_the_cookie_is_kept_from_scripts_and_from_other_pages(app: Flask) -> None:
    cookie = Client(app).post(sign_in_link(app)).headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/admin", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # Safari refuses it on http
    assert "Max-Age" not in cookie


def test_the_cookie_goes_over_https_alone_where_the_tool_is_at_https(config: Config) -> None:
    secure = create_app(dataclasses.replace(config, base_url="https://lab.example.edu"))
    database = secure.extensions["database"]
    assert secure.test_cli_runner().invoke(upgrade).exit_code == 0
    with database.begin() as session:
        token = sessions.offer_link(session, utcnow())
    from_us = {"Origin": "https://lab.example.edu"}
    answer = secure.test_client().post(f"/admin/enter/{token}", headers=from_us)
    assert "Secure" in answer.headers["Set-Cookie"].split("; ")
    database.close()


def test_no_page_of_the_admin_opens_for_anybody_else(app: Flask) -> None:
    """Whatever is added below /admin is guarded, whether its author thought of it or not."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    guarded = [rule for rule in rules if rule.endpoint not in OPEN_TO_ALL]
    assert len(guarded) > 10
    stranger, number = Client(app), re.compile("<int[^>]*>")
    for rule in guarded:
        path = number.sub("1", rule.rule).replace("<any(canvas, moodle, other):kind>", "canvas")
        ask = stranger.post if "POST" in (rule.methods or ()) else stranger.get
        assert ask(path).status_code == 403, rule
    assert all(rule.rule.startswith("/admin") for rule in rules)


def test_a_post_from_another_site_is_refused(app: Flask) -> None:
    browser, link = signed_in(app), sign_in_link(app)
    for path in (link, "/admin/sign-out", "/admin/invites"):
        answer = browser.post(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 403
        assert "http://127.0.0.1:8001/admin" in answer.text
    assert Client(app).get(link).status_code == 200


@pytest.mark.parametrize("path", ["/admin", "/admin/enter/x", "/admin/nowhere"])
def test_no_page_can_be_framed_or_stored(app: Flask, path: str) -> None:
    for browser in (Client(app), signed_in(app)):
        headers = browser.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"


def test_other_pages_can_be_framed_as_before(app: Flask) -> None:
    policy = Client(app).get("/healthz").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https: http://localhost:* http://127.0.0.1:*")
