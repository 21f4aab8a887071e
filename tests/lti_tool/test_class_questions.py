"""What the pages of a class say of its questions: one finding, in words about students."""

import re

import pytest
from flask import Flask
from markupsafe import escape

from quizzes.content import catalogue
from quizzes.orchestrators.misconceptions.by_name import OF_STUDENTS
from tests.lti_tool.a_class import a_class
from tests.lti_tool.a_classroom import Classroom
from tests.support.forms import PageReader
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


def test_the_overviews_links_say_of_whom_each_is(classroom: Classroom) -> None:
    page = PageReader(classroom.teacher.get(f"{classroom.teaching}/class").text)
    shown = [words for words, _ in page.links if words.startswith("Show")]
    assert "Show who has not completed it" in shown
    assert "Show the others whose grade is not in the LMS" in shown


def test_variants_of_one_size_are_called_fair_in_that(classroom: Classroom) -> None:
    page = classroom.teacher.page(f"{classroom.teaching}/class/questions")
    assert "Everybody got a variant of the same size, so none was easier" in page.words


def test_where_all_answered_correctly_both_say_that(classroom: Classroom) -> None:
    for path in ("/class", "/class/questions"):
        page = classroom.teacher.page(classroom.teaching + path)
        assert "No question was hard: every one was answered correctly" in page.words


def test_what_answers_show_is_said_of_students_and_not_to_the_instructor(app: Flask) -> None:
    of_a_class = a_class(app, 40)
    questions = of_a_class.page("/questions")
    said = re.findall("</a> (.*?)</li>", questions)
    assert said
    assert set(said) <= {str(escape(sentence)) for sentence in OF_STUDENTS.values()}
    assert "You may have" not in of_a_class.page()
    for href in re.findall(r'href="[^"]*/class(/questions/[^"]+)"', questions):
        page = of_a_class.page(href)
        assert "You may have" not in page
        assert "You: " not in page
        assert "your answer" not in page


def test_a_question_is_titled_by_what_every_variant_of_it_asks(app: Flask) -> None:
    catalogue.look_in(())  # the whole pack as it is shipped
    page = a_class(app, 5).page("/questions")
    assert "so that one asset and everything upstream of it are Fresh?" in page
