"""The tool and the practice LMS, each at its own site, for browsers to go through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.stack import Stack, tool_and_lms


@pytest.fixture
def stack(tmp_path: Path, sqlite_url: str) -> Iterator[Stack]:
    """Both, running."""
    with tool_and_lms(tmp_path, sqlite_url) as both, both.tool.serving():
        yield both
