"""The students that load is made of do all that a real one does."""

import socket
from collections import Counter
from http.client import HTTPConnection

from quizzes.content import catalogue
from tests.load.students import Answer, Student, has_ended
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


def test_a_student_notices_that_the_server_has_ended_a_silent_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        student = HTTPConnection(*server.getsockname())
        assert not has_ended(student)
        student.connect()
        at_server, _ = server.accept()
        assert not has_ended(student)
        at_server.close()
        assert eventually(lambda: has_ended(student), "the end of a connection")
        student.close()
