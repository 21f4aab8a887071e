"""The admin's forms that add a platform: what they save, and every fault beside its field."""

import html
import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.models import Registration
from tests.support.admin import signed_in
from tests.support.forms import Page
from tests.support.launching import Client

pytestmark = pytest.mark.words

OTHER = {
    "issuer": "https://lms.example", "client_id": "c", "deployment": "7",
    "login_url": "https://lms.example/auth", "token_url": "https://lms.example/token",
    "keys_url": "https://lms.example/jwks", "audience": "https://lms.example", "name": "Ours",
}  # fmt: skip
MOODLE = {"site": "https://moodle.example.edu/sub/", "client_id": "abc", "deployment": "3"}


def send(browser: Client, kind: str, **fields: str) -> Page:
    """Fill in a form and send it; follow where it leads, or return the form that came back."""
    page = browser.page(f"/admin/add/{kind}")
    sent = page.form("client_id").sends(fields, None)
    answer = browser.post(page.url, dict(sent))
    if answer.status_code == 303:
        return browser.page(answer.location)
    return Page(page.url, answer.status_code, answer.text)


def saved(app: Flask, client_id: str) -> Registration:
    """Return what was registered."""
    with app.extensions["database"].read() as session:
        found = session.scalars(select(Registration).filter_by(client_id=client_id)).one()
        assert found.deployments is not None
        return found


def fault(page: Page, name: str) -> str:
    """Return the fault that a field is described by."""
    field = re.search(rf'<(?:input|select) id="{name}"[^>]*>', page.text)
    assert field, page.gist
    assert 'aria-invalid="true"' in field[0]
    assert f"{name}-fault" in field[0].partition('aria-describedby="')[2].partition('"')[0]
    return page.text.partition(f'id="{name}-fault">')[2].partition("</p>")[0]


def test_moodle_needs_its_address_and_two_ids(app: Flask) -> None:
    page = send(signed_in(app), "moodle", **MOODLE)
    assert "Moodle at moodle.example.edu" in page.words
    assert "Waiting for its first launch" in page.words
    kept = saved(app, "abc")
    site = "https://moodle.example.edu/sub"
    assert (kept.issuer, kept.product) == (site, "moodle")
    assert kept.login_url == f"{site}/mod/lti/auth.php"
    assert kept.token_url == f"{site}/mod/lti/token.php"
    assert kept.keys_url == f"{site}/mod/lti/certs.php"
    assert [each.deployment_id for each in kept.deployments] == ["3"]


@pytest.mark.parametrize(
    ("environment", "part"), [("production", ""), ("beta", "beta."), ("test", "test.")]
)
def test_canvas_needs_two_ids(app: Flask, environment: str, part: str) -> None:
    page = send(
        signed_in(app), "canvas", environment=environment, client_id="10000", deployment="9:ab"
    )
    assert page.status == 200
    kept = saved(app, "10000")
    assert (kept.issuer, kept.product) == (f"https://canvas.{part}instructure.com", "canvas")
    assert kept.login_url == f"https://sso.{part}canvaslms.com/api/lti/authorize_redirect"
    assert kept.token_url == f"https://sso.{part}canvaslms.com/login/oauth2/token"
    assert kept.keys_url == f"https://sso.{part}canvaslms.com/api/lti/security/jwks"


def test_canvas_brings_its_deployment_with_its_first_launch(app: Flask) -> None:
    page = send(signed_in(app), "canvas", client_id="10000")
    assert "Waiting for its first launch" in page.words
    assert saved(app, "10000").deployments == []


def test_any_platform_can_be_typed_in(app: Flask) -> None:
    page = send(signed_in(app), "other", **{name: f"  {text} " for name, text in OTHER.items()})
    assert "Ours" in page.words
    kept = saved(app, "c")
    for name in set(OTHER) - {"deployment"}:
        assert getattr(kept, name) == OTHER[name]


