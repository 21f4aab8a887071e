"""All that is in a database, to see that something changed nothing."""

from typing import Any

from sqlalchemy import select

from quizzes.db import Base, Database


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, by table."""
    with database.read() as session:
        return {
            table.name: sorted(
                (tuple(row) for row in session.execute(select(table))), key=lambda row: str(row)
            )
            for table in Base.metadata.sorted_tables
        }
