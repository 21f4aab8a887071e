"""A platform misbehaves while a class earns scores: afterwards it has them all, the newest.

`make faults` does the same with thousands of scores, and without hurry.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from lti_tool.grades import delivery, lanes
from lti_tool.platforms import http
from tests.faults.moods import MOODS, endure
from tests.support.moody import moody

STUDENTS = 40


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that are shorter than in earnest, and as many."""
    monkeypatch.setattr(delivery, "FIRST_WAIT", timedelta(seconds=0.2))
    monkeypatch.setattr(delivery, "LONGEST_WAIT", timedelta(seconds=1))
    monkeypatch.setattr(lanes, "FIRST_REST", 0.1)
    monkeypatch.setattr(lanes, "LONGEST_REST", 0.5)
    monkeypatch.setattr(http, "SILENCE_SECONDS", 0.5)
    monkeypatch.setattr(http, "WHOLE_SECONDS", 1.5)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("mood", MOODS)
def test_everything_arrives_once_the_platform_is_well(
    tmp_path: Path, sqlite_url: str, mood: str
) -> None:
    with moody(tmp_path) as platform:
        seen = endure(sqlite_url, platform, mood, STUDENTS, seconds=60, trouble=1.2)
    assert seen.is_well, seen


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("mood", ["flapping", "taking a score and saying 500"])
def test_a_careless_platform_gets_no_older_score_on_top(
    tmp_path: Path, postgres_url: str, mood: str
) -> None:
    with moody(tmp_path) as platform:
        platform.feels(is_careless=True)
        seen = endure(postgres_url, platform, mood, STUDENTS, seconds=60, trouble=1.2)
    assert seen.is_well, seen
