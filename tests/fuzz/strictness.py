"""PostgreSQL's strictness on SQLite, which is faster: no NUL in a text, no text too long."""

from typing import Any

from sqlalchemy import Engine, String, event
from sqlalchemy.orm import Mapper, Session

from quizzes.db import Base


class TooMuch(Exception):
    """What PostgreSQL would have refused to keep."""


def as_strict_as_postgresql(engine: Engine) -> None:
    """Have an engine refuse what PostgreSQL refuses."""
    event.listen(engine, "before_cursor_execute", _no_nul)

    @event.listens_for(Session, "before_flush")
    def no_text_too_long(session: Session, *_: Any) -> None:
        # It stays for every session of this process, other databases' as well.
        if session.get_bind() is engine:
            _check_lengths(session)


def _no_nul(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
    for row in parameters if isinstance(parameters, list) else [parameters]:
        if any(isinstance(value, str) and "\0" in value for value in row):
            raise TooMuch(f"a NUL character in {statement[:40]}")


def _check_lengths(session: Session) -> None:
    for row in (*session.new, *session.dirty):
        for name, longest in LENGTHS[type(row)]:
            value = getattr(row, name)
            if isinstance(value, str) and len(value) > longest:
                raise TooMuch(f"{type(row).__name__}.{name}: {len(value)} characters")


def _lengths(mapper: Mapper[Any]) -> list[tuple[str, int]]:
    return [
        (attribute.key, column.type.length)
        for attribute in mapper.column_attrs
        for column in attribute.columns
        if isinstance(getattr(column, "type", None), String) and column.type.length
    ]


LENGTHS = {mapper.class_: _lengths(mapper) for mapper in Base.registry.mappers}
