"""Ask the real tools: python -m tests.oracle [--cases 300] [--seed 1] [--disagreements FILE]."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.oracle import new_airflow, new_dagster
from tests.oracle.asking import ask
from tests.oracle.comparing import Case, Comparison, Oracle, compare

MAKERS: dict[str, Callable[[str, int], Case]] = {
    "dagster": new_dagster.a_case,
    "airflow": new_airflow.a_case,
}


def main(arguments: Sequence[str], oracle: Oracle = ask) -> int:
    """Ask, compare, say what came of it; returns 1 where an engine disagrees with its tool."""
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("--cases", type=int, default=300, help="how many for each tool")
    command.add_argument("--seed", default="1", help="which ones: the same seed, the same cases")
    command.add_argument("--disagreements", type=Path, default=Path(".venvs/oracle/wrong.json"))
    given = command.parse_args(arguments)
    found = []
    for engine, make in MAKERS.items():
        new = [make(given.seed, number) for number in range(given.cases)]
        print(f"Asking {engine} about {given.cases} new cases ...", flush=True)  # noqa: T201
        found.append(compare(engine, new, oracle))
    print(summary(found))  # noqa: T201
    wrong = [asdict(each) for comparison in found for each in comparison.wrong]
    if not wrong:
        return 0
    given.disagreements.write_text(json.dumps(wrong, indent=1))
    print(f"\n{len(wrong)} cases are answered otherwise: see {given.disagreements}.")  # noqa: T201
    return 1


def summary(found: Sequence[Comparison]) -> str:
    """How far the engines agree, as Markdown."""
    head = "| tool | family | new cases | answered alike | where the tool contradicts itself |"
    rows = (line for comparison in found for line in comparison.lines())
    return "\n".join((head, "|---|---|---:|---:|---:|", *rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
