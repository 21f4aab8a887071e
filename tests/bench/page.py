"""docs/benchmarks.md: a head, and a section for each subject, which can be measured anew alone."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HEAD = """\
# How fast it is

`make bench` measures all of this, writes this page, and fails where a limit does not hold. Take
it on a quiet machine: durations by the clock on the wall swing by a third where others use it,
CPU and ratios within one run by far less.
"""
SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """What was measured of one subject, and whether every limit held."""

    title: str
    text: str
    holds: bool


def publish(sections: Sequence[Section], at: Path | None) -> int:
    """Show sections and, where a page is named, put them there; returns 1 where one fails."""
    for section in sections:
        print(f"## {section.title}\n\n{section.text}\n")  # noqa: T201
    if at:
        before = at.read_text() if at.exists() else ""
        at.write_text(written(before, sections, machine(datetime.now(UTC))))
    return 0 if all(section.holds for section in sections) else 1


def written(before: str, sections: Iterable[Section], taken: str) -> str:
    """Return the page with these sections in place of those of their titles, or after the rest."""
    _, *parts = SECTION.split(before)
    texts = dict(zip(parts[::2], (text.strip() for text in parts[1::2]), strict=True))
    texts |= {each.title: f"{taken}\n\n{each.text.strip()}" for each in sections}
    return "\n".join([HEAD, *(f"## {title}\n\n{text}\n" for title, text in texts.items())])


def machine(at: datetime) -> str:
    """Say when and on what something was measured."""
    models = re.findall(r"^model name\s*: (.+)$", _cpuinfo(), re.MULTILINE)
    processor = models[0] if models else platform.machine()
    return (
        f"Measured on {at:%Y-%m-%d}, {os.cpu_count()} shared cores ({processor}), "
        f"Python {platform.python_version()}."
    )


def _cpuinfo() -> str:
    listed = Path("/proc/cpuinfo")
    return listed.read_text() if listed.exists() else ""  # only Linux has it
