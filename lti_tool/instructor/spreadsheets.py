"""Rows as files that spreadsheets open: CSV, and XLSX. What people typed stays text in both."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""
BEGINS_A_FORMULA = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes a cell of a CSV for a formula by, in full width too."""
LONGEST_CELL = 32_767
"""In characters; XLSX takes no more."""

Row = Sequence[str | int | float | None]


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a CSV, line by line; text that would be taken for a formula is kept from it."""
    line = _Line()
    writer = csv.writer(line)
    yield BOM
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
        yield line.text


def xlsx(sheets: Mapping[str, Iterable[Row]]) -> bytes:
    """Return a workbook; the first row of each sheet names its columns."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "B2"
        for number, row in enumerate(rows):
            sheet.append([_cell(sheet, value, is_head=not number) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


class _Line:
    """Takes what csv writes, a line at a time."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _harmless(cell: str | int | float | None) -> str | int | float:
    if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def _cell(sheet: Any, value: str | int | float | None, *, is_head: bool) -> Any:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with
    if is_head:
        cell.font = Font(bold=True)
    return cell
