"""Rows as a CSV that spreadsheets open: what people typed stays text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""
BEGINS_A_FORMULA = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes a cell of a CSV for a formula by, in full width too."""

Row = Sequence[str | int | float | None]


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a CSV, line by line; text that would be taken for a formula is kept from it."""
    line = _Line()
    writer = csv.writer(line)
    yield BOM
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
        yield line.text


class _Line:
    """Takes what csv writes, a line at a time."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _harmless(cell: str | int | float | None) -> str | int | float:
    if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
