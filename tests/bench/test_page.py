"""One page for every figure: what is measured anew replaces what stood there, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bench.page import Section, machine, publish, written

TWO = written("", [Section("First", "one", True), Section("Second", "two", True)], "On Monday.")


def test_sections_stand_in_the_order_in_which_they_came() -> None:
    assert TWO.startswith("# How fast it is")
    assert TWO.index("## First\n\nOn Monday.\n\none") < TWO.index("## Second\n\nOn Monday.\n\ntwo")


def test_a_section_alone_replaces_its_own_and_leaves_the_others() -> None:
    anew = written(TWO, [Section("First", "three", True)], "On Tuesday.")
    assert anew == TWO.replace("On Monday.\n\none", "On Tuesday.\n\nthree")


def test_a_new_section_comes_last() -> None:
    assert written(TWO, [Section("Third", "three", True)], "On Tuesday.").startswith(TWO)


def test_it_says_when_and_on_what_it_was_measured() -> None:
    said = machine(datetime(2026, 11, 29, tzinfo=UTC))
    assert said.startswith("Measured on 2026-11-29, ")
    assert "Python 3." in said


def test_one_section_that_does_not_hold_fails_all_and_is_written_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = Section("Good", "in time", True), Section("Bad", "too slow", False)
    assert publish([good], tmp_path / "page.md") == 0
    assert publish([good, bad], tmp_path / "page.md") == 1
    assert "too slow" in (tmp_path / "page.md").read_text()
    assert "too slow" in capsys.readouterr().out
