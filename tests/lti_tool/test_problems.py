"""What went wrong lately is on the admin's page, by the reference that the person saw."""

import re

from flask import Flask

from lti_tool import problems
from tests.support.admin import signed_in
from tests.support.launching import CLAIM, Client, claims
from tests.support.platform import Platform


def test_a_refused_launch_and_a_failure_are_listed_with_their_references(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    unknown = claims(platform, **{CLAIM + "deployment_id": "another"})
    refused = client.launch(platform, unknown)
    path = client.open(platform)
    app.view_functions["learner.activity"] = lambda **_: 1 / 0
    failed = client.get(path)
    page = signed_in(app).page("/admin/problems")
    assert "A launch was refused : unknown deployment" in page.words
    assert "The tool failed : ZeroDivisionError at GET /visits/<visit>/" in page.words
    for answer in (refused, failed):
        reference = re.search(r"Reference: <code>(\w+)", answer.text)
        assert reference
        assert reference[1] in page.words


def test_where_nothing_went_wrong_the_page_says_so(app: Flask) -> None:
    assert "Nothing went wrong." in signed_in(app).page("/admin/problems").words


def test_nobody_fills_the_list_by_sending_nonsense(app: Flask) -> None:
    client = Client(app)
    for _ in range(problems.MOST + 1):
        client.post("/lti/launch", {"id_token": "x", "state": "y"})
    assert len(app.extensions["problems"]) == problems.MOST
