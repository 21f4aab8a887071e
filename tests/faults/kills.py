"""A tool is killed again and again, at any moment, while students earn scores: nothing is lost."""

from __future__ import annotations

import math
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import select, update

from lti_tool.config import Config
from lti_tool.models import Score, User
from lti_tool.platforms import registrations
from quizzes.db import Database, utcnow
from tests.faults.moods import delivering, sweep
from tests.support.launching import SECRET, TOOL, registration
from tests.support.platform import KEY, Asked, Platform
from tests.support.polling import eventually
from tests.support.processes import dying_with_us

ROOT = Path(__file__).parents[2]
PHASES = ("before commit", "between commit and send", "between send and mark")
LONGEST = 3.0
"""For how many seconds after its first post a child lives at most."""
BEFORE, AFTER = (0.0, 0.1, 0.3), (0.3, 0.6, 1.0)
"""How long the platform thinks, before it takes a score and after: so that all phases last."""


@dataclass
class Killing:
    """What was seen.

    Attributes:
        kills: at how many moments some score was in a phase when the tool was killed.
        earned: how many scores the database has in the end, of which `arrived` are in the
            platform as the database has them.
        lost: what was answered, and is not in the database.
    """

    moments: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    earned: int = 0
    arrived: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Tell whether nothing was lost."""
        return not self.lost and 0 < self.earned == self.arrived


@dataclass(frozen=True)
class Held:
    """One student's score, as the database has it."""

    version: int
    given: float
    is_marked: bool
    sent_shares: list[float]
    """Which shares of its points are marked as sent."""

    def is_marked_as_sent(self, there: dict[str, Any]) -> bool:
        """Tell whether what the platform has is marked here, also where more is earned since."""
        share = there["scoreGiven"] / there["scoreMaximum"]
        return any(math.isclose(share, sent, abs_tol=1e-6) for sent in self.sent_shares)


def kill_often(
    database_url: str, folder: Path, platform: Platform, enough: Callable[[Killing], bool]
) -> Killing:
    """Kill a tool on this database at one random moment after another, until that is enough."""
    seen, database = Killing(), Database(database_url)
    register(database, database_url, platform)
    platform.answers["/scores"] = _slowly(platform)
    with zygote(database_url, folder, platform) as parent:
        while not enough(seen):
            child = fork(parent)
            when_noted(folder)
            time.sleep(random.uniform(0, LONGEST))
            os.kill(child, signal.SIGKILL)
            seen.moments += 1
            _look(database, folder, platform, seen)
            _let_leases_run_out(database)
    platform.answers.clear()
    with delivering(database_url) as (_, courier, _):
        eventually(lambda: sweep(database, courier) or _all_marked(database), "all to arrive", 120)
    _look_for_losses(database, folder, platform, seen)
    database.close()
    return seen


def redelivery(database_url: str, folder: Path, platform: Platform) -> float:
    """Kill a tool while scores are on their way, and return in how many seconds another has sent
    them, once it is started; its clock is the real one."""
    database = Database(database_url)
    register(database, database_url, platform)
    platform.answers["/scores"] = lambda _: time.sleep(1) or (503, "busy")
    with zygote(database_url, folder, platform) as parent:
        child = fork(parent)
        eventually(lambda: _is_leased(database), "a score to be on its way", 300)
        os.kill(child, signal.SIGKILL)
    platform.answers.clear()
    began = time.monotonic()
    with delivering(database_url) as (_, courier, _):
        eventually(lambda: sweep(database, courier) or _all_marked(database), "all to arrive", 120)
    database.close()
    return time.monotonic() - began


@contextmanager
def zygote(database_url: str, folder: Path, platform: Platform) -> Iterator[subprocess.Popen[str]]:
    """Run zygote.py, which forks tools to be killed."""
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(pem)
    (folder / "notes").touch()
    command = [sys.executable, "-m", "tests.faults.zygote", database_url, folder, platform.issuer]
    with (folder / "zygote.log").open("ab") as log:
        process = subprocess.Popen(
            dying_with_us(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
        )
    with process:
        yield process
        process.kill()


def fork(parent: subprocess.Popen[str]) -> int:
    """Start a tool; returns its process id."""
    assert parent.stdin
    assert parent.stdout
    parent.stdin.write("\n")
    parent.stdin.flush()
    return int(parent.stdout.readline())


def when_noted(folder: Path) -> None:
    """Wait until somebody posts something more."""
    notes = folder / "notes"
    before = notes.stat().st_size
    eventually(lambda: notes.stat().st_size > before, "somebody to post", 300)


def noted(folder: Path, what: str) -> dict[str, int]:
    """Return the highest version of each student's of which this was noted."""
    found: dict[str, int] = {}
    for line in (folder / "notes").read_text().splitlines():
        kind, name, version = line.split()
        if kind == what:
            found[name] = max(found.get(name, 0), int(version))
    return found


def register(database: Database, database_url: str, platform: Platform) -> None:
    """Make a platform known."""
    with database.begin() as session:
        details = registrations.Details(**registration(platform))
        registrations.save(session, details, Config(database_url, TOOL, SECRET))


def _slowly(platform: Platform) -> Callable[[Asked], tuple[int, object]]:
    def answer(asked: Asked) -> tuple[int, object]:
        platform.lock.release()  # others may come in meanwhile
        try:
            time.sleep(random.choice(BEFORE))
            taken = platform.take(asked.json)
            time.sleep(random.choice(AFTER))
        finally:
            platform.lock.acquire()
        return taken

    return answer


def _look(database: Database, folder: Path, platform: Platform, seen: Killing) -> None:
    """Note in which phases scores were, by what browser, database and platform know."""
    held, began, done = _held(database), noted(folder, "began"), noted(folder, "done")
    newest = max((int(name.partition("-")[0]) for name in began), default=0)
    of_this_child = {name for name in began if name.startswith(f"{newest}-")}
    phases = set()
    for name in of_this_child:
        score = held.get(name)
        if began[name] > done.get(name, 0) and (not score or score.version < began[name]):
            phases.add("before commit")
        if score and not score.is_marked:
            there = platform.scores.get(name)
            is_unmarked = there and not score.is_marked_as_sent(there)
            phases.add("between send and mark" if is_unmarked else "between commit and send")
    seen.kills.update(phases)


def _look_for_losses(database: Database, folder: Path, platform: Platform, seen: Killing) -> None:
    held = _held(database)
    seen.lost = [
        f"{name} {version}"
        for name, version in noted(folder, "done").items()
        if name not in held or held[name].version < version
    ]
    seen.earned = len(held)
    seen.arrived = sum(
        platform.scores.get(name, {}).get("scoreGiven") == score.given
        for name, score in held.items()
    )


def _held(database: Database) -> dict[str, Held]:
    is_marked = Score.delivered_version == Score.version
    columns = User.subject, Score.version, Score.given, is_marked, Score.sent_shares
    with database.read() as session:
        rows = session.execute(select(*columns).join(Score, Score.user_id == User.id))
        return {name: Held(*values) for name, *values in rows}


def _all_marked(database: Database) -> bool:
    return all(score.is_marked for score in _held(database).values())


def _is_leased(database: Database) -> bool:
    with database.read() as session:
        leased = select(Score.id).where(Score.claimed_until > utcnow())
        return session.scalars(leased).first() is not None


def _let_leases_run_out(database: Database) -> None:
    """Put the clock of a dead worker's leases forward, instead of waiting for it."""
    with database.begin() as session:
        leased = update(Score).where(Score.claimed_until.is_not(None))
        session.execute(leased.values(claimed_until=utcnow() - timedelta(seconds=1)))
