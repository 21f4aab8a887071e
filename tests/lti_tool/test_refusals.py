"""What a page of a refusal says: what is true, to whom, and the way back where there is one."""

import pytest
from flask import Flask

from quizzes.content import catalogue
from tests.support.forms import Page
from tests.support.launching import Client, claims, instructor
from tests.support.platform import Platform

pytestmark = pytest.mark.words


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


def test_who_writes_too_much_reads_so_with_their_name_and_the_way_back(
    client: Client, platform: Platform
) -> None:
    path = client.open(platform, claims(platform))
    prompt = catalogue.load("tasks-vs-assets").prompts[0].id
    refused = client.post(f"{path}reflections/{prompt}", {"text": "x" * 30_000})
    page = Page(path, refused.status_code, refused.text)
    assert page.status == 422
    assert "That could not be saved" in page.words
    assert "At most 5000 characters are kept; this has 30000." in page.words
    assert "Signed in as Ada Lovelace" in page.words
    assert page.link("Back to the activity") == path


@pytest.mark.parametrize("address", ["attempts/999", "attempts/999/result", "lab/nonsense"])
def test_an_address_that_has_nothing_leads_back_to_the_activity(
    client: Client, platform: Platform, address: str
) -> None:
    path = client.open(platform)
    page = client.page(path + address)
    assert page.status == 404
    assert page.link("Back to the activity") == path


def test_staff_are_led_back_to_their_class(client: Client, platform: Platform) -> None:
    home = client.open(platform, instructor(platform))
    page = client.page(home.removesuffix("class") + "students/999")
    assert page.status == 404
    assert page.link("Back to your class") == home


def test_a_student_on_a_page_for_staff_is_led_back_to_the_activity(
    client: Client, platform: Platform
) -> None:
    path = client.open(platform)
    page = client.page(path + "class")
    assert page.status == 403
    assert page.link("Back to the activity") == path


def test_nobody_is_led_into_a_visit_that_they_do_not_prove(
    app: Flask, client: Client, platform: Platform
) -> None:
    page = Client(app).page(client.open(platform))
    assert page.status == 403
    assert "Back to" not in page.words
    assert "Ada" not in page.words
