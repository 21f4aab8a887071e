"""Open edX asks what its activity should open, believes our answer, keeps it, and launches so."""

from collections.abc import Iterator

import pytest

from tests.certification.an_openedx import OpenEdx, open_edx


@pytest.fixture(scope="module")
def openedx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    with open_edx(tmp_path_factory.mktemp("openedx")) as running:
        yield running


def test_what_a_teacher_chooses_is_kept_and_opens_for_students_as_it_was_set_up(openedx: OpenEdx):
    teacher, picker = openedx.chooses_for("teacher")
    assert "Course Teacher" in picker.words
    filled = {"title-1": "Week 3", "attempts-1": "2", "closes-1": "2099-01-01T00:00"}
    answer = teacher.submit(picker, picker.form("zone"), filled, "add")
    kept = teacher.submit(answer, answer.form("JWT"))
    assert kept.status == 200
    assert "successfully saved" in kept.words
    _, page = openedx.opens_for("first")
    assert "First Student" in page.words
    assert "1 Jan 2099" in page.words
