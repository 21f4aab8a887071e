"""The admin's page of invites: a link that is shown once, what became of each, revoking."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.admin.invites import COOKIE
from lti_tool.models import Invite
from lti_tool.platforms import invites
from quizzes.db import utcnow
from tests.support.admin import signed_in
from tests.support.forms import Page
from tests.support.launching import TOOL, Client

PAGE = "/admin/invites"
LINK = f'value="{TOOL}/lti/register?invite='


def make(browser: Client, **typed: str) -> Page:
    """Make an invite, and follow to the page that shows its link."""
    sent = browser.page(PAGE).form("note", "host", "days").sends(typed, None)
    answer = browser.post(PAGE, dict(sent))
    if answer.status_code != 303:
        return Page(PAGE, answer.status_code, answer.text)
    return browser.page(answer.location)


def kept(app: Flask) -> list[Invite]:
    with app.extensions["database"].read() as session:
        return list(session.scalars(select(Invite)))


def test_a_new_invites_link_is_shown_once(app: Flask) -> None:
    browser = signed_in(app)
    page = make(browser, note="Moodle of physics", host="https://Moodle.example.edu/x", days="3")
    assert "The link is ready: Moodle of physics" in page.words
    assert "Add LTI Advantage" in page.words
    token = page.text.partition(LINK)[2].partition('"')[0]
    with app.extensions["database"].read() as session:
        assert invites.find(session, token).host == "moodle.example.edu"
    again = browser.get(PAGE)
    assert LINK not in again.text
    assert token not in again.text
    assert "Moodle of physics" in again.text


def test_an_invite_lasts_as_many_days_as_were_typed(app: Flask) -> None:
    make(signed_in(app), days="30")
    assert abs(kept(app)[0].expires_at - utcnow() - timedelta(days=30)) < timedelta(minutes=1)


def test_the_links_cookie_stays_on_this_page_and_away_from_scripts(app: Flask) -> None:
    cookie = signed_in(app).post(PAGE, {"days": "7"}).headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", f"Path={PAGE}", "SameSite=Strict"} <= set(cookie)


def test_a_cookie_that_somebody_else_set_shows_no_link(app: Flask) -> None:
    browser = signed_in(app)
    browser.flask.set_cookie(COOKIE, "theirs", domain="127.0.0.1", path=PAGE)
    page = browser.get(PAGE)
    assert page.status_code == 200
    assert "theirs" not in page.text


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("days", "0", "whole number from 1 to 365"),
        ("days", "366", "whole number from 1 to 365"),
        ("days", "soon", "whole number from 1 to 365"),
        ("days", "9" * 5000, "whole number from 1 to 365"),
        ("host", "not a host", "is no host of an LMS"),
        ("note", "x" * 256, "at most 255 characters"),
        ("note", "a\x00b", "no control characters"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(
    app: Flask, name: str, typed: str, words: str
) -> None:
    typed_in = {"note": "For us", "host": "lms.example", "days": "5"} | {name: typed}
    page = make(signed_in(app), **typed_in)
    assert page.status == 422
    assert words in page.text.partition(f'id="{name}-fault">')[2].partition("</p>")[0]
    assert dict(page.form("note", "host").sends({}, None)) == typed_in
    assert not kept(app)


def test_an_empty_form_makes_an_invite_for_any_lms_and_a_week(app: Flask) -> None:
    page = make(signed_in(app), days="")
    assert "The link is ready" in page.words
    assert "For any LMS" in page.words


def test_the_list_says_what_became_of_each(app: Flask) -> None:
    browser = signed_in(app)
    for note in ("open", "used", "ended"):
        make(browser, note=note)
    with app.extensions["database"].begin() as session:
        named = update(Invite).where(Invite.note == "used")
        session.execute(named.values(used_at=utcnow(), registration_id=1))
        named = update(Invite).where(Invite.note == "ended")
        session.execute(named.values(expires_at=utcnow() - timedelta(days=2)))
    page = browser.page(PAGE)
    for words in ("Open until", "Used", "Ended"):
        assert words in page.words
    assert page.link("the platform that it brought") == "/admin/platforms/1"
    assert page.text.count("/revoke") == 1


def test_a_revoked_invite_has_ended(app: Flask) -> None:
    browser = signed_in(app)
    page = make(browser, note="for nobody")
    assert browser.post(page.form(to="/revoke").action).status_code == 303
    page = browser.page(PAGE)
    assert "Ended" in page.words
    assert "/revoke" not in page.text


def test_an_invite_that_is_not_there_cannot_be_revoked(app: Flask) -> None:
    assert signed_in(app).post(f"{PAGE}/99/revoke").status_code == 404
