"""An LMS that nobody here wrote: Open edX launches the tool, and the scores arrive in it.

The browser is one without scripts, in the frame that Open edX opens its activities in.
"""

from collections.abc import Iterator

import pytest

from tests.certification.an_openedx import OpenEdx, answer, arrives, open_edx, read_and_reflect
from tests.support.polling import eventually


@pytest.fixture(scope="module")
def openedx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    with open_edx(tmp_path_factory.mktemp("openedx")) as running:
        yield running


def test_a_students_score_arrives_in_open_edxs_line_item_and_gradebook(openedx: OpenEdx):
    browser, page = openedx.opens_for("first")
    page = read_and_reflect(browser, page)
    result = answer(browser, page, openedx.tool_database)
    score = arrives(openedx, "first", 20)
    assert score["scoreMaximum"] == 20
    assert score["comment"] == (
        "Questions 100 % (16 of 16), sections read 6 of 6, reflections 2 of 2."
    )
    assert openedx.gradebook()["grades"]["first"] == [10, 10]
    eventually(
        lambda: "In the gradebook: 20 of 20" in browser.open(result.url).words, "the page to say so"
    )


def test_every_higher_score_replaces_the_one_that_open_edx_holds(openedx: OpenEdx):
    browser, page = openedx.opens_for("second")
    answer(browser, page)
    first = arrives(openedx, "second", 0)
    answer(browser, page, openedx.tool_database)
    second = arrives(openedx, "second", 16)
    read_and_reflect(browser, page)
    third = arrives(openedx, "second", 20)
    assert first["timestamp"] < second["timestamp"] < third["timestamp"]


def test_an_instructor_sees_open_edxs_class_and_is_not_graded(openedx: OpenEdx):
    teacher, overview = openedx.opens_for("teacher")
    preview = teacher.open(overview.link("Try it as a preview"))
    result = answer(teacher, preview, openedx.tool_database)
    assert "Staff are not graded." in result.words

    student, page = openedx.opens_for("third")
    answer(student, page, openedx.tool_database)
    arrives(openedx, "third", 16)
    assert openedx.scores("teacher") == []

    everyone = teacher.submit(overview, overview.form(to="/refresh"))

    def grades() -> dict[str, str]:
        return {row[0]: row[6] for row in teacher.open(everyone.url).rows}

    eventually(
        lambda: "In the gradebook: 16 of 20" in grades()["Third Student third@example.edu"],
        "the class list to say so",
    )
    assert set(grades()) == {
        "First Student first@example.edu",
        "Second Student second@example.edu",
        "Third Student third@example.edu",
    }
