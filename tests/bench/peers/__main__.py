"""Run ourselves and our peers in turn: python -m tests.bench.peers docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

from tests.bench import page
from tests.bench.page import Section
from tests.bench.peers import contestants, environments, standings
from tests.bench.peers.browsers import Browsers
from tests.bench.peers.contestants import Contestant
from tests.bench.peers.floor import floor
from tests.bench.peers.measuring import Taken, take, worker_of
from tests.support.launching import registration
from tests.support.platform import Platform, serving
from tests.support.processes import free_port
from tests.support.stack import Tool
from tests.support.tables import prepare

ROUNDS, LAUNCHES, WARM_UP = 5, 240, 120
NOT_HERE = "Not measured: only Linux tells what CPU another process has taken."


def section(rounds: int = ROUNDS, launches: int = LAUNCHES, warm_up: int = WARM_UP) -> Section:
    """Install the peers, run all, and write how they stand."""
    if sys.platform != "linux":
        return Section(standings.TITLE, NOT_HERE, holds=False)
    environments.install()
    with tempfile.TemporaryDirectory() as name, serving(Platform()) as platform:
        entered = everybody(Path(name), platform)
        taken = play(entered, platform, Path(name), rounds, launches, warm_up)
        missing = [] if environments.has_ltijs() else [contestants.LTIJS]
        return standings.section(taken, floor(platform), missing)


def everybody(folder: Path, platform: Platform) -> list[Contestant]:
    """Return all who can be run here, us first."""
    contestants.write_registration(folder, platform)
    tool = Tool(folder, free_port(), prepare(f"sqlite:///{folder / 'lab.db'}"))
    tool.register(registration(platform))
    entered = [
        contestants.ours(tool),
        *contestants.by_other_servers(tool, environments.PYTHON),
        *contestants.library(environments.PYTHON),
        contestants.django(folder, environments.PYTHON),
    ]
    return entered + ([contestants.ltijs()] if environments.has_ltijs() else [])


def play(
    entered: Sequence[Contestant],
    platform: Platform,
    folder: Path,
    rounds: int,
    launches: int,
    warm_up: int,
) -> dict[str, list[Taken]]:
    """Give each its turn in every round."""
    taken: dict[str, list[Taken]] = {each.name: [] for each in entered}
    for _ in range(rounds):
        for each in entered:
            taken[each.name].append(turn(each, platform, folder, launches, warm_up))
    return taken


def turn(of: Contestant, platform: Platform, folder: Path, launches: int, warm_up: int) -> Taken:
    """Start one, measure it, and end it."""
    began = time.perf_counter()
    with of.serving(folder) as server:
        with urlopen(server.url + of.ready) as answer:
            assert answer.status == 200
        start = time.perf_counter() - began
        with Browsers(server.url, of.login, of.launch, platform) as browsers:
            taken = take(browsers, worker_of(server.process.pid), launches, warm_up)
    taken.start = start
    return taken


def main() -> int:
    """Measure and write; returns 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path, nargs="?", help="where it is written, besides shown")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--launches", type=int, default=LAUNCHES, help="of each, in each round")
    asked = parser.parse_args()
    return page.publish([section(asked.rounds, asked.launches)], asked.page)


if __name__ == "__main__":
    sys.exit(main())
