"""What becomes of a due score by what a real Moodle answered: sent, mended, later or refused."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.models import Registration, ResourceLink, Score, User
from tests.lti_tool.moodle.cases import COLUMN, named
from tests.support.delivering import change, deliver, tried_often
from tests.support.launching import Client, submit_right
from tests.support.platform import Platform
from tests.support.replaying import Moodle

ENDS = named(
    ("a score that is taken is delivered", ["ags_score_post"], [], "delivered", ""),
    (
        "a token that was taken back is replaced",
        ["ags_score_bad_token", "ags_score_post"],
        [],
        "delivered",
        "",
    ),
    (
        "a score that is there already counts as delivered",
        ["ags_score_same_timestamp_409", "ags_results_get_user"],
        [],
        "delivered",
        "",
    ),
    (
        "a score that is not there gets a later time",
        ["ags_score_after_future_409", "override_results"],
        [],
        "later",
        "Refusing score with an earlier timestamp",
    ),
    ("a locked grade is tried again", ["locked_score_post"], [], "later", "500 Internal Server"),
    (
        "a service that was switched off is named, and tried again",
        ["gradesync0_score"],
        ["token_response", "gradesync0_token"],
        "later",
        "must allow the Assignment and Grade Services",
    ),
    (
        "a teacher is refused in Moodle's own words",
        ["ags_score_teacher_user", "none_results"],
        [],
        "refused",
        "The LMS said: 400 Incorrect score received. Most often this person is no student of the "
        "course in the LMS, or is none any more. It is not sent again by itself.",
    ),
    (
        "a column that is not there is refused, where none may be made",
        ["nrps_rlid_bad", "none_results"],
        [],
        "refused",
        "404 Not Found",
    ),
)


@pytest.mark.parametrize(("services", "tokens", "end", "words"), ENDS)
def test_delivery(
    app: Flask,
    platform: Platform,
    moodle: Moodle,
    services: list[str],
    tokens: list[str],
    end: str,
    words: str,
) -> None:
    client = Client(app)
    submit_right(client, client.open(platform))
    change(app, Registration, token_url=moodle.at("token.php"))
    change(app, ResourceLink, line_item_url=moodle.at(COLUMN))
    change(app, User, subject="4")
    change(app, Score, given=10, maximum=12)
    moodle.plays(*services, tokens=tuple(tokens or ["token_response"]))
    if end == "refused":
        tried_often(app)
    score = deliver(app)
    assert ended(score) == end
    assert words in (score.problem or "")


def ended(score: Score) -> str:
    if score.delivered_version == score.version:
        return "delivered"
    return "later" if score.due_at else "refused"
