"""Alembic's environment: `lineage-lab db` brings its engine, `make migrate` names a database."""

import os
from typing import Any, Literal

from alembic import context

import lti_tool.models  # noqa: F401  # both register their tables
import quizzes.models  # noqa: F401
from quizzes.db import Base, Database, Moment

given = context.config.attributes.get("engine")


def as_written(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Spell our own types in plain SQLAlchemy, so that a migration outlives our code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


engine = given or Database(os.environ["LINEAGE_LAB_DATABASE_URL"]).engine
is_sqlite = engine.dialect.name == "sqlite"
with engine.connect() as connection:
    if is_sqlite:
        # A table that is copied and dropped must not take along the rows that point at it.
        # Asked of the driver, since inside a transaction SQLite would ignore it.
        connection.connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        render_item=as_written,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("A row would point at nothing; the database stays as it was.")
    connection.commit()
    if is_sqlite:
        connection.connection.execute("PRAGMA foreign_keys=ON")
