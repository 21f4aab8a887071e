"""The short form of `make load` and `make soak`; whether a class holds is for those to tell."""

from tests.load.__main__ import load, soak
from tests.load.served import one, several


def test_classes_are_played_on_one_process_and_on_several() -> None:
    found = load((one, several), seconds=4, sizes=(6,))
    assert found.text.count("the largest class that holds is one of") == 2
    assert found.text.count("\n| 6 |") == 2
    assert not found.holds  # six are no thousand


def test_a_soak_tells_what_grows() -> None:
    found = soak(students=2, minutes=0.1)
    assert "| errors | 0 |" in found.text
    assert "MB an hour" in found.text
