"""A walk through all migrations, and what it found at each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table
from sqlalchemy.schema import CreateIndex, CreateTable

import migrations
from tests.migrations.filling import Rows, empty, fill, rows

Schema = Mapping[str, list[str]]

AN_OPEN_ATTEMPT = """
INSERT INTO attempt
(id, learner_id, placement_id, number, seed, pack_version, quiz, started_at, set_aside_at)
SELECT {number}, 1, 1, {number}, seed, pack_version, quiz, started_at, {set_aside_at}
FROM attempt WHERE id = 1
"""
LIVED = {
    # Somebody began, was set back to the start, and began again.
    "0007": (
        AN_OPEN_ATTEMPT.format(number=3, set_aside_at="started_at"),
        AN_OPEN_ATTEMPT.format(number=4, set_aside_at="NULL"),
    )
}
"""What people do with a version that the one before could not have kept as it is."""


@dataclass(frozen=True)
class Step:
    """One migration: the rows before it, after it and when it was taken back, and the tables."""

    revision: str
    before: Rows
    after: Rows
    back: Rows
    schema_before: Schema
    schema_back: Schema


def walk(engine: Engine) -> Iterator[Step]:
    """Take an empty database through every migration: up, down and up again, with rows in it."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(Path(migrations.__file__).parent))
    settings.attributes["engine"] = engine
    scripts = ScriptDirectory.from_config(settings)
    tables: Sequence[Table] = ()
    schema: Schema = {}
    for script in reversed(list(scripts.walk_revisions())):
        with engine.begin() as connection:
            empty(connection, tables)
            fill(connection, tables)
        before = look(engine, tables)
        command.upgrade(settings, script.revision)
        after, (new_tables, new_schema) = look(engine, tables), described(engine)
        live(engine, new_tables, script.revision)
        command.downgrade(settings, "-1")
        yield Step(
            *(script.revision, before, after, look(engine, tables)),
            *(schema, described(engine)[1]),
        )
        command.upgrade(settings, script.revision)
        tables, schema = new_tables, new_schema
    command.check(settings)


def look(engine: Engine, tables: Sequence[Table]) -> Rows:
    with engine.connect() as connection:
        return rows(connection, tables)


def live(engine: Engine, tables: Sequence[Table], revision: str) -> None:
    """Put rows into what is new, too."""
    with engine.begin() as connection:
        fill(connection, tables)
        for statement in LIVED.get(revision, ()):
            connection.exec_driver_sql(statement)


def described(engine: Engine) -> tuple[Sequence[Table], Schema]:
    """Return every table as the database has it, and the statements that would make it so."""
    found = MetaData()
    found.reflect(engine)
    tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
    return tables, {table.name: statements(table, engine) for table in tables}


def statements(table: Table, engine: Engine) -> list[str]:
    """Write what makes a table, a line each, in no order: a column that comes back comes last."""
    makes = [CreateTable(table), *map(CreateIndex, table.indexes)]
    lines = "\n".join(str(each.compile(engine)) for each in makes).splitlines()
    return sorted(line.strip(" \t,") for line in lines)
