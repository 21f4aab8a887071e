"""What Canvas hears besides the score, and what it says that others do not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask

from lti_tool.models import Score
from tests.support.delivering import becomes_canvas, change, deliver, later, score_of
from tests.support.launching import MEANT, Client, begin, read_everything, submit_right
from tests.support.platform import Asked, Platform

SUBMISSION = "https://canvas.instructure.com/lti/submission"


def submissions(platform: Platform) -> list[dict[str, Any]]:
    """Return what each score that was sent says of the submission."""
    return [asked.json[SUBMISSION] for asked in platform.asked_for("/scores")]


def test_a_submission_is_new_to_canvas_once_and_not_again_when_only_the_score_rises(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    path = client.open(platform)
    client.post(begin(client, path) + "/submission", MEANT)
    becomes_canvas(app)
    deliver(app)
    read_everything(client, path)
    deliver(app, later(minutes=1))
    submit_right(client, path)
    deliver(app, later(minutes=2))
    told = submissions(platform)
    assert [submission["new_submission"] for submission in told] == [True, False, True]
    assert told[0]["submitted_at"] == told[1]["submitted_at"] < told[2]["submitted_at"]


def test_canvas_is_told_what_to_open_and_when_it_was_submitted(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    becomes_canvas(app)
    score = deliver(app)
    (sent,) = platform.asked_for("/scores")
    submission = sent.json[SUBMISSION]
    assert submission["submission_type"] == "basic_lti_launch"
    assert submission["submission_data"] == "http://127.0.0.1:8001/lti/launch"
    assert submission["submitted_at"] == sent.json["submission"]["submittedAt"]
    told = datetime.fromisoformat(submission["submitted_at"])
    assert abs((told - score.submitted_at).total_seconds()) < 0.001


def test_nobody_else_hears_of_it(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    deliver(app)
    (sent,) = platform.asked_for("/scores")
    assert SUBMISSION not in sent.json
    assert "submittedAt" in sent.json["submission"]


def test_another_column_hears_of_the_submission_anew(app: Flask, platform: Platform) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    becomes_canvas(app)
    deliver(app)
    assert score_of(app).delivered_submission_at == score_of(app).submitted_at
    change(app, Score, delivered_submission_at=None, delivered_version=0, due_at=later())
    platform.scores.clear()
    deliver(app, later(minutes=1))
    assert [told["new_submission"] for told in submissions(platform)] == [True, True]


def test_an_assignment_that_allows_fewer_attempts_takes_the_score_without_another_one(
    app: Flask, platform: Platform
) -> None:
    def out_of_attempts(asked: Asked) -> tuple[int, Any]:
        if asked.json[SUBMISSION]["new_submission"]:
            said = "The maximum number of allowed attempts has been reached for this submission"
            return 422, {"errors": {"type": "unprocessable_entity", "message": said}}
        return platform.take(asked.json)

    client = Client(app)
    submit_right(client, client.open(platform))
    becomes_canvas(app)
    platform.answers["/scores"] = out_of_attempts
    assert deliver(app).delivered_version == 1
    assert [told["new_submission"] for told in submissions(platform)] == [True, False]


def test_what_canvas_does_not_take_from_a_test_student_is_not_sent_again(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    result = submit_right(client, client.open(platform))
    becomes_canvas(app)
    platform.answers["/scores"] = lambda _: (
        422,
        {"errors": {"type": "unprocessable_entity", "message": "User not found in course"}},
    )
    assert deliver(app).due_at is None
    deliver(app, later(hours=24))
    assert len(platform.asked_for("/scores")) == 1
    assert "User not found in course" in client.get(result).text


def test_a_time_that_canvas_finds_too_early_is_answered_with_a_later_one(
    app: Flask, platform: Platform
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    becomes_canvas(app)
    said = "Provided timestamp of 2026-11-22 before last updated timestamp of 2026-11-23"
    first = iter([(400, {"errors": {"type": "bad_request", "message": said}})])
    platform.answers["/scores"] = lambda asked: next(first, None) or platform.take(asked.json)
    waiting = deliver(app)
    assert deliver(app, waiting.due_at).delivered_version == 2
