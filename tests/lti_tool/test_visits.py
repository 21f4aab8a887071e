"""Visits: who is signed in on a page, with cookies, without them, and in two tabs."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_tool.models import Visit
from lti_tool.opening import HANDOVER, IDLE
from quizzes.db import utcnow
from tests.support.launching import CLAIM, TOOL, Client, claims, instructor
from tests.support.platform import Platform

FRAMED = {"Sec-Fetch-Dest": "iframe"}
IN_A_TAB = {"Sec-Fetch-Dest": "document"}


def first_page(app: Flask, platform: Platform, launched: dict[str, object]) -> str:
    """Launch in a browser without cookies; returns where the launch sends it."""
    return Client(app, keeps_cookies=False).launch(platform, launched).location


def link_in(page: str) -> str:
    """Return the address behind the button of the continue page."""
    return page.partition('class="button" href="')[2].partition('"')[0]


def with_the_cookies_secret(client: Client, path: str) -> str:
    """Return the address of a visit, with the secret of its cookie written into it."""
    secret = next(value for name, value in client.cookies.items() if "visit" in name)
    number = path.split("/")[2]
    return path.replace(f"/visits/{number}/", f"/visits/{number}.{secret}/")


def test_a_page_can_be_reloaded(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    assert client.get(path).text == client.get(path).text != ""


def test_a_visit_is_only_for_the_browser_that_holds_its_cookie(
    app: Flask, platform: Platform
) -> None:
    path = Client(app).open(platform)
    answer = Client(app).get(path)
    assert answer.status_code == 403
    assert "open the activity from your course again" in answer.text
    assert "Ada" not in answer.text


def test_two_courses_in_two_tabs_stay_apart(app: Flask, platform: Platform) -> None:
    client = Client(app)
    first = client.open(platform)
    other_course = {"id": "course-2", "title": "Other course"}
    second = client.open(
        platform,
        claims(platform, **{CLAIM + "context": other_course, CLAIM + "resource_link": {"id": "9"}}),
    )
    client.post(first + "sections/theory/read")
    assert "Data Engineering 101" in client.get(first).text
    assert "Other course" in client.get(second).text
    assert "<span data-sections-read>1</span>" in client.get(first).text
    assert "<span data-sections-read>0</span>" in client.get(second).text


def test_two_people_in_one_browser_stay_apart(app: Flask, platform: Platform) -> None:
    client = Client(app)
    first = client.open(platform)
    second = client.open(platform, claims(platform, sub="student-2", name="Alan Turing"))
    assert "Ada Lovelace" in client.get(first).text
    assert "Alan Turing" in client.get(second).text


def test_a_learner_without_cookies_goes_on_by_the_address(app: Flask, platform: Platform) -> None:
    client = Client(app, keeps_cookies=False)
    path = client.open(platform)
    number, secret = path.removeprefix("/visits/").rstrip("/").split(".")
    assert number.isdecimal()
    assert len(secret) > 40
    page = client.get(path)
    assert "Ada Lovelace" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert client.post(path + "sections/theory/read").status_code == 303


def test_staff_without_cookies_go_on_in_a_new_tab_through_a_link_that_works_once(
    app: Flask, platform: Platform
) -> None:
    page = Client(app, keeps_cookies=False).get(
        first_page(app, platform, instructor(platform)), headers=FRAMED
    )
    assert "Grace Hopper" in page.text
    assert 'target="_blank"' in page.text
    tab = Client(app)
    opened = tab.get(link_in(page.text), follow_redirects=True)
    assert opened.status_code == 200
    assert opened.request.path.endswith("/class")
    assert Client(app).get(link_in(page.text)).status_code == 403


def test_staff_whose_login_began_in_another_browser_confirm_who_they_are(
    app: Flask, platform: Platform
) -> None:
    state, nonce = Client(app).log_in(platform)
    other = Client(app)
    launched = other.post_launch(state, platform.sign(instructor(platform, nonce=nonce)))
    assert "Set-Cookie" not in launched.headers
    page = other.get(launched.location, headers=FRAMED)
    assert "Continue in a new tab" in page.text
    assert "Grace Hopper" in page.text


def test_staff_in_a_tab_of_a_browser_that_keeps_no_cookies_are_told_so(
    app: Flask, platform: Platform
) -> None:
    page = Client(app, keeps_cookies=False).get(
        first_page(app, platform, instructor(platform)), headers=IN_A_TAB
    )
    assert "Continue in a new tab" in page.text
    assert "blocking cookies for this address" in page.text


def test_staff_never_have_a_secret_in_the_address(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform, instructor(platform))
    assert Client(app).get(with_the_cookies_secret(client, path)).status_code == 403


def test_the_secret_of_a_cookie_is_worth_nothing_in_the_address(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    assert Client(app).get(with_the_cookies_secret(client, path)).status_code == 403


def test_a_new_tab_gets_a_visit_of_its_own_for_the_same_person(
    app: Flask, platform: Platform
) -> None:
    framed = Client(app)
    path = framed.open(platform)
    page = framed.post(path + "new-tab")
    tab = Client(app)
    opened = tab.get(link_in(page.text), follow_redirects=True)
    assert "Ada Lovelace" in opened.text
    assert opened.request.path != path
    assert framed.get(path).status_code == 200


def test_a_handover_works_for_one_minute(app: Flask, platform: Platform) -> None:
    location = first_page(app, platform, claims(platform))
    with app.extensions["database"].begin() as session:
        session.execute(update(Visit).values(handover_until=utcnow() - timedelta(seconds=1)))
    assert Client(app).get(location).status_code == 403
    assert timedelta(seconds=60) == HANDOVER


def test_a_handover_works_once(app: Flask, platform: Platform) -> None:
    location = first_page(app, platform, claims(platform))
    assert Client(app).get(location).status_code == 303
    assert Client(app).get(location).status_code == 403


def test_an_idle_visit_ends_and_a_used_one_goes_on(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    for idle, status in ((IDLE - timedelta(minutes=1), 200), (IDLE, 403)):
        with app.extensions["database"].begin() as session:
            session.execute(update(Visit).values(seen_at=utcnow() - idle))
        assert client.get(path).status_code == status


def test_looking_at_a_page_keeps_the_visit_alive(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    long_ago = utcnow() - timedelta(hours=1)
    with app.extensions["database"].begin() as session:
        session.execute(update(Visit).values(seen_at=long_ago))
    client.get(path)
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Visit.seen_at)).one() > long_ago


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8001", ""])
def test_a_form_of_another_site_is_refused(app: Flask, platform: Platform, origin: str) -> None:
    client = Client(app)
    path = client.open(platform)
    answer = client.post(path + "sections/theory/read", headers={"Origin": origin})
    assert answer.status_code == 403
    assert "<span data-sections-read>0</span>" in client.get(path).text


def test_in_a_frame_the_cookie_is_partitioned(app: Flask, platform: Platform) -> None:
    client = Client(app)
    state, nonce = client.log_in(platform)
    answer = client.post(
        "/lti/launch",
        {"state": state, "id_token": platform.sign(claims(platform, nonce=nonce))},
        headers=FRAMED,
    )
    cookie = answer.headers["Set-Cookie"]
    for attribute in ("Partitioned", "Secure", "HttpOnly", "SameSite=None", "Path=/visits/"):
        assert attribute in cookie


def test_in_a_tab_on_loopback_the_cookie_is_plain_because_safari_refuses_secure_there(
    app: Flask, platform: Platform
) -> None:
    cookie = Client(app).launch(platform, claims(platform)).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize("key", ["0", "99", "x", "1.x", "1.", "²", "9" * 20, "9" * 5000])
def test_an_invented_visit_is_refused(app: Flask, platform: Platform, key: str) -> None:
    Client(app).open(platform)
    assert Client(app).get(f"/visits/{key}/").status_code == 403


def test_learners_do_not_see_the_class(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    answer = client.get(path + "class")
    assert answer.status_code == 403
    assert "instructors" in answer.text


def test_every_page_may_be_framed_by_https_platforms_and_runs_no_foreign_script(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    policy = client.get(client.open(platform)).headers["Content-Security-Policy"]
    assert "frame-ancestors https:" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_stranger_is_told_nothing_about_a_page_that_does_not_exist(app: Flask) -> None:
    answer = Client(app).get("/nowhere", headers={"Origin": TOOL})
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_a_program_that_only_asks_what_is_behind_a_link_does_not_use_it_up(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    entrance = client.launch(platform, claims(platform)).location
    assert client.flask.head(entrance, base_url=TOOL).status_code == 204
    assert client.get(entrance).status_code == 303
