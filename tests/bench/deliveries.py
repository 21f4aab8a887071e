"""How fast scores go out, to a platform on this machine that thinks for a while over each.

Each worker is a process of its own, as `lineage-lab worker` is, on PostgreSQL. Measured is how
long the middle eight tenths of a class take, by what the platform has: how fast it goes on, and
not how long Python takes to start. Beside it pylti1p3's own `put_grade`, as its example calls it:
one score after another.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.grade import Grade
from pylti1p3.registration import Registration as LibraryRegistration
from pylti1p3.service_connector import ServiceConnector

from lti_tool.models.scopes import SCORE_SCOPE
from quizzes.db import Database, utcnow
from tests.bench.figures import Figure
from tests.support.moody import Moody, moody
from tests.support.owing import class_of, earn
from tests.support.platform import KEY
from tests.support.postgres import PostgreSQL, postgresql
from tests.support.processes import end, free_port
from tests.support.stack import LINEAGE_LAB, Tool
from tests.support.tables import prepare

AT_20, AT_100 = 0.020, 0.100  # seconds that the platform thinks
SECOND = 1000  # ms
PATIENCE = 120  # seconds
HIGH_WATER = re.compile(r"VmHWM:\s+(\d+) kB")


def figures(students: int = 10_000) -> list[Figure]:
    """Measure one worker and four at both speeds, memory, and the library."""
    with tempfile.TemporaryDirectory() as name, postgresql() as server:
        folder = Path(name)
        return [
            *_at(server, folder, AT_20, students, least=500),
            *_at(server, folder, AT_100, students, least=300),
        ]


def _at(
    server: PostgreSQL, folder: Path, delay: float, students: int, *, least: int
) -> list[Figure]:
    """Measure at one speed: one worker has to send at least so many a second, four three times
    that; how fast the library is has no limit."""
    at = f"scores to a platform that takes {delay * SECOND:.0f} ms"
    one, held = delivered(server, folder, delay, students, workers=1)
    four, _ = delivered(server, folder, delay, students, workers=4)
    alone = library(folder, delay)
    return [
        Figure(f"{at}: one worker, each", one, SECOND / least, "ms"),
        Figure(f"{at}: four workers, each", four, SECOND / least / 3, "ms"),
        Figure(f"{at}: pylti1p3's put_grade, each", alone, math.inf, "ms"),
        Figure(f"{at}: the worker that sent {students:,} held", held, 150, "MB"),
    ]


def delivered(
    server: PostgreSQL, folder: Path, delay: float, students: int, *, workers: int
) -> tuple[float, float]:
    """Deliver a class; returns milliseconds per score, and the most megabytes of any worker."""
    name = f"bench_{workers}_{delay * SECOND:.0f}"
    url = prepare(server.create(name))
    with moody(folder, delay) as platform, ExitStack() as running:
        database = Database(url)
        earn(database, class_of(database, platform.url, students), 50)
        database.close()
        tool = Tool(folder, free_port(), url)
        started = [running.enter_context(worker(tool, folder)) for _ in range(workers)]
        took = _middle(platform, students)
        held = max(_most_memory(each.pid) for each in started)
    server.drop(name)
    return took * SECOND, held


@contextmanager
def worker(tool: Tool, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `lineage-lab worker`."""
    with (folder / "workers.log").open("ab") as log:
        process = subprocess.Popen(
            [LINEAGE_LAB, "worker"],
            env={**os.environ, **tool.environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        end(process)


def library(folder: Path, delay: float, scores: int = 10) -> float:
    """Send scores by pylti1p3, each with a connector of its own, as its example does per launch;
    returns milliseconds per score."""
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with moody(folder, delay) as platform:
        known = (
            LibraryRegistration()
            .set_issuer(platform.issuer)
            .set_client_id("client-1")
            .set_auth_token_url(platform.url("/token"))
            .set_tool_private_key(pem)
        )
        endpoint = {"scope": [SCORE_SCOPE], "lineitem": platform.url("/items/1")}
        began = time.perf_counter()
        for number in range(scores):
            grade = Grade().set_score_given(5).set_score_maximum(10).set_user_id(f"s-{number}")
            grade.set_timestamp(utcnow().isoformat()).set_activity_progress("Completed")
            grade.set_grading_progress("FullyGraded")
            AssignmentsGradesService(ServiceConnector(known), endpoint).put_grade(grade)
        return (time.perf_counter() - began) / scores * SECOND


def _middle(platform: Moody, students: int) -> float:
    """Return the seconds per score, from when a tenth is there until nine tenths are."""
    seen = [(time.perf_counter(), 0)]
    while seen[-1][1] < 0.9 * students:
        assert time.perf_counter() < seen[0][0] + PATIENCE, f"Only {seen[-1][1]} arrived."
        time.sleep(0.05)
        seen.append((time.perf_counter(), platform.has_so_many()))
    begun = next(each for each in seen if each[1] >= 0.1 * students)
    return (seen[-1][0] - begun[0]) / max(1, seen[-1][1] - begun[1])


def _most_memory(process: int) -> float:
    status = Path(f"/proc/{process}/status")
    found = HIGH_WATER.search(status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 / 1e6 if found else 0.0  # only Linux tells
