"""Exports: everybody is in them, and what people typed does nothing in a spreadsheet."""

import csv
from io import BytesIO, StringIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update

from lti_tool.instructor import export_rows, spreadsheets, workbooks
from lti_tool.models import User
from quizzes.models import Reflection
from tests.lti_tool.a_class import Classroom, a_class

STUDENTS = 30
EVIL = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
def classroom(app: Flask) -> Classroom:
    return a_class(app, STUDENTS)


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_everybody_is_in_the_csv_once_whoever_dropped_last(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_rows, "AT_A_TIME", 7)
    heads, *rows = rows_of(classroom.page("/exports/progress.csv"))
    here = heads.index("In the class")
    assert len({row[heads.index("LMS user ID")] for row in rows}) == len(rows)
    assert [row[here] for row in rows] == sorted((row[here] for row in rows), reverse=True)
    assert len([row for row in rows if row[here] == "yes"]) >= STUDENTS - 4


def test_a_csv_comes_as_a_file(classroom: Classroom) -> None:
    answer = classroom.teacher.get(f"{classroom.path}/exports/progress.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert ".csv" in answer.headers["Content-Disposition"]


def test_canvas_gets_names_logins_and_points_alone(classroom: Classroom) -> None:
    heads, points, *rows = rows_of(classroom.page("/exports/canvas.csv"))
    assert heads[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert (points[0].strip(), points[5]) == ("Points Possible", "20.0")
    assert all(row[3].endswith("example.org") for row in rows)
    assert any(row[5] for row in rows)


def test_a_workbook_has_the_class_and_the_questions(classroom: Classroom) -> None:
    answer = classroom.teacher.get(f"{classroom.path}/exports/class.xlsx")
    book = load_workbook(BytesIO(answer.data), read_only=True)
    assert book.sheetnames == ["Class", "Questions"]
    heads, *rows = book["Class"].iter_rows(values_only=True)
    assert heads == export_rows.HEADS
    assert any(isinstance(row[heads.index("Score")], float) for row in rows)
    assert len(list(book["Questions"].iter_rows())) == 1 + 4


def test_a_name_that_is_a_formula_stays_a_name_in_every_file(classroom: Classroom) -> None:
    with classroom.database.begin() as session:
        session.execute(update(User).values(name=EVIL))
    _, *rows = rows_of(classroom.page("/exports/progress.csv"))
    assert {row[0] for row in rows} == {f"'{EVIL}"}
    answer = classroom.teacher.get(f"{classroom.path}/exports/class.xlsx")
    cell = load_workbook(BytesIO(answer.data))["Class"]["A2"]
    assert (cell.value, cell.data_type) == (EVIL, "s")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "\uff1d1"])
def test_text_that_begins_a_formula_is_kept_from_it(text: str) -> None:
    [row] = rows_of("".join(spreadsheets.csv_lines([(text,)])))
    assert row[0].startswith("'")


def test_numbers_and_empty_cells_stay_what_they_are() -> None:
    assert rows_of("".join(spreadsheets.csv_lines([(-1.5, 0, None, "a,b", "-")]))) == [
        ["-1.5", "0", "", "a,b", "'-"]
    ]


def test_a_workbook_takes_what_xml_does_not() -> None:
    file = BytesIO(workbooks.xlsx({"One": [("x" * 40_000, "a\x07b")]}))
    row = next(load_workbook(file)["One"].iter_rows(values_only=True))
    assert (len(str(row[0])), row[1]) == (32_767, "ab")


def test_what_was_written_is_one_document_and_says_nothing_but_text(classroom: Classroom) -> None:
    with classroom.database.begin() as session:
        session.execute(update(Reflection).values(text="<b>bold</b> words"))
    page = classroom.page("/exports/reflections")
    assert "&lt;b&gt;bold&lt;/b&gt; words" in page
    assert "<b>bold" not in page
