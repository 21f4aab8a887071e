"""`make load` and `make soak`: play courses against a tool that serves, and say what came of it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.request import urlopen

from tests.bench import page
from tests.bench.page import Section
from tests.load.playing import Crowd, Played
from tests.load.served import Served, one, several
from tests.load.students import A_PICK, MINUTE
from tests.load.watching import Watch, sample

Kind = Callable[[], AbstractContextManager[Served]]

LIMIT = 0.2
"""How long 95 of 100 requests may take at most, in seconds."""
SIZES = (500, 1000, 1500, 2000)
COMING, SETTLING = 0.3, 15
"""Seconds to each newcomer, somewhat more than the tool takes over all that they hurry through;
and until whoever is late for that has caught up."""
WARM_UP = 5
HOLDS = 1000
"""Students at once whom one process must hold."""
LOOKS = 360
"""How often a soak looks at memory and files: every five seconds of half an hour."""
LOAD, SOAK = "How large a class it holds", "Half an hour of a course"
HOW_LOAD = """\
Every student launches, reads each section for about as long as its author says, writes for a
minute to each prompt, begins the questions, answers each of them, {pick:g} seconds a pick, each of
them saved, submits and looks at the result; whoever is done is followed by another. The class
grows from size to size; newcomers hurry to a random point of their course, so that whoever is
there may be anywhere. It is then at work for {seconds:g} seconds, which count; until 95 of 100
requests do not come under {limit:g} ms, or one fails. The students, their platform and the
databases use the same cores; CPU is that of our processes alone."""
HOW_SOAK = """\
The same students, on one process with SQLite. All counts from when each of them has come to some
point of their course, any of them as likely; memory and open files are looked at {looks}
times."""


def load(kinds: Sequence[Kind], seconds: float, sizes: Sequence[int] = SIZES) -> Section:
    """Find the largest class that each kind of serving holds; the first has a limit."""
    found = [_largest(kind, seconds, sizes) for kind in kinds]
    how = HOW_LOAD.format(pick=A_PICK, seconds=seconds, limit=LIMIT * 1000)
    text = "\n\n".join([*(text for _, text in found), how])
    return Section(LOAD, text, holds=found[0][0] >= HOLDS)


def _largest(kind: Kind, seconds: float, sizes: Sequence[int]) -> tuple[int, str]:
    largest = 0
    rows = [
        "| students | requests/s | p50 ms | p95 ms | p99 ms | errors "
        "| CPU ms a request | MB a process |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    with kind() as served, Crowd(served) as crowd:
        crowd.play(WARM_UP, WARM_UP, 0)
        for students in sizes:
            _come(crowd, students)
            before = served.cpu
            played = crowd.play(students, seconds, 0)
            each = (served.cpu - before) / max(1, len(played.answers)) * 1000
            taken = f"{each:.1f} | {served.megabytes:.0f}"
            rows.append(f"| {students:,} | {_figures(played)} | {taken} |")
            print(rows[-1], file=sys.stderr, flush=True)  # noqa: T201  # it takes minutes
            if played.percentile(95) > LIMIT or played.errors:
                break
            largest = students
    lead = f"**{served.name}: the largest class that holds is one of {largest:,}.**"
    if largest == sizes[-1]:
        lead += " No larger one was played."
    return largest, "\n".join([lead, "", *rows])


def soak(students: int, minutes: float) -> Section:
    """Play for long; memory must stay flat, connections must not pile up, nothing may fail."""
    with one() as served:
        pid = served.servers[0].process.pid
        with Crowd(served) as crowd:
            _come(crowd, students)
            with Watch(pid, minutes * MINUTE / LOOKS) as watch:
                played = crowd.play(students, minutes * MINUTE, 0)
        # They have left; a server that answers somebody new has looked at all of them once more.
        with urlopen(f"{served.address}/healthz") as answer:
            answer.read()
        after = sample(pid, 0)
    slope, begun = watch.slope(after=minutes * MINUTE / 3), watch.samples[0]
    most = max(each.files for each in watch.samples)
    rows = {
        "students at once": f"{students:,}",
        "minutes": f"{minutes:g}",
        "courses finished": f"{played.finished:,}",
        "requests": f"{len(played.answers):,}",
        "requests a second": f"{played.rate:.0f}",
        "p50, p95, p99": ", ".join(f"{each} ms" for each in _percentiles(played)),
        "errors": _failures(played),
        "scores that the platform has, from the beginning": f"{len(served.platform.scores):,}",
        "memory at first, at a third, at the end": ", ".join(
            f"{watch.samples[at].megabytes:.0f} MB" for at in (0, len(watch.samples) // 3, -1)
        ),
        "memory grows, from a third on": f"{slope:.1f} MB an hour",
        "open files and connections at first, most, afterwards": (
            f"{begun.files}, {most}, {after.files}"
        ),
    }
    how = HOW_SOAK.format(looks=LOOKS)
    lines = ["| what | seen |\n|---|---|", *(f"| {what} | {seen} |" for what, seen in rows.items())]
    return Section(SOAK, "\n".join([*lines, "", how]), holds=not played.errors)


def _come(crowd: Crowd, students: int) -> None:
    """Let the class grow to so many, who hurry to any point of their course."""
    coming = COMING * (students - crowd.size)
    crowd.play(students, coming + SETTLING, coming, anywhere=True)


def _figures(played: Played) -> str:
    """Write a row's middle: rate, three percentiles, errors."""
    return f"{played.rate:.0f} | {' | '.join(_percentiles(played))} | {_failures(played)}"


def _failures(played: Played) -> str:
    """Write how many requests failed, and which how often."""
    kinds = Counter(f"{each.what} {each.status}" for each in played.errors)
    named = ", ".join(f"{kind} ({times:,})" for kind, times in kinds.most_common())
    return f"{len(played.errors):,}" + (f": {named}" if named else "")


def _percentiles(played: Played) -> list[str]:
    """Return how long half, 95 and 99 of 100 requests took at most, in milliseconds."""
    return [f"{played.percentile(each) * 1000:.0f}" for each in (50, 95, 99)]


def main() -> int:
    """Read what was asked for; returns 1 where it did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("load", "soak"))
    parser.add_argument("page", type=Path, nargs="?", help="where it is written, besides shown")
    parser.add_argument(
        "--seconds", type=float, default=60, help="each size of class counts, for load"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="of class, for load")
    parser.add_argument("--alone", action="store_true", help="one process only, for load")
    parser.add_argument("--students", type=int, default=500, help="at once, for soak")
    parser.add_argument("--minutes", type=float, default=30, help="for soak")
    asked = parser.parse_args()
    section = (
        load((one,) if asked.alone else (one, several), asked.seconds, asked.sizes)
        if asked.what == "load"
        else soak(asked.students, asked.minutes)
    )
    return page.publish([section], asked.page)


if __name__ == "__main__":
    sys.exit(main())
