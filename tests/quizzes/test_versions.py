"""Which of two versions stands, where two places wrote one."""

from datetime import UTC, datetime, timedelta

from quizzes.versions import Met, Version, meet

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEN, ELEVEN = NINE + timedelta(hours=1), NINE + timedelta(hours=2)


def text(work: str, at: datetime) -> Version[str]:
    return Version(work, at)


def test_the_first_version_stands() -> None:
    assert meet(None, text("a", NINE), "") == Met(NINE)


def test_what_was_written_over_the_kept_version_replaces_it_without_a_word() -> None:
    assert meet(text("a", NINE), text("b", TEN), NINE.isoformat()) == Met(TEN)


def test_of_two_written_over_the_same_version_the_later_one_stands() -> None:
    base = NINE.isoformat()
    assert meet(text("a", TEN), text("b", ELEVEN), base) == Met(ELEVEN, replaced="a")
    assert meet(text("a", ELEVEN), text("b", TEN), base) == Met(ELEVEN, newer="a")


def test_a_version_that_knew_of_none_meets_the_kept_one_too() -> None:
    assert meet(text("a", TEN), text("b", NINE), "") == Met(TEN, newer="a")


def test_the_same_work_twice_is_one_version() -> None:
    assert meet(text("a", NINE), text("a", TEN), "") == Met(TEN)
    assert meet(text("a", TEN), text("a", NINE), "") == Met(TEN)


def test_what_nobody_knows_the_base_of_stands() -> None:
    assert meet(text("a", TEN), text("b", NINE), None) == Met(NINE)
