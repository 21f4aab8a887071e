"""What a database is asked: how many statements, however many rows each of them takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from quizzes.db import Database


@contextmanager
def listening(database: Database) -> Iterator[list[str]]:
    """Give a list that every statement is added to until the end of the block."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
