"""What the pages of a class say of its questions: one finding, in words about students."""

import re

import pytest
from flask import Flask

from quizzes.content import catalogue
from tests.lti_tool.a_classroom import Classroom
from tests.support.platform import Platform

KEY = "tasks-vs-assets"


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    return Classroom(app, platform)


def test_overview_and_questions_name_the_same_hardest_question(classroom: Classroom) -> None:
    classroom.another("student-2", "Alan Turing")  # all equally hard: one right, one without answer
    points = [asked.points for asked in catalogue.load(KEY).questions]
    costliest = 1 + points.index(max(points))
    assert costliest != 1
    headline = f"Question {costliest} was hardest: 50\N{NO-BREAK SPACE}% of its points on average"
    for path in ("/class", "/class/questions"):
        assert re.findall(
            r"<h2[^>]*>([^<]*hard[^<]*)</h2>", classroom.teacher.get(classroom.teaching + path).text
        ) == [headline]


def test_where_all_answered_correctly_both_say_that(classroom: Classroom) -> None:
    for path in ("/class", "/class/questions"):
        page = classroom.teacher.page(classroom.teaching + path)
        assert "No question was hard: every one was answered correctly" in page.words
