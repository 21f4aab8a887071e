"""A pick is saved in time alone, and whatever is sent at the same moment; on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizzes import asking, attempts, picks
from quizzes.db import Database
from quizzes.errors import PlacementClosed
from quizzes.models import Accommodation, Attempt, Learner, LearnerDates, Placement
from quizzes.picks import Pick, Whose
from tests.quizzes.test_attempts import ACTIVITY, ADA, HERE, LATER, NOW, a_placement, kept, right

DAY = timedelta(days=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Tables in which Ada has begun an attempt."""
    database = Database(database_url)
    with database.begin() as session:
        placement = a_placement(HERE)
        session.add_all([Learner(id=ADA, created_at=NOW), placement])
        session.flush()
        attempts.start(session, asking.draw(ACTIVITY, 1), placement, ADA, NOW, None)
    yield database
    database.close()


def whose(session: Session, *, is_bound: bool = True) -> Whose:
    attempt = session.scalars(select(Attempt)).one()
    return Whose(attempt.id, ADA, session.get_one(Placement, HERE), is_bound)


@pytest.mark.parametrize(
    ("dates", "says"),
    [({"opens_at": NOW + DAY}, "not open yet"), ({"closes_at": NOW - DAY}, "is closed")],
)
def test_a_pick_out_of_time_is_refused_where_dates_bind(database, dates, says):
    with database.begin() as session:
        for name, value in dates.items():
            setattr(session.get_one(Placement, HERE), name, value)
        pick = Pick("stale", [], NOW)
        with pytest.raises(PlacementClosed, match=says):
            picks.save(session, whose(session), pick, NOW)
        picks.save(session, whose(session, is_bound=False), pick, NOW)
        assert kept(session.scalars(select(Attempt)).one()) == {"stale": []}


def test_what_a_learner_is_allowed_comes_before_what_holds_for_all(database):
    here = {"learner_id": ADA, "placement_id": HERE}
    pick, late = Pick("stale", [], NOW), NOW + 3 * DAY
    with database.begin() as session:
        session.get_one(Placement, HERE).closes_at = NOW
        session.add(LearnerDates(**here, closes_at=NOW + DAY))
        session.flush()
        picks.save(session, whose(session), pick, NOW + DAY)
        with pytest.raises(PlacementClosed):
            picks.save(session, whose(session), pick, late)
        more = Accommodation(
            **here, closes_at=NOW + 4 * DAY, reason="Ill.", author="Grace", given_at=NOW
        )
        session.add(more)
        session.flush()
        picks.save(session, whose(session), pick, late)


def test_a_first_pick_waits_for_another_that_is_not_kept_yet_and_is_the_same_answer(database):
    with database.begin() as session:
        mine, names = whose(session), right(session.scalars(select(Attempt)).one())["stale"]

    def send() -> None:
        with database.begin() as session:
            picks.save(session, mine, Pick("stale", names, LATER), LATER)

    with ThreadPoolExecutor(1) as elsewhere:
        with database.begin() as session:
            picks.save(session, mine, Pick("stale", [], NOW), NOW)
            other = elsewhere.submit(send)
            assert not wait([other], timeout=0.3).done
        other.result(timeout=20)
    with database.begin() as session:
        (answer,) = session.scalars(select(Attempt)).one().responses
        assert (answer.chosen, answer.answered_at) == (names, LATER)
