"""The line that says where a grade is, as a page's script asks for it anew."""

from flask import Flask

from tests.support.delivering import deliver
from tests.support.launching import (
    Client,
    claims,
    instructor,
    read_everything,
    submit_right,
)
from tests.support.platform import Platform

AS_JSON = {"Accept": "application/json"}
RELOAD = "Reload this page in a moment."


def test_the_line_is_to_be_had_by_itself_from_before_the_submission_to_the_gradebook(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    assert "No grade is sent until the questions are submitted." in client.get(path + "grade").text
    result = submit_right(client, path)
    for page in (path, result, path + "grade"):
        line = client.get(page).text
        assert "16 of 20: on its way to the gradebook." in line
        assert RELOAD in line
    deliver(app)
    line = client.get(path + "grade").text
    assert "In the gradebook: 16 of 20" in line
    assert RELOAD not in line
    assert "<html" not in line


def test_a_score_that_did_not_arrive_yet_is_followed_too(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    platform.answers["/token"] = lambda _: (503, "later")
    deliver(app)
    line = client.get(path + "grade").text
    assert "not in the gradebook yet" in line
    assert RELOAD in line


def test_reading_on_after_the_submission_brings_the_new_grade_to_the_page(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    submit_right(client, path)
    deliver(app)
    told = client.post(path + "sections/theory/read", headers=AS_JSON).get_json()
    assert "16.5 of 20: on its way to the gradebook." in told["end"]
    assert "16.5 of 20 in all." in told["end"]


def test_every_state_is_said_in_words(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    prompt = client.page(path)
    assert "6 sections still to read." in prompt.text
    assert "2 reflections still to write, or still too short." in prompt.text
    assert "The questions are not submitted yet." in prompt.text
    submit_right(client, path)
    page = client.get(path).text
    assert "6 sections still to read." in page
    assert "The questions are not submitted yet." not in page
    for form in client.page(path).forms:
        if form.action.endswith("/read"):
            client.post(form.action)
    page = client.get(path).text
    assert "still to read" not in page
    assert "2 reflections still to write, or still too short." in page
    read_everything(client, path)
    page = client.get(path).text
    assert "Reading done · 1 of 1 activity done" in page
    assert "still to" not in page


def test_whoever_is_not_graded_reads_that(app: Flask, platform: Platform) -> None:
    teacher, student = Client(app), Client(app)
    path = teacher.open(platform, instructor(platform)).removesuffix("class")
    assert "Staff are not graded." in teacher.get(path + "grade").text
    without = {
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": None,
        "https://purl.imsglobal.org/spec/lti/claim/resource_link": {"id": "link-9"},
    }
    path = student.open(platform, claims(platform, **without))
    assert "No grade column in the LMS belongs to this link." in student.get(path + "grade").text
