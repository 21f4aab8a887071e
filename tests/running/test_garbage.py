"""What a process has once its app is made is not looked through for garbage again."""

import subprocess
import sys
from pathlib import Path

from lti_tool.serving import NEW_OBJECTS
from tests.support.launching import SECRET, TOOL

SAY = "import gc, wsgi; print(gc.get_freeze_count() > 10_000, gc.get_threshold())"


def test_an_app_that_another_server_runs_is_set_aside_from_the_search(sqlite_url: str) -> None:
    settings = {
        "LINEAGE_LAB_DATABASE_URL": sqlite_url,
        "LINEAGE_LAB_BASE_URL": TOOL,
        "LINEAGE_LAB_SECRET_KEY": SECRET,
    }
    said = subprocess.run(
        [sys.executable, "-c", SAY],
        cwd=Path(__file__).parents[2],
        env=settings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == f"True {NEW_OBJECTS}"
