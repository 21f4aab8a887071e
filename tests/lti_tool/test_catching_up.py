"""Marks of attempts from before marks were kept: reckoned afterwards, each once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import OperationalError

from lti_tool.grades import catching_up
from lti_tool.grades.catching_up import CatchingUp
from quizzes import asking, attempts, item_statistics, regrading, unmarked
from quizzes.db import Database, utcnow
from quizzes.decisions import Grounds
from quizzes.models import Attempt, Learner, Mark, Placement, Response
from tests.quizzes.test_attempts import ACTIVITY, HERE, LATER, NOW, a_placement, right
from tests.support.launching import Client, submit_right
from tests.support.platform import Platform
from tests.support.polling import eventually

Row = tuple[Any, ...]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Tables with one placement of the activity."""
    database = Database(database_url)
    with database.begin() as session:
        session.add(a_placement(HERE))
    yield database
    database.close()


def begun(database: Database, learner_id: int = 1, *, only_tries: bool = False) -> int:
    """Have somebody new begin an attempt; returns its id."""
    with database.begin() as session:
        session.add(Learner(id=learner_id, created_at=NOW, only_tries=only_tries))
        session.flush()
        drawn, placement = asking.draw(ACTIVITY, learner_id), session.get_one(Placement, HERE)
        return attempts.start(session, drawn, placement, learner_id, NOW, 3).id


def submit(database: Database, attempt_id: int, *, answered: int = 1) -> None:
    """Submit somebody's attempt, so many questions answered rightly."""
    with database.begin() as session:
        attempt = session.get_one(Attempt, attempt_id)
        chosen = dict(list(right(attempt).items())[:answered])
        attempts.submit(session, attempt, chosen, NOW)


def submitted(database: Database, *learner_ids: int) -> list[int]:
    """Have people submit an attempt each, some with more right answers than others."""
    ids = [begun(database, each) for each in learner_ids]
    for each, attempt_id in zip(learner_ids, ids, strict=True):
        submit(database, attempt_id, answered=each % 3)
    return ids


def marks(database: Database) -> list[Row]:
    wanted = select(*Mark.__table__.columns).order_by(Mark.attempt_id, Mark.item_id)
    with database.read() as session:
        return [tuple(row) for row in session.execute(wanted)]


def forget_marks(database: Database, *attempt_ids: int) -> None:
    """Leave attempts as they were before marks were kept."""
    with database.begin() as session:
        session.execute(delete(Mark).where(Mark.attempt_id.in_(attempt_ids)))


def catch_up(database: Database) -> CatchingUp:
    walk = CatchingUp(database)
    while not walk.is_done:
        walk.go_on()
    return walk


def test_old_attempts_get_the_marks_that_their_submission_would_have_kept(
    database: Database,
) -> None:
    ids = submitted(database, 1, 2, 3)
    before = marks(database)
    forget_marks(database, *ids[:2])
    assert len(marks(database)) == 2
    catch_up(database)
    assert marks(database) == before
    with database.read() as session:
        assert [each.n for each in item_statistics.facilities(session, HERE)] == [3, 3]


def test_some_are_taken_at_a_time_and_none_is_left_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(catching_up, "IDS_AT_ONCE", 3)
    ids = submitted(database, *range(1, 9))
    before = marks(database)
    forget_marks(database, *ids)
    walk = CatchingUp(database)
    walk.go_on()
    assert len({row[0] for row in marks(database)}) == 2
    while not walk.is_done:
        walk.go_on()
    assert marks(database) == before


def test_where_the_walk_has_ended_nothing_is_asked_any_more(database: Database) -> None:
    submitted(database, 1)
    walk = catch_up(database)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    walk.go_on()
    assert asked == []


def test_where_nobody_ever_began_the_walk_ends_at_once(database: Database) -> None:
    assert catch_up(database).is_done
    assert marks(database) == []


def test_an_open_attempt_is_left_to_its_submission(database: Database) -> None:
    attempt_id = begun(database)
    catch_up(database)
    assert marks(database) == []
    submit(database, attempt_id)
    kept = marks(database)
    assert len(kept) == 2
    catch_up(database)
    assert marks(database) == kept


