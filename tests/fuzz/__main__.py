"""Fuzz the tool: python -m tests.fuzz [--cases 1000000] [--seed 1] [--only CASE]."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.fuzz.running import Tally, listening, one, run
from tests.fuzz.summary import summary
from tests.fuzz.world import World

MEMORY = Path("/dev/shm")


def main() -> int:
    """Run; returns 1 where something was found."""
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("--cases", type=int, default=1_000_000)
    command.add_argument("--seed", default="1")
    command.add_argument("--only", help="one case of an earlier run, as it was named there")
    given = command.parse_args()
    began, tally = time.monotonic(), Tally()
    if given.only:
        with world() as tool, listening() as watch:
            one(tool, watch, tally, given.only)
    else:
        processes = os.cpu_count() or 1
        with ProcessPoolExecutor(processes) as pool:
            shares = [range(first, given.cases, processes) for first in range(processes)]
            for seen in pool.map(send, [given.seed] * processes, shares):
                tally.add(seen)
    minutes = (time.monotonic() - began) / 60
    print(summary(tally), f"\n{minutes:.0f} minutes.")  # noqa: T201
    return 1 if tally.found else 0


def send(seed: str, numbers: range) -> Tally:
    """Send a process's share of the cases to a tool of its own."""
    with world() as tool:
        return run(tool, seed, numbers)


@contextmanager
def world() -> Iterator[World]:
    """A tool with its database in memory, where that is possible."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        tool = World(Path(folder))
        gc.freeze()
        try:
            yield tool
        finally:
            tool.close()


if __name__ == "__main__":
    sys.exit(main())
