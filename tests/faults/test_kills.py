"""A tool is killed, and its file copied, at random moments while students earn scores.

`make faults` does both 200 times.
"""

from pathlib import Path

from tests.faults.copies import copy_often
from tests.faults.kills import kill_often
from tests.support.platform import Platform

MOMENTS = 3
COPIES = 20


def test_nothing_is_lost_whenever_the_tool_is_killed(
    tmp_path: Path, database_url: str, platform: Platform
) -> None:
    seen = kill_often(database_url, tmp_path, platform, lambda seen: seen.moments == MOMENTS)
    assert seen.is_well, seen


def test_an_sqlite_file_can_be_copied_at_any_moment(
    tmp_path: Path, sqlite_url: str, platform: Platform
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    seen = copy_often(file, tmp_path, platform, COPIES)
    assert seen.is_well, seen
