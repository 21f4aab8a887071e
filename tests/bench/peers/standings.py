"""Rounds compared: how many times less CPU we take than each peer, in one table and its limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.figures import AtLeast, Figure, table
from tests.bench.page import Section
from tests.bench.peers.contestants import BARE, DJANGO, EXAMPLE, LTIJS, OURS, TUNED
from tests.bench.peers.measuring import Taken

TITLE = "A launch, beside other tools"
TIMES_AS_MANY: Mapping[str, float] = {TUNED: 1.3, EXAMPLE: 4, LTIJS: 10, DJANGO: 20}
"""How many times as many launches of ours a core has to take."""
SECOND = 1000  # ms
COLUMNS = (
    "CPU ms a launch",
    "launches per core-second",
    "times the floor",
    "p50 / p95 / p99 ms",
    "CPU ms, login and launch",
    "CPU ms, to the first page",
    "MB a worker",
    "cold start, s",
)
HOW = """\
Each tool gets the same launches from the same four browsers at once: a class of thirty students,
each with a login of their own and an id_token of 2.9 kB, signed before the clock starts. A launch
is the POST of that token up to its answer; CPU is what all threads of the server's process took
by the kernel's clock, not counting the load nor the platform. The tools run one after the other,
each started anew and warmed up, in {rounds} rounds of {launches} launches; figures are medians of
the rounds, and so are ratios. The floor is to split a token, verify it once (RSA-2048,
`cryptography`) and parse its JSON, in the same run: {floor:.0f} µs.

The work is not the same, and no column makes it so. Our answer is a redirect, once a nonce was
used up in the database and synced to the disk with the visit, the person, the enrollment and the
student's seat. pylti1p3's example keeps what it keeps in the memory of one process, lets a nonce
in again, and answers with a page of one line; django-lti and ltijs do write to SQLite. "Tuned" is
all that its users can do without changing pylti1p3: key sets cached, one session for requests,
the configuration read once, no page that tries cookies. "To the first page" adds what follows a
launch: nothing, where the answer is that page; with us, the whole reading with its figures.
"{bare}" is no tool: less than
that nobody takes who is served by Flask in this way.

All Python tools are served by waitress with 16 threads, as `lineage-lab serve` is; "the same by"
another server is ours with as many threads, without the work that `serve` does beside. Ours does
not count how often the machine it is on asks (`lti_tool/limits.py`), so no limit is in the way."""


def section(
    rounds: Mapping[str, Sequence[Taken]], floor: float, missing: Sequence[str] = ()
) -> Section:
    """Write it all, the ratio to tuned pylti1p3 first; holds if every limit does."""
    figures = limits(rounds)
    launches = rounds[OURS][0].launches
    lead = f"**For one launch of tuned pylti1p3, a core takes {ratio(rounds, TUNED):.2f} of ours.**"
    parts = [
        lead,
        standings(rounds, floor),
        table(figures),
        *(f"Not there, and left out: {name}." for name in missing),
        HOW.format(rounds=len(rounds[OURS]), launches=launches, floor=floor * 1e6, bare=BARE),
    ]
    return Section(TITLE, "\n\n".join(parts), all(figure.holds for figure in figures))


def limits(rounds: Mapping[str, Sequence[Taken]]) -> list[Figure | AtLeast]:
    """Hold what was measured against what it must be."""
    return [
        *(
            AtLeast(f"our launches for one of {name}", ratio(rounds, name), least)
            for name, least in TIMES_AS_MANY.items()
            if name in rounds
        ),
        Figure("memory of our worker", middle(rounds[OURS], lambda taken: taken.memory), 70, "MB"),
        Figure("our cold start", middle(rounds[OURS], lambda taken: taken.start), 2, "s"),
    ]


def ratio(rounds: Mapping[str, Sequence[Taken]], name: str) -> float:
    """Return how many launches of ours take the CPU of one of theirs: the median of the rounds."""
    pairs = zip(rounds[OURS], rounds[name], strict=True)
    return median(
        (theirs.launch / theirs.launches) / (ours.launch / ours.launches) for ours, theirs in pairs
    )


def standings(rounds: Mapping[str, Sequence[Taken]], floor: float) -> str:
    """Write a row for each tool."""
    head = f"| | {' | '.join(COLUMNS)} |\n|---|{'---:|' * len(COLUMNS)}"
    return "\n".join([head, *(_row(name, taken, floor) for name, taken in rounds.items())])


def middle(rounds: Sequence[Taken], of: Callable[[Taken], float]) -> float:
    """Return the median of the rounds."""
    return median(of(taken) for taken in rounds)


@dataclass(frozen=True)
class Percentiles:
    """How long half, 95 and 99 of 100 launches waited at most, in milliseconds."""

    p50: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f} / {self.p99:.1f}"


def percentiles(rounds: Sequence[Taken]) -> Percentiles:
    """Return each percentile's median of the rounds."""
    cut = [quantiles(taken.waits, n=100) for taken in rounds]
    return Percentiles(*(median(each[at - 1] for each in cut) * SECOND for at in (50, 95, 99)))


def _row(name: str, rounds: Sequence[Taken], floor: float) -> str:
    launch = middle(rounds, lambda taken: taken.launch / taken.launches)
    both = middle(rounds, lambda taken: (taken.login + taken.launch) / taken.launches)
    page = middle(rounds, lambda taken: (taken.launch + taken.page) / taken.launches)
    cells = (
        f"{launch * SECOND:.2f}",
        f"{1 / launch if launch else math.inf:.0f}",
        f"{launch / floor:.0f}",
        str(percentiles(rounds)),
        f"{both * SECOND:.2f}",
        f"{page * SECOND:.2f}",
        f"{middle(rounds, lambda taken: taken.memory):.0f}",
        f"{middle(rounds, lambda taken: taken.start):.2f}",
    )
    return f"| {name} | {' | '.join(cells)} |"
