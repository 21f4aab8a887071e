"""Rows for tables of whichever version: made from what the database itself says of its tables."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    LargeBinary,
    String,
    Table,
    delete,
    insert,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORD = re.compile(r"'(\w+)'")
Rows = Mapping[str, list[dict[str, Any]]]


def empty(connection: Connection, tables: Sequence[Table]) -> None:
    """Take every row away; `tables` are in the order in which they point at each other."""
    for table in reversed(tables):
        connection.execute(delete(table))


def fill(connection: Connection, tables: Iterable[Table]) -> None:
    """Give every empty table two rows: one that says everything, one that says only what it must.

    A row points at those of its own number, so that no two rows are the same.
    """
    for table in tables:
        if connection.exec_driver_sql(f'SELECT 1 FROM "{table.name}"').first():
            continue
        for number in (1, 2):
            said = [column for column in table.columns if number == 1 or not column.nullable]
            row = {column.name: something(column, number) for column in said}
            connection.execute(insert(table).values(row))


def rows(connection: Connection, tables: Iterable[Table]) -> Rows:
    """Return every row of these tables, as the driver gives them."""
    return {
        table.name: sorted(
            (
                dict(row)
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings()
            ),
            key=lambda row: [str(row[column.name]) for column in table.primary_key],
        )
        for table in tables
    }


def something(column: Column[Any], number: int) -> object:
    """Return a value that a column takes.

    1 is a share, a positive number and no more than a maximum of 1: every check is content with it.
    """
    if column.primary_key or column.foreign_keys:
        return str(number) if isinstance(column.type, String) else number
    if isinstance(column.type, String):
        return allowed_word(column) or f"{column.name} {number}"
    kinds = {DateTime: NOON, Boolean: number == 1, JSON: {}, LargeBinary: b"1"}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), 1)


def allowed_word(column: Column[Any]) -> str | None:
    """Return one of the words that a check restricts a column to; None where none does."""
    checks = [
        str(check.sqltext)
        for check in column.table.constraints
        if isinstance(check, CheckConstraint)
    ]
    about_it = [check for check in checks if re.search(rf"\b{column.name}\b", check)]
    return next((word for check in about_it for word in WORD.findall(check)), None)
