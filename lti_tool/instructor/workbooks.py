"""Rows as an XLSX: what people typed stays text. Loaded when one is asked for."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lti_tool.instructor.spreadsheets import Row

LONGEST_CELL = 32_767
"""In characters; XLSX takes no more."""


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


def _cell(sheet: Any, value: str | int | float | None, *, is_head: bool) -> Any:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with
    if is_head:
        cell.font = Font(bold=True)
    return cell
