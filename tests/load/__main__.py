"""`make load` and `make soak`: play courses against a tool that serves, and say what came of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load.playing import Played, play
from tests.load.watching import Watch, sample
from tests.support.launching import registration
from tests.support.platform import Platform, serving
from tests.support.processes import Server, free_port
from tests.support.stack import Tool
from tests.support.tables import prepare

THINK = 10.0
"""Seconds between two steps of a student, on average: more hurried than people are."""
LIMIT = 0.2
"""How long 95 of 100 requests may take at most, in seconds."""
SIZES = (100, 200, 400, 700, 1000, 1400, 2000)


@contextmanager
def tool(database_url: str | None) -> Iterator[tuple[str, Server, Platform]]:
    """Have one process serve, on SQLite or on the empty database that is named."""
    with tempfile.TemporaryDirectory() as folder, serving(Platform()) as platform:
        url = prepare(database_url or f"sqlite:///{folder}/lab.db")
        running = Tool(Path(folder), free_port(), url)
        running.register(registration(platform))
        with running.serving() as server:
            yield running.url, server, platform


def load(database_url: str | None, seconds: float) -> bool:
    """Find the largest class that holds; prints a row for each size that was tried."""
    print("| students | requests/s | p50 ms | p95 ms | p99 ms | errors | memory MB |")  # noqa: T201
    print("|---:|---:|---:|---:|---:|---:|---:|")  # noqa: T201
    largest = 0
    with tool(database_url) as (address, server, platform):
        for students in SIZES:
            played = play(address, platform, students, THINK, seconds, name=f"of-{students}")
            taken = sample(server.process.pid, 0).megabytes
            print(f"| {students:,} | {figures(played)} | {taken:.0f} |", flush=True)  # noqa: T201
            if played.percentile(95) > LIMIT or played.errors:
                break
            largest = students
    print(f"\nThe largest class that holds p95 under {LIMIT * 1000:.0f} ms: {largest:,}")  # noqa: T201
    return largest > 0


def soak(database_url: str | None, students: int, minutes: float) -> bool:
    """Play for long; memory must stay flat, connections must not pile up, nothing may fail."""
    with tool(database_url) as (address, server, platform), Watch(server.process.pid) as watch:
        played = play(address, platform, students, THINK, minutes * 60)
        time.sleep(watch.every)
        after = sample(server.process.pid, 0)
    slope, begun = watch.slope(after=minutes * 60 / 3), watch.samples[0]
    most = max(each.files for each in watch.samples)
    rows = {
        "students at once": f"{students:,}",
        "minutes": f"{minutes:g}",
        "courses finished": f"{played.finished:,}",
        "requests": f"{len(played.answers):,}",
        "requests a second": f"{played.rate:.0f}",
        "p50, p95, p99": ", ".join(f"{each} ms" for each in percentiles(played)),
        "errors": f"{len(played.errors)}",
        "scores that the platform has": f"{len(platform.scores):,}",
        "memory at first, at a third, at the end": ", ".join(
            f"{watch.samples[at].megabytes:.0f} MB" for at in (0, len(watch.samples) // 3, -1)
        ),
        "memory grows, from a third on": f"{slope:.1f} MB an hour",
        "open files and connections at first, most, afterwards": (
            f"{begun.files}, {most}, {after.files}"
        ),
    }
    print("| what | seen |\n|---|---|")  # noqa: T201
    for what, seen in rows.items():
        print(f"| {what} | {seen} |")  # noqa: T201
    return not played.errors


def figures(played: Played) -> str:
    """Write a row's middle: rate, three percentiles, errors."""
    return f"{played.rate:.0f} | {' | '.join(percentiles(played))} | {len(played.errors)}"


def percentiles(played: Played) -> list[str]:
    """Return how long half, 95 and 99 of 100 requests took at most, in milliseconds."""
    return [f"{played.percentile(each) * 1000:.0f}" for each in (50, 95, 99)]


def main() -> None:
    """Read what was asked for, and end with 1 where it did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("load", "soak"))
    parser.add_argument("--seconds", type=float, default=60, help="each size of class, for load")
    parser.add_argument("--students", type=int, default=300, help="at once, for soak")
    parser.add_argument("--minutes", type=float, default=30, help="for soak")
    parser.add_argument("--database-url", help="an empty PostgreSQL database instead of SQLite")
    asked = parser.parse_args()
    held = (
        load(asked.database_url, asked.seconds)
        if asked.what == "load"
        else soak(asked.database_url, asked.students, asked.minutes)
    )
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
