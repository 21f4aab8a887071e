"""A pack that changed after students answered: looked at first, counted on purpose, and sent."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from quizzes.content import catalogue
from quizzes.content.activity import Activity
from quizzes.models import Attempt, Placement, Remark
from tests.lti_tool.a_classroom import Classroom
from tests.support.delivering import deliver, score_of
from tests.support.platform import Platform

FIRST = "who-knows"


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    return Classroom(app, platform)


@pytest.fixture
def changed(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[Activity]:
    """The pack, without its first question since, in which nobody was right."""
    read = catalogue.load("tasks-vs-assets")
    assert (read.questions[0].id, read.questions[0].points) == (FIRST, 1)
    version = replace(read, version="later", questions=read.questions[1:])
    with classroom.app.extensions["database"].begin() as session:
        for attempt in session.scalars(select(Attempt)):
            first = next(each for each in attempt.responses if each.item_id == FIRST)
            first.chosen, attempt.given = [], 15
    monkeypatch.setattr(catalogue, "load", lambda *_: version)
    return version


def test_where_nothing_changed_there_is_nothing_to_do(classroom: Classroom) -> None:
    page = classroom.teacher.page(f"{classroom.teaching}/regrading").words
    assert "Every grade matches today" in page


def test_who_would_change_is_seen_before_anything_counts(
    app: Flask, classroom: Classroom, changed: Activity
) -> None:
    where = f"{classroom.teaching}/regrading"
    assert (
        "1 attempt from an earlier version is not marked with"
        in classroom.teacher.page(where).words
    )
    assert classroom.teacher.post(f"{where}/marks").status_code == 303
    page = classroom.teacher.page(where)
    assert "1 attempt would be marked differently." in page.words
    assert score_of(app).version == 1
    answer = classroom.teacher.post(where, {"reason": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert score_of(app).version == 1


def test_new_marks_count_when_somebody_says_why_and_the_old_ones_stay(
    app: Flask, classroom: Classroom, changed: Activity
) -> None:
    deliver(app)
    where = f"{classroom.teaching}/regrading"
    classroom.teacher.post(f"{where}/marks")
    answer = classroom.teacher.post(where, {"reason": "The first question was unfair."})
    assert "The new marks count." in classroom.teacher.page(answer.location).words
    with app.extensions["database"].read() as session:
        attempt = session.scalars(select(Attempt)).one()
        mark = session.scalars(select(Remark)).one()
        assert session.scalars(select(Placement)).one().unsettled_at is None
    assert (attempt.given, attempt.maximum) == (15, 16)
    assert (mark.given, mark.maximum, mark.counts) == (15, 15, True)
    page = classroom.seen_by_the_teacher()
    assert "had attempt 1 marked anew: 15 of 15 in place of 15 of 16" in page
    assert "“The first question was unfair.”" in page
    result = classroom.student.page(classroom.result).words
    assert "15 of 15" in result
    assert "The first question was unfair." in result
