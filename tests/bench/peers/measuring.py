"""What launches take of a server's process: CPU by the kernel's own clock, time, and memory.

Logging in and signing are done first, for some launches at a time, so that while these are posted
the load takes next to nothing of the machine. CPU is that of all threads of the process.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.figures import MEGABYTE
from tests.bench.peers.browsers import Browsers

AT_A_TIME = 40
"""Launches between two looks at the clock: all are posted within the 10 s that ltijs allows."""
SETTLING = 0.02
"""How long to wait before a look, in seconds: some of the work follows the answer."""
RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


@dataclass
class Taken:
    """What so many launches took in one round.

    Attributes:
        login, launch, page: CPU seconds of all logins, of all launches, and of all that follows
            from a launch's answer to its first page.
        waits: how long each launch's answer took, in seconds.
        memory: what the process held at the end, in megabytes.
        start: from its start to its first good answer, in seconds.
    """

    launches: int
    login: float = 0.0
    launch: float = 0.0
    page: float = 0.0
    waits: list[float] = field(default_factory=list)
    memory: float = 0.0
    start: float = 0.0


def take(browsers: Browsers, process: int, launches: int, warm_up: int) -> Taken:
    """Launch so often, after a warm-up that is not counted."""
    _launch(browsers, process, Taken(warm_up))
    taken = Taken(launches)
    _launch(browsers, process, taken)
    taken.memory = resident(process)
    return taken


def _launch(browsers: Browsers, process: int, taken: Taken) -> None:
    for first in range(0, taken.launches, AT_A_TIME):
        numbers = range(first, min(first + AT_A_TIME, taken.launches))
        with _counting(process) as login:
            launches = browsers.log_in(numbers)
        browsers.sign(launches, numbers)
        with _counting(process) as launch:
            browsers.launch(launches)
        with _counting(process) as page:
            browsers.go_on(launches)
        taken.login += login.seconds
        taken.launch += launch.seconds
        taken.page += page.seconds
        taken.waits += [each.seconds for each in launches]


@dataclass
class _Span:
    seconds: float = 0.0


@contextmanager
def _counting(process: int) -> Iterator[_Span]:
    """Count the CPU seconds that a process takes in the block."""
    span, before = _Span(), cpu(process)
    yield span
    time.sleep(SETTLING)
    span.seconds = cpu(process) - before


def worker_of(process: int) -> int:
    """Return the process that answers: the child of one that only looks after it, else itself."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return int(children[-1]) if children else process


def cpu(process: int) -> float:
    """Return the CPU seconds of all threads that a process ever had, by Linux's clock for it.

    That clock counts nanoseconds, where /proc/PID/stat has hundredths of a second. Its number is
    made as the kernel does (MAKE_PROCESS_CPUCLOCK with CPUCLOCK_SCHED, see clock_getcpuclockid(3)).
    """
    return time.clock_gettime(~process << 3 | 2)


def resident(process: int) -> float:
    """Return the megabytes of memory that a process holds."""
    found = RESIDENT.search(Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) * 1024 / MEGABYTE
