"""The short form of `make fuzz`: a few seconds, the same cases every time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import stages
from tests.fuzz.launches import BEFORE
from tests.fuzz.running import LAUNCHES, SENDERS, Tally, listening, one, run
from tests.fuzz.wire import Sent
from tests.fuzz.world import World

CASES = 1_200
SELDOM = frozenset({"what the message asks for", "activity", "addresses", "times"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database is."""
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def tally(folder: Path) -> Iterator[Tally]:
    """What a short run saw."""
    world = World(folder)
    yield run(world, "short", range(CASES))
    world.close()


def test_nothing_is_found(tally: Tally) -> None:
    assert tally.found == {}
    assert tally.cases == CASES


def test_half_of_the_launches_and_more_are_changed_before_they_are_signed(tally: Tally) -> None:
    launches = {what: sum(tally.outcomes[what].values()) for what in LAUNCHES}
    assert launches[BEFORE] * 2 > sum(launches.values()) > CASES * 0.4


def test_every_check_is_reached_that_is_not_seldom_reached(tally: Tally) -> None:
    reached = {stage for what in LAUNCHES for stage in tally.outcomes[what]}
    assert set(stages.NAMES) - reached <= SELDOM
    assert not [stage for stage in reached if stage.startswith("not on the list")]


def test_what_must_not_happen_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> Sent:
        raise KeyError("nobody expects this")

    monkeypatch.setitem(SENDERS, "logins", breaks)
    world, tally = World(folder), Tally()
    with listening() as watch:
        one(world, watch, tally, "short:logins:1")
    world.close()
    assert [(what[:8], found.first) for what, found in tally.found.items()] == [
        ("KeyError", "short:logins:1")
    ]