def test_of_whoever_only_tries_there_are_no_marks(database: Database) -> None:
    submit(database, begun(database, only_tries=True))
    catch_up(database)
    assert marks(database) == []


def test_an_attempt_that_was_set_aside_has_marks_as_if_they_had_been_kept(
    database: Database,
) -> None:
    [attempt_id] = submitted(database, 1)
    before = marks(database)
    with database.begin() as session:
        session.execute(update(Attempt).values(set_aside_at=LATER))
    forget_marks(database, attempt_id)
    catch_up(database)
    assert marks(database) == before


def test_two_processes_at_once_keep_one_row_for_each_item(database: Database) -> None:
    [attempt_id] = submitted(database, 1)
    before = marks(database)
    forget_marks(database, attempt_id)
    with database.read() as session:
        made = unmarked.reckon(session, attempt_id)

    def keep(of: Sequence[dict[str, Any]]) -> None:
        with database.begin() as session:
            unmarked.keep(session, attempt_id, of)

    other = Thread(target=keep, args=(made,))
    with database.begin() as session:
        unmarked.keep(session, attempt_id, made)
        other.start()  # it waits for this transaction, or comes after it
    other.join()
    assert marks(database) == before


def test_whoever_is_erased_meanwhile_stays_erased(database: Database) -> None:
    [attempt_id] = submitted(database, 1)
    with database.read() as session:
        made = unmarked.reckon(session, attempt_id)
    forget_marks(database, attempt_id)
    with database.begin() as session:
        session.execute(delete(Response))
        session.execute(delete(Attempt))
    with database.read() as session:
        assert unmarked.reckon(session, attempt_id) == []
    with database.begin() as session:
        unmarked.keep(session, attempt_id, made)
    assert marks(database) == []


def test_what_cannot_be_read_is_said_once_and_holds_up_nobody(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = submitted(database, 1, 2)
    forget_marks(database, broken, whole)
    with database.begin() as session:
        broken_one = update(Attempt).filter_by(id=broken)
        session.execute(broken_one.values(quiz={}, started_at=utcnow()))
    walk = catch_up(database)
    walk.go_on()
    assert {row[0] for row in marks(database)} == {whole}
    assert caplog.text.count(f"attempt {broken} stays out of the statistics") == 1


def test_a_database_that_is_away_costs_no_attempt_its_marks(
    database: Database,
) -> None:
    [attempt_id] = submitted(database, 1)
    before = marks(database)
    forget_marks(database, attempt_id)
    walk = CatchingUp(database)

    @event.listens_for(database.engine, "before_cursor_execute")
    def fail(*told: Any) -> None:
        if told[2].startswith("INSERT INTO mark"):
            raise OperationalError("", {}, Exception("away"))

    with pytest.raises(OperationalError):
        walk.go_on()
    event.remove(database.engine, "before_cursor_execute", fail)
    walk.go_on()
    assert marks(database) == before


@pytest.mark.parametrize("counts", [False, True])
def test_a_later_key_gives_the_marks_once_it_counts(database: Database, counts: bool) -> None:
    [attempt_id] = submitted(database, 1)
    before = marks(database)
    today = replace(ACTIVITY, version="v2", questions=ACTIVITY.questions[1:])
    with database.begin() as session:
        attempt, placement = session.get_one(Attempt, attempt_id), session.get_one(Placement, HERE)
        session.add(regrading.remark(attempt, today, NOW))
        session.flush()
        if counts:
            why = Grounds("Grace Hopper", "The first question was wrong.", LATER)
            assert regrading.apply(session, placement, today.version, why) == 1
    forget_marks(database, attempt_id)
    catch_up(database)
    if counts:
        assert [row[:2] for row in marks(database)] == [(attempt_id, today.questions[0].id)]
    else:
        assert marks(database) == before


def test_whatever_works_in_the_background_catches_up_after_a_start(
    app: Flask, platform: Platform
) -> None:
    client, jobs, database = Client(app), app.extensions["jobs"], app.extensions["database"]
    submit_right(client, client.open(platform))
    before = marks(database)
    forget_marks(database, before[0][0])
    jobs.work()
    try:
        eventually(lambda: marks(database) == before, "the marks to be kept")
    finally:
        jobs.stop()
