"""A Canvas course's gradebook that takes a CSV, by the rules that Canvas's own importer follows.

The rules were read in instructure/canvas-lms (lib/gradebook_importer.rb and what its upload page
does with that), and are told here in our own words and code; no Canvas ran. They are:

- A file of which one of the first three lines counts more fields by ";" than by "," is parted by
  ";", provided that all three count alike. Lines of nothing but separators are passed over.
- A cell that is a number with "," or "." has the last of these made its decimal point.
- The first line must name a student, an id and, in the last of the student's own columns, a
  section; a "SIS User ID" and a "SIS Login ID" may stand between. A byte order mark does no harm.
- A later column is passed over where its name holds that of a sum of Canvas's ("Final Score").
  Else it is the assignment whose number stands at its end in brackets, or that has just this title,
  or a new one, about which the instructor is asked.
- A row whose first cell holds "Points Possible" says what the assignments are out of.
- Any other row is the student of this ID; else, by the SIS's number, then by the login, exactly as
  it is written; else the first one of this name; else somebody about whom the instructor is asked.
- A cell that differs from the grade that stands is taken for the new grade, also where it is empty.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

NUMBER = re.compile(r"-?[0-9.,]+%?")
SUMS = tuple(f"{which} {what}" for which in ("Current", "Final") for what in ("Score", "Points"))
SUMS += ("Current Grade", "Final Grade", "Override Score", "Override Grade", "Override Status")


class InvalidHeaders(Exception):
    """The first line does not name what it must."""


@dataclass(frozen=True)
class Student:
    """Somebody in the course, as Canvas knows them."""

    id: int
    name: str
    login: str = ""
    sis_id: str = ""
    sortable_name: str = ""


@dataclass
class Gradebook:
    """A course before an import, and what one made of it.

    Attributes:
        assignments: titles by number.
        grades: by student and assignment, as text.
        points: by assignment, as text.
        asked_about: rows and columns that were recognised as nobody's.
    """

    students: Sequence[Student]
    assignments: dict[int, str]
    grades: dict[tuple[int, int], str] = field(default_factory=dict)
    points: dict[int, str] = field(default_factory=dict)
    asked_about: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        """Import a file, as somebody who agrees to every change; raises InvalidHeaders."""
        heads, *rows = _rows(text)
        columns = self._columns(heads, before=_columns_of_a_student(heads))
        for row in rows:
            if "Points Possible" in row[0]:
                self.points |= {number: row[place] for place, number in columns.items()}
            elif student := self._student(heads, row):
                for place, number in columns.items():
                    self._grade((student.id, number), row[place].strip())

    def _columns(self, heads: Sequence[str], before: int) -> dict[int, int]:
        found = {}
        for head in heads[before:]:
            if any(each in head for each in SUMS):
                continue
            number = self._assignment(head)
            if number:
                found[heads.index(head)] = number
            else:
                self.asked_about.append(head)
        return found

    def _assignment(self, head: str) -> int | None:
        numbered = re.fullmatch(r".*\s\((\d+)\)", head)
        if numbered and int(numbered[1]) in self.assignments:
            return int(numbered[1])
        return next((key for key, title in self.assignments.items() if title == head), None)

    def _student(self, heads: Sequence[str], row: Sequence[str]) -> Student | None:
        said = dict(zip(heads, row, strict=True))
        name, number = row[0], row[1]
        ways = (
            lambda each: number and str(each.id) == number,
            lambda each: said.get("SIS User ID") and each.sis_id == said["SIS User ID"],
            lambda each: said.get("SIS Login ID") and each.login == said["SIS Login ID"],
            lambda each: name in (each.name, each.sortable_name),
        )
        for fits in ways:
            if found := next(filter(fits, self.students), None):
                return found
        self.asked_about.append(name)
        return None

    def _grade(self, where: tuple[int, int], grade: str) -> None:
        if grade:
            self.grades[where] = grade
        else:
            self.grades.pop(where, None)


def _rows(text: str) -> list[list[str]]:
    lines = text.splitlines()
    counted = {mark: {_fields(line, mark) for line in lines[:3]} for mark in ";,"}
    agreed = {mark: max(found) if len(found) == 1 else 0 for mark, found in counted.items()}
    mark = ";" if agreed[";"] > agreed[","] else ","
    rows = csv.reader(text.splitlines(keepends=True), delimiter=mark)
    return [[_in_points(cell) for cell in row] for row in rows if any(row)]


def _fields(line: str, mark: str) -> int:
    return len(next(csv.reader([line], delimiter=mark), []))


def _in_points(cell: str) -> str:
    if not NUMBER.fullmatch(cell):
        return cell
    *whole, last = re.split("[.,]", cell)
    return f"{''.join(whole)}.{last}" if whole else last


def _columns_of_a_student(heads: Sequence[str]) -> int:
    if len(heads) < 4 or "Student" not in heads[0] or "ID" not in heads[1]:
        raise InvalidHeaders
    count = 3
    if heads[2] == "SIS Login ID":
        count = 4
    elif heads[2:4] == ["SIS User ID", "SIS Login ID"]:
        count = 5
    if "Section" not in heads[count - 1]:
        raise InvalidHeaders
    return count
