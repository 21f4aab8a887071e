"""An SQLite file is copied at any moment while students earn scores, as a power cut leaves it.

The tool stands still for as long as the copy takes (SIGSTOP), as the whole machine does then.
`lineage-lab backup` needs no such thing.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from quizzes.db import Database
from tests.faults.kills import fork, noted, register, when_noted, zygote
from tests.support.platform import Platform

SUFFIXES = ("", "-wal")
VERSIONS = """
SELECT "user".subject, score.version FROM score JOIN "user" ON "user".id = score.user_id
"""


@dataclass
class Copying:
    """What was seen.

    Attributes:
        torn: copies that do not open or are not consistent; `lacking`: those without something
            that had been answered.
        answered: how much was answered until the last copy.
    """

    moments: int = 0
    torn: int = 0
    lacking: int = 0
    answered: int = 0

    @property
    def is_well(self) -> bool:
        """Tell whether every copy holds everything."""
        return self.moments > 0 and not self.torn + self.lacking


def copy_often(file: Path, folder: Path, platform: Platform, moments: int) -> Copying:
    """Copy a database's file so often while a tool writes to it."""
    seen, database_url = Copying(), f"sqlite:///{file}"
    database = Database(database_url)
    register(database, database_url, platform)
    database.close()
    with zygote(database_url, folder, platform) as parent:
        child = fork(parent)
        when_noted(folder)
        for _ in range(moments):
            time.sleep(random.uniform(0, 0.2))
            _copy(file, folder, child, seen)
        os.kill(child, signal.SIGKILL)
    return seen


def _copy(file: Path, folder: Path, child: int, seen: Copying) -> None:
    copy = folder / "copy.db"
    os.kill(child, signal.SIGSTOP)
    try:
        done = noted(folder, "done")
        for suffix in SUFFIXES:
            shutil.copy(f"{file}{suffix}", f"{copy}{suffix}")
    finally:
        os.kill(child, signal.SIGCONT)
    seen.moments += 1
    seen.answered = sum(done.values())
    with closing(sqlite3.connect(copy)) as opened:
        if opened.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            seen.torn += 1
            return
        held = dict(opened.execute(VERSIONS).fetchall())
    seen.lacking += any(held.get(name, 0) < version for name, version in done.items())
