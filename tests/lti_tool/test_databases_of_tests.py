"""The databases that storage tests run on are real, new and empty."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text


@pytest.mark.parametrize("nth", [1, 2])
def test_each_test_gets_a_new_and_empty_database(empty_url: str, nth: int) -> None:
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE left_over (id INTEGER PRIMARY KEY)"))
    engine.dispose()


def test_postgresql_runs_as_somebody_who_is_not_root(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        folder = connection.scalar(text("SHOW data_directory"))
        encoding = connection.scalar(text("SHOW server_encoding"))
    engine.dispose()
    assert Path(folder).owner() != "root"
    assert encoding == "UTF8"
