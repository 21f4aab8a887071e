"""The students that load is made of do all that a real one does."""

from collections import Counter

import pytest

from quizzes.content import catalogue
from tests.load.students import Answer, Gone, Student
from tests.support.platform import Platform
from tests.support.polling import eventually
from tests.support.stack import Tool


def test_a_student_goes_all_the_way_and_their_score_arrives(
    sqlite_tool: Tool, platform: Platform
) -> None:
    answers: list[Answer] = []
    student = Student(sqlite_tool.url, platform, "s-1", answers)
    with sqlite_tool.serving():
        pauses = list(student.goes())
        score = eventually(lambda: platform.scores.get("s-1"), "the score of a student of load")
    done = Counter(answer.what for answer in answers)
    assert {answer.status for answer in answers} <= {200, 302, 303}
    assert (done["launch"], done["submit"], done["result"]) == (1, 1, 1)
    assert min(done["read"], done["reflect"]) >= 2
    assert done["answer"] >= len(catalogue.load("tasks-vs-assets").questions)
    assert len(pauses) == done["read"] + done["reflect"] + done["answer"] + 2
    assert score["comment"].startswith("Questions ")


def test_a_student_sends_again_what_a_kept_connection_lost(
    sqlite_tool: Tool, platform: Platform
) -> None:
    student = Student(sqlite_tool.url, platform, "s-1", [])
    with sqlite_tool.serving():
        assert student.ask("health", "GET", "/healthz")[1]
    with sqlite_tool.serving():  # its connection was ended by the first
        assert student.ask("health", "GET", "/healthz")[1]
    assert [answer.status for answer in student.answers] == [200, 200]
    with pytest.raises(Gone):
        student.ask("health", "GET", "/healthz")
