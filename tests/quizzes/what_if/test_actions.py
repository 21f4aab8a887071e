"""Codes in an address: each stands for one action, and nothing else is read."""

import pytest

from quizzes.what_if.actions import MOST_ACTIONS, TO_ALL, Action, CannotHappen, Kind
from tests.quizzes.what_if.labs import a_lab


@pytest.mark.parametrize("kind", Kind)
def test_what_is_written_is_read_back(kind: Kind) -> None:
    action = Action(kind, "" if kind in TO_ALL else "stg_orders")
    assert Action.read(action.code) == action


@pytest.mark.parametrize(
    "code", ["", ":", "fly", "fly:stg", "run:", "RUN", "rerun:", "rerun :stg", " run", "rerun;stg"]
)
def test_a_code_that_nobody_wrote_is_refused(code: str) -> None:
    with pytest.raises(CannotHappen):
        Action.read(code)


@pytest.mark.parametrize(
    "code",
    [
        "run:stg",
        "rerun",
        "rerun:nothing",
        "rerun:raw",
        "code:raw",
        "fail:raw",
        "clear:raw",
        "observe:stg",
        "observe",
        "observe-same:mart",
        "rerun:stg:mart",
        "roll-back:stg",
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(code: str) -> None:
    with pytest.raises(CannotHappen, match=r"^[A-Z“a-z].*\.$"):
        a_lab(code)


def test_junk_is_not_repeated_in_full() -> None:
    with pytest.raises(CannotHappen) as refused:
        Action.read("x" * 5_000)
    assert len(str(refused.value)) < 120


def test_a_lab_takes_so_many_actions_and_no_more() -> None:
    full = a_lab(*["run"] * MOST_ACTIONS)
    with pytest.raises(CannotHappen, match="Undo some of them"):
        full.do(Action(Kind.RUN))
