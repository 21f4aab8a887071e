"""Item statistics agree with numpy's, on random classes; and say nothing of few answers."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizzes import item_statistics
from quizzes.content import catalogue
from quizzes.content.activity import FixedQuestion, Question
from quizzes.db import Database, utcnow
from quizzes.item_statistics import FEWEST, Misread, Sums, hardest, statistics
from quizzes.models import Attempt, Learner, Mark, Placement

HERE, ELSEWHERE = 1, 2
ITEMS = ("stale-now", "rebuild-all", "clear")
NAMES = ("", "", "staleness_is_transitive", "newer_means_stale")
SIZES = ("8/2", "9/3")


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A write transaction on tables with two placements."""
    database = Database(database_url)
    with database.begin() as session:
        session.add_all(a_placement(number) for number in (HERE, ELSEWHERE))
        session.flush()
        yield session
    database.close()


def a_placement(number: int) -> Placement:
    return Placement(
        id=number,
        activity_key="rain",
        points=10,
        question_share=0.8,
        attempts_allowed=3,
        pass_mark=0.6,
        created_at=utcnow(),
    )


def a_class(session: Session, size: int, seed: int = 1, number: int = 1) -> list[dict[str, object]]:
    """Have as many people answer everything at random; returns the marks."""
    random, marks = Random(seed), []
    for learner_id in range(1, size + 1):
        session.merge(Learner(id=learner_id, created_at=utcnow()))
        session.flush()
        attempt = Attempt(
            learner_id=learner_id,
            placement_id=HERE,
            number=number,
            seed=1,
            pack_version="v1",
            quiz={},
            started_at=utcnow(),
            submitted_at=utcnow(),
        )
        session.add(attempt)
        session.flush()
        ability = random.random()
        shares = {item: random.choice((0, 0.25, 0.5, 1, ability)) for item in ITEMS}
        for item, share in shares.items():
            others = [shares[other] for other in ITEMS if other != item]
            marks.append(
                {
                    "attempt_id": attempt.id,
                    "item_id": item,
                    "placement_id": HERE,
                    "number": number,
                    "share": share,
                    "rest": sum(others) / len(others),
                    "misreading": random.choice(NAMES),
                    "size": random.choice(SIZES),
                }
            )
    session.execute(insert(Mark), marks)
    return marks


@pytest.mark.parametrize("seed", range(3))
def test_facility_and_discrimination_are_those_of_numpy(session: Session, seed: int) -> None:
    marks = a_class(session, 60, seed)
    found = item_statistics.find(session, HERE)
    for item in ITEMS:
        share = np.array([mark["share"] for mark in marks if mark["item_id"] == item])
        rest = np.array([mark["rest"] for mark in marks if mark["item_id"] == item])
        assert found[item].n == 60
        assert found[item].facility == pytest.approx(share.mean())
        assert found[item].discrimination == pytest.approx(np.corrcoef(share, rest)[0, 1])
        for variant in found[item].variants:
            size = f"{variant.nodes}/{variant.right}"
            own = [m["share"] for m in marks if (m["item_id"], m["size"]) == (item, size)]
            assert (variant.n, variant.facility) == (len(own), pytest.approx(np.mean(own)))


def test_the_overview_counts_as_the_questions_page_does(session: Session) -> None:
    a_class(session, 25)
    whole = item_statistics.find(session, HERE)
    for short in item_statistics.facilities(session, HERE):
        item = whole[short.item_id]
        assert (short.n, short.mean) == (item.n, pytest.approx(item.facility))
        assert short.misread == item.misread


def test_the_commonest_misconception_comes_first_and_none_is_no_misconception() -> None:
    cells = {("", "8/2"): Sums(9), ("rare", "8/2"): Sums(1), ("common", "8/2"): Sums(3)}
    assert statistics("q", cells).misread == (Misread("common", 3), Misread("rare", 1))


def test_later_attempts_and_other_placements_do_not_count(session: Session) -> None:
    a_class(session, 3)
    before = item_statistics.find(session, HERE)
    a_class(session, 3, seed=2, number=2)
    assert item_statistics.find(session, HERE) == before
    assert item_statistics.find(session, ELSEWHERE) == {}


def sums(shares: list[float]) -> Sums:
    return Sums(len(shares), sum(shares), sum(s * s for s in shares), 0, 0, 0)


def rising(n: int) -> Sums:
    """Who got more here got more elsewhere: answers whose share and rest are the same."""
    shares = [nth / n for nth in range(n)]
    squares = sum(share * share for share in shares)
    return Sums(n, sum(shares), squares, sum(shares), squares, squares)


def test_few_answers_have_no_discrimination_and_many_do() -> None:
    assert statistics("q", {("", "8/2"): rising(FEWEST - 1)}).discrimination is None
    assert statistics("q", {("", "8/2"): rising(FEWEST)}).discrimination == pytest.approx(1)


def test_where_everybody_did_the_same_there_is_no_discrimination() -> None:
    assert statistics("q", {("", "8/2"): sums([0.1] * 50)}).discrimination is None


def test_a_variant_that_is_harder_beyond_chance_is_named() -> None:
    easy, hard = [0.9, 0.7] * 30, [0.5, 0.3] * 30
    found = statistics("q", {("", "8/2"): sums(easy), ("", "9/3"): sums(hard)})
    assert [variant.differs for variant in found.variants] == [True, True]
    alike = statistics("q", {("", "8/2"): sums(easy), ("", "9/3"): sums(easy)})
    assert not any(variant.differs for variant in alike.variants)
    few = statistics("q", {("", "8/2"): sums(easy), ("", "9/3"): sums(hard[: FEWEST - 1])})
    assert not few.can_compare
    assert not any(variant.differs for variant in few.variants)


def test_equally_hard_variants_are_called_unequal_rarely() -> None:
    random, wrongly = Random(7), 0
    for _ in range(300):
        cells = {
            ("", size): sums([random.choice((0, 0.5, 1)) for _ in range(40)])
            for size in ("6/1", "7/2", "8/2", "9/3")
        }
        wrongly += any(variant.differs for variant in statistics("q", cells).variants)
    assert wrongly <= 9  # 1 in 100 is allowed for, each time


def asked(item_id: str, points: int = 1) -> FixedQuestion | Question:
    """Return a question of the shipped activity under another id, worth other points."""
    return replace(catalogue.load("tasks-vs-assets").questions[0], id=item_id, points=points)


def test_the_hardest_question_is_the_one_of_whose_points_the_least_was_earned() -> None:
    questions = (asked("a", 2), asked("b"), asked("c"))
    assert hardest(questions, {"a": 0.5, "b": 0.6, "c": 0.4}) == (3, "c")


def test_of_equally_hard_questions_it_is_the_one_that_cost_more_points_and_then_the_first() -> None:
    third = 1 / 3
    questions = (asked("z"), asked("y", 2), asked("x", 2))
    assert hardest(questions, {"z": third, "y": third, "x": third - 1e-12}) == (2, "y")


def test_what_nobody_answered_or_is_asked_no_more_is_not_the_hardest() -> None:
    assert hardest((asked("a"), asked("b")), {"b": 0.9, "gone": 0.0}) == (2, "b")
    assert hardest((asked("a"),), {"gone": 0.0}) is None
