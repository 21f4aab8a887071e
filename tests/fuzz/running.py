"""Sending cases, watching what each does to the tool, and counting what came of them."""

from __future__ import annotations

import ctypes
import gc
import logging
import resource
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz import launches, logins, registrations, services, stages
from tests.fuzz.mutations import SCRIPT, Mutator
from tests.fuzz.wire import Said, Sent
from tests.fuzz.world import World

SHARES = {"launches": 50, "services": 22, "logins": 20, "registrations": 8}
"""Of a hundred cases, so many are of each kind."""
SENDERS: dict[str, Callable[[World, Mutator], Sent]] = {
    "launches": launches.send,
    "services": services.send,
    "logins": logins.send,
    "registrations": registrations.send,
}
OUR_FAULT = frozenset({500, 501, 504, 505})
LONGEST_SECONDS = 1.0
HUNG_SECONDS = 30
STATM = Path("/proc/self/statm")
CASES_BETWEEN_SWEEPS = 20_000
GROWTH_PERCENT = 10
"""How much more memory the end may take than the first tenth did."""
LAUNCHES = (launches.BEFORE, launches.AFTER, launches.ASTRAY)


@dataclass
class Found:
    """Something that must not happen: how often it did, and in which case first."""

    first: str
    times: int = 0


@dataclass
class Tally:
    """What a run saw."""

    cases: int = 0
    outcomes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    found: dict[str, Found] = field(default_factory=dict)
    slowest: float = 0.0
    memory: Counter[int] = field(default_factory=Counter)
    """Kilobytes in use after so many percent."""

    def note(self, what: str, case: str) -> None:
        """Keep a finding; a new one is said at once, a long run has time to be looked into."""
        if what not in self.found:
            sys.stderr.write(f"{case}: {what}\n")
        self.found.setdefault(what, Found(case)).times += 1

    def growth(self) -> float:
        """Return by how many percent memory grew after the first tenth."""
        first, last = self.memory[min(self.memory)], self.memory[max(self.memory)]
        return 100 * (last - first) / first

    def add(self, other: Tally) -> None:
        """Take in what another run saw, of other cases."""
        self.cases += other.cases
        for what, outcomes in other.outcomes.items():
            self.outcomes[what] += outcomes
        for what, found in other.found.items():
            self.found.setdefault(what, Found(found.first)).times += found.times
        self.slowest = max(self.slowest, other.slowest)
        self.memory += other.memory


class Watch(logging.Handler):
    """Hears what the tool logs of one case."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.heard: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.heard.append(record)

    def outcome(self, sent: Sent) -> str:
        """Say what came of a case, without the sender's own words."""
        if not sent.said:
            return sent.outcome
        stage = stages.of_launch if sent.what in LAUNCHES else stages.of_request
        return stage(self.heard, sent.said)

    def failures(self) -> Iterator[str]:
        """Name what our code did not expect."""
        for record in self.heard:
            if record.exc_info and record.exc_info[1] and record.levelno >= logging.ERROR:
                yield named(record.exc_info[1])


def run(world: World, seed: str, numbers: range) -> Tally:
    """Send the cases of these numbers; the same seed sends the same ones."""
    tally, kinds = Tally(), [kind for kind, share in SHARES.items() for _ in range(share)]
    tenths = {len(numbers) * tenth // 10: 10 * tenth for tenth in range(1, 11)}
    with listening() as watch:
        for number in numbers:
            kind = kinds[Mutator(f"{seed}:{number}").random.randrange(100)]
            one(world, watch, tally, f"{seed}:{kind}:{number}")
            if tally.cases % CASES_BETWEEN_SWEEPS == 0:
                world.sweep()
            if percent := tenths.get(tally.cases):
                tally.memory[percent] = memory()
                sys.stderr.write(f"{percent} % of {len(numbers)} cases\n")
    if tally.growth() > GROWTH_PERCENT and tally.cases > CASES_BETWEEN_SWEEPS:
        tally.note(f"memory grew by {tally.growth():.0f} %", f"{seed}:every one")
    return tally


def one(world: World, watch: Watch, tally: Tally, case: str) -> None:
    """Send one case and look at what it did."""
    watch.heard.clear()
    before, began = world.version(), time.perf_counter()
    sent = attempt(world, tally, case)
    seconds = time.perf_counter() - began
    tally.cases += 1
    for failure in watch.failures():
        tally.note(failure, case)
    if sent:
        tally.outcomes[sent.what][watch.outcome(sent)] += 1
        if sent.said:
            judge(tally, case, sent.what, sent.said, changed=world.version() != before)
    if seconds > LONGEST_SECONDS:
        seconds = min(seconds, *(again(world, case) for _ in range(2)))
        if seconds > LONGEST_SECONDS:
            tally.note("took more than a second", case)
    tally.slowest = max(tally.slowest, seconds)


def attempt(world: World, tally: Tally, case: str) -> Sent | None:
    """Send a case; an error that comes out of our code is a finding, and so is none that ends."""
    signal.setitimer(signal.ITIMER_REAL, HUNG_SECONDS)
    try:
        return SENDERS[case.split(":")[-2]](world, Mutator(case))
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what we look for
        tally.note(named(error), case)
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def again(world: World, case: str) -> float:
    """Return how long a case takes now; others may have been busy on this machine before."""
    began = time.perf_counter()
    attempt(world, Tally(), case)
    return time.perf_counter() - began


def judge(tally: Tally, case: str, what: str, said: Said, changed: bool) -> None:
    """Note an answer that no request may get."""
    if said.status in OUR_FAULT:
        tally.note(f"status {said.status}", case)
    if SCRIPT.encode() in said.body:
        tally.note("a script of the sender's on our page", case)
    if changed and said.status >= 400 and what in (*LAUNCHES, "logins"):
        tally.note("a refusal that changed a row", case)


def named(error: BaseException) -> str:
    """Name an error by its kind and the last line of ours that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/lti_tool/" in frame.filename] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno} {ours[-1].name}" if ours else "?"
    return f"{type(error).__name__} in {place}: {str(error)[:60]}"


def memory() -> int:
    """Return how many kilobytes of memory this process holds, without what is garbage."""
    gc.collect()
    with suppress(AttributeError, OSError):  # glibc gives back what it only keeps for later
        ctypes.CDLL(None).malloc_trim(0)
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # macOS knows the peak alone


@contextmanager
def listening() -> Iterator[Watch]:
    """Hear what the tool logs, and break off what hangs."""

    def hung(*_: Any) -> None:
        raise TimeoutError("hung")

    watch, log = Watch(), logging.getLogger("lti_tool")
    was = log.level, log.propagate, signal.signal(signal.SIGALRM, hung), sys.getrecursionlimit()
    log.addHandler(watch)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield watch
    finally:
        log.removeHandler(watch)
        log.setLevel(was[0])
        log.propagate = was[1]
        signal.signal(signal.SIGALRM, was[2])
