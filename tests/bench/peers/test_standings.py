"""How contestants compare is counted in CPU, round by round, and said honestly."""

from collections.abc import Sequence

from tests.bench.figures import AtLeast, Figure
from tests.bench.peers.contestants import EXAMPLE, LTIJS, OURS, TUNED
from tests.bench.peers.measuring import Taken
from tests.bench.peers.standings import limits, ratio, section, standings


def took(*launches: float, memory: float = 60, start: float = 1) -> list[Taken]:
    """A round for each, of 100 launches of so many CPU milliseconds."""
    waits = [0.010] * 90 + [0.020] * 10
    return [
        Taken(100, each / 20, each / 10, each / 10, waits, memory=memory, start=start)
        for each in launches
    ]


def verdicts(figures: Sequence[Figure | AtLeast]) -> list[bool]:
    return [figure.holds for figure in figures]


def test_a_ratio_is_that_of_launches_of_the_same_round() -> None:
    on_a_busy_machine = {OURS: took(1, 1, 4), TUNED: took(2, 2, 8)}
    assert ratio(on_a_busy_machine, TUNED) == 2


def test_a_peer_that_launched_less_often_is_compared_by_the_launch() -> None:
    (half,) = took(2)
    half.launches = 50
    assert ratio({OURS: took(2), TUNED: [half]}, TUNED) == 2


def test_every_limit_that_is_reached_holds() -> None:
    rounds = {OURS: took(1), TUNED: took(1.31), EXAMPLE: took(4.1)}
    assert verdicts(limits(rounds)) == [True, True, True, True]


def test_a_peer_that_is_too_near_a_large_worker_and_a_late_start_fail() -> None:
    rounds = {OURS: took(1, memory=70, start=2), TUNED: took(1.2), EXAMPLE: took(3.9)}
    assert verdicts(limits(rounds)) == [False, False, False, False]
    assert not section(rounds, floor=0.0001).holds


def test_the_ratio_to_tuned_pylti1p3_stands_first() -> None:
    written = section({OURS: took(2), TUNED: took(3), EXAMPLE: took(9)}, floor=0.0001).text
    assert written.startswith("**For one launch of tuned pylti1p3, a core takes 1.50 of ours.**")
    assert "in 1 rounds of 100 launches" in written
    assert "100 µs" in written


def test_who_could_not_be_run_is_named() -> None:
    rounds = {OURS: took(2), TUNED: took(3), EXAMPLE: took(9)}
    assert f"left out: {LTIJS}." in section(rounds, 0.0001, [LTIJS]).text


def test_a_row_has_cpu_rate_floors_waits_memory_and_start() -> None:
    row = standings({OURS: took(2, 2, 4)}, floor=0.0001).splitlines()[-1]
    assert row == f"| {OURS} | 2.00 | 500 | 20 | 10.0 / 20.0 / 20.0 | 3.00 | 4.00 | 60 | 1.00 |"
