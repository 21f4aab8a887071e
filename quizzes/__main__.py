"""Say what the orchestrators would: python -m quizzes solve --engine dagster|airflow CASES.json."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from quizzes.errors import MalformedCase
from quizzes.orchestrators import airflow_cases, dagster_cases

ENGINES = {"dagster": dagster_cases.solve, "airflow": airflow_cases.solve}


def main() -> int:
    """Print JSON, what the engine says of each case by its id; 2 where the cases are malformed."""
    command = argparse.ArgumentParser(prog="python -m quizzes", description=__doc__)
    solving = command.add_subparsers(required=True).add_parser("solve", help="answer cases")
    solving.add_argument("--engine", choices=ENGINES, required=True)
    solving.add_argument("cases", type=Path, help="a JSON file: a list of cases, or {cases: [...]}")
    given = command.parse_args()
    try:
        answers = {case["id"]: ENGINES[given.engine](case) for case in _read(given.cases)}
    except MalformedCase as malformed:
        sys.stderr.write(f"{malformed}\n")
        return 2
    sys.stdout.write(json.dumps(answers) + "\n")
    return 0


def _read(file: Path) -> list[dict[str, Any]]:
    """The cases of a file, each with an id that no other has."""
    try:
        read = json.loads(file.read_bytes())
        json.dumps(read, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except OSError as error:
        raise MalformedCase(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise MalformedCase(f"{file} is not JSON: {error}.") from error
    cases = read.get("cases") if isinstance(read, dict) else read
    if not isinstance(cases, list):
        raise MalformedCase(f'{file} is neither a list of cases nor an object with "cases": [...].')
    for place, case in enumerate(cases, start=1):
        if not isinstance(case, dict) or not isinstance(case.get("id"), str):
            raise MalformedCase(f"{file}: case number {place} is no object with an id.")
    for repeated, times in Counter(case["id"] for case in cases).items():
        if times > 1:
            raise MalformedCase(f"{file}: {times} cases have the id {repeated}.")
    return cases


if __name__ == "__main__":
    sys.exit(main())
