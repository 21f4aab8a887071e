"""Turns are given in the order in which they were asked for."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from quizzes.db import Database
from quizzes.turns import Turns
from tests.support.polling import eventually

LONG, AT_ONCE = 30.0, 0.0


def test_who_waits_longest_is_next() -> None:
    turns, order = Turns(), list[int]()

    def take(number: int) -> None:
        assert turns.take(LONG)
        order.append(number)
        turns.end()

    turns.take(LONG)
    with ThreadPoolExecutor(3) as threads:
        for number in range(3):
            threads.submit(take, number)
            eventually(lambda many=number + 1: turns.waiting == many, "the next one waits")
        turns.end()
    assert order == [0, 1, 2]


def test_who_waits_no_longer_is_passed_over() -> None:
    turns = Turns()
    assert turns.take(LONG)
    assert not turns.take(AT_ONCE)
    turns.end()
    assert turns.take(AT_ONCE)


def test_a_writer_that_fails_leaves_its_turn_to_the_next(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'lab.db'}")
    for _ in range(3):
        with suppress(RuntimeError), database.begin() as session:
            session.execute(text("CREATE TABLE x (y)"))
            raise RuntimeError
    with database.begin() as session:
        session.execute(text("CREATE TABLE x (y)"))
    database.close()
