"""Where the engines and the real tools agree, counted by family, and where they do not."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.oracle.asking import Answers

Case = dict[str, Any]
Oracle = Callable[[str, list[Case]], Answers]
# How often a tool is asked again what it answered otherwise than we, each time in a new process:
# Airflow checks a task's dependencies in the order of a set, which is another one in each process.
TIMES = 8


@dataclass(frozen=True)
class Difference:
    """A case that was answered otherwise at first, and all that the tool says, asked again."""

    case: Case
    ours: Any
    theirs: tuple[Any, ...]

    @property
    def wavering(self) -> bool:
        """Whether the tool contradicts itself."""
        return any(answer != self.theirs[0] for answer in self.theirs)

    @property
    def wrong(self) -> bool:
        """Whether our answer is none of the tool's."""
        return self.ours not in self.theirs


@dataclass(frozen=True)
class Comparison:
    """What was asked, by family, and where the answers differ."""

    tool: str
    asked: Counter[str]
    differences: tuple[Difference, ...]

    @property
    def wrong(self) -> list[Difference]:
        """Where our engine disagrees with the tool, whatever the tool says today."""
        return [each for each in self.differences if each.wrong]

    def lines(self) -> Iterator[str]:
        """Rows of the summary, as Markdown."""
        wrong = families(each.case for each in self.wrong)
        wavering = families(each.case for each in self.differences if each.wavering)
        for family, asked in sorted(self.asked.items()):
            alike = asked - wrong[family]
            yield f"| {self.tool} | {family} | {asked} | {alike} | {wavering[family]} |"


def compare(engine: str, cases: Sequence[Case], oracle: Oracle) -> Comparison:
    """Put cases to our engine and to the real tool; what differs, to the tool again."""
    ours, theirs = solved(engine, cases), oracle(engine, list(cases))
    first = {case["id"]: theirs.by_id.get(case["id"]) for case in cases}
    differing = [case for case in cases if ours[case["id"]] != first[case["id"]]]
    again = [oracle(engine, differing) for _ in range(TIMES if differing else 0)]
    heard = {name: (first[name], *(each.by_id.get(name) for each in again)) for name in first}
    return Comparison(
        f"{engine} {theirs.version}",
        families(cases),
        tuple(Difference(case, ours[case["id"]], heard[case["id"]]) for case in differing),
    )


def families(cases: Iterable[Case]) -> Counter[str]:
    """How many cases there are of each family."""
    return Counter(case["family"] for case in cases)


def solved(engine: str, cases: Sequence[Case]) -> dict[str, Any]:
    """Our answers, by the command that everybody has; CalledProcessError where it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "cases.json")
        file.write_text(json.dumps(cases))
        command = [sys.executable, "-m", "quizzes", "solve", "--engine", engine, str(file)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers
