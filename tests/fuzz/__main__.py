"""Fuzz the tool: python -m tests.fuzz [--cases 1000000] [--seed 1] [--only CASE]."""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
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
    began = time.monotonic()

    def progress(tally: Tally) -> None:
        minutes = (time.monotonic() - began) / 60
        line = f"{tally.cases} cases in {minutes:.1f} minutes, {len(tally.found)} findings"
        print(line, file=sys.stderr, flush=True)  # noqa: T201

    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        world = World(Path(folder))
        gc.freeze()
        try:
            if given.only:
                tally = Tally()
                with listening() as watch:
                    one(world, watch, tally, given.only)
            else:
                tally = run(world, given.seed, given.cases, progress)
        finally:
            world.close()
    print(summary(tally))  # noqa: T201
    return 1 if tally.found else 0


if __name__ == "__main__":
    sys.exit(main())