def test_saving_a_platform_again_replaces_its_addresses(app: Flask) -> None:
    browser = signed_in(app)
    send(browser, "other", **OTHER)
    send(browser, "other", **OTHER | {"token_url": "https://lms.example/new", "deployment": "8"})
    kept = saved(app, "c")
    assert kept.token_url == "https://lms.example/new"
    assert [each.deployment_id for each in kept.deployments] == ["7", "8"]


@pytest.mark.parametrize("kind", ["canvas", "moodle", "other"])
def test_an_empty_form_says_beside_each_field_what_is_missing(app: Flask, kind: str) -> None:
    page = send(signed_in(app), kind)
    assert page.status == 422
    required = {"canvas": ["client_id"], "moodle": [*MOODLE], "other": ["issuer", "keys_url"]}[kind]
    for name in required:
        assert "This is missing." in fault(page, name)
    assert "Not saved yet." in page.words


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("issuer", "lms.example", "a whole https address"),
        ("login_url", "ftp://lms.example", "a whole https address"),
        ("token_url", "https://", "a whole https address"),
        ("token_url", "https://lms.example/token https://x", "a whole https address"),
        ("keys_url", "https://lms.example:port/jwks", "a whole https address"),
        ("client_id", "x" * 256, "at most 255 characters"),
        ("client_id", "a\x00b", "no control characters"),
        ("deployment", "x" * 256, "at most 255 characters"),
        ("audience", "x" * 256, "at most 255 characters"),
        ("name", "a\nb", "no control characters"),
        ("issuer", "https://lms.example/" + "x" * 300, "at most 255 characters"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(
    app: Flask, name: str, typed: str, words: str
) -> None:
    page = send(signed_in(app), "other", **OTHER | {name: typed})
    assert page.status == 422
    assert words in fault(page, name)
    kept = dict(page.form("client_id").sends({}, None))
    assert kept == OTHER | {name: typed}
    with app.extensions["database"].read() as session:
        assert len(session.scalars(select(Registration)).all()) == 1


@pytest.mark.parametrize("site", ["moodle.example.edu", "https://m.example/?id=1", "https://m#x"])
def test_a_moodle_address_that_is_none_is_named(app: Flask, site: str) -> None:
    assert fault(send(signed_in(app), "moodle", **MOODLE | {"site": site}), "site")


def test_an_environment_that_canvas_does_not_have_is_named(app: Flask) -> None:
    answer = signed_in(app).post("/admin/add/canvas", {"environment": "x", "client_id": "1"})
    assert answer.status_code == 422
    assert "Choose one of these." in fault(Page("", 422, answer.text), "environment")


def test_what_was_chosen_for_canvas_is_kept(app: Flask) -> None:
    page = send(signed_in(app), "canvas", environment="test")
    assert page.status == 422
    assert dict(page.form("client_id").sends({}, None))["environment"] == "test"


def test_a_platform_of_another_kind_has_no_form(app: Flask) -> None:
    assert signed_in(app).get("/admin/add/webct").status_code == 404


def test_canvas_gets_its_address_to_paste(app: Flask) -> None:
    page = signed_in(app).page("/admin/add/canvas")
    assert 'value="http://127.0.0.1:8001/lti/canvas.json" readonly' in page.text
    assert "By Client ID" in page.words
    pasted = page.text.partition('rows="14"')[2].partition(">")[2].partition("</textarea>")[0]
    assert json.loads(html.unescape(pasted)) == Client(app).get("/lti/canvas.json").get_json()


@pytest.mark.parametrize("kind", ["moodle", "other"])
def test_an_lms_that_is_set_up_by_hand_gets_our_addresses(app: Flask, kind: str) -> None:
    words = signed_in(app).page(f"/admin/add/{kind}").words
    for path in ("/lti/login", "/lti/launch", "/lti/jwks.json"):
        assert f"http://127.0.0.1:8001{path}" in words


def test_the_ways_to_add_a_platform_lead_to_their_pages(app: Flask) -> None:
    browser = signed_in(app)
    page = browser.page("/admin/add")
    for words in ("With one link", "Moodle, by hand", "Any other LMS, by hand"):
        assert browser.get(page.link(words)).status_code == 200
