"""What a run saw, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.fuzz import stages
from tests.fuzz.launches import BEFORE
from tests.fuzz.running import LAUNCHES, Tally


def summary(tally: Tally) -> str:
    """Write a run down."""
    return "\n".join(
        [
            *_totals(tally),
            *_launches(tally.outcomes),
            *_others(tally.outcomes),
            *_findings(tally),
        ]
    )


def _totals(tally: Tally) -> Iterator[str]:
    launches = {what: sum(tally.outcomes[what].values()) for what in LAUNCHES}
    every = sum(launches.values()) or 1
    yield "| | |"
    yield "|---|---|"
    yield f"| cases | {tally.cases:,} |"
    yield f"| launches | {every:,}, {100 * launches[BEFORE] / every:.0f} % changed before signing |"
    yield f"| answers with status 500 and errors that nobody caught | {len(tally.found)} kinds |"
    yield f"| slowest case | {tally.slowest:.2f} s |"
    if tally.memory:
        grown = ", ".join(f"{at} %: {kb // 1024} MB" for at, kb in sorted(tally.memory.items()))
        yield f"| memory | {grown} |"


def _launches(outcomes: dict[str, Counter[str]]) -> Iterator[str]:
    every: Counter[str] = sum((outcomes[kind] for kind in LAUNCHES), Counter())
    yield "\n### Launches: at which check each ended, in the order of the checks\n"
    yield f"| check | {' | '.join(LAUNCHES)} |"
    yield "|---|" + "---:|" * len(LAUNCHES)
    others = sorted(set(every) - set(stages.NAMES))
    for outcome in [*stages.NAMES, *others]:
        counts = " | ".join(f"{outcomes[kind][outcome]:,}" for kind in LAUNCHES)
        yield f"| {_cell(outcome)} | {counts} |"


def _others(outcomes: dict[str, Counter[str]]) -> Iterator[str]:
    yield "\n### Everything else\n"
    yield "| what | what came of it |"
    yield "|---|---|"
    for what in sorted(set(outcomes) - set(LAUNCHES)):
        counts = "; ".join(f"{_cell(o)} {n:,}" for o, n in outcomes[what].most_common())
        yield f"| {what} | {counts} |"


def _findings(tally: Tally) -> Iterator[str]:
    yield "\n### Findings\n"
    if not tally.found:
        yield "None."
    for what, found in sorted(tally.found.items(), key=lambda pair: -pair[1].times):
        yield f"- {what}: {found.times} times, first in case `{found.first}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
