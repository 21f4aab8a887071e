"""Give every launch of the list to our tool and to pylti1p3 alone, and print what each does.

make conformance: writes docs/conformance.md. A test holds that document to what is measured.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from tests.certification import accepted, alone, logins, refused
from tests.certification.accepted import Accepted
from tests.certification.door import Door
from tests.certification.exchange import MESSAGES, PRIVACY, Change
from tests.certification.our_tool import a_tool, reasons
from tests.certification.refused import Refused
from tests.support.launching import TOOL
from tests.support.platform import Platform, serving
from tests.support.tables import prepare

INTRODUCTION = """\
# What is refused and what is let in

Each line is a test, once for every message type that it makes sense for (resource link, deep
linking, submission review, data privacy). The list itself is `tests/certification/refused/`,
`accepted.py` and `logins.py`; `make test` holds the tool to it, with the reasons letter for letter
as they are logged. Beside each line stands what pylti1p3 2.0.0 alone does with the same payload,
set up with Flask as its documentation shows (`tests/certification/alone.py`).

`make conformance` measures both and writes this page; a test fails where the page says something
else than what is measured. *Breaks* is an exception that is not the library's own, which a tool
that catches those answers with status 500. What the platforms' key sets must stand (an unknown
key id, a platform that is down, keys that were withdrawn) is in
`tests/certification/test_key_sets.py`.
"""
SECURE = TOOL.replace("http:", "https:")
"""pylti1p3 keeps launches in a session of the browser only where the tool is on https."""
MOVING = re.compile(r"\d{5,}|127\.0\.0\.1:\d+")
"""What differs from run to run: times and ports."""


@dataclass(frozen=True)
class Verdict:
    """What a tool does with a launch, "accepts", "refuses" or "breaks", and what it says of it."""

    outcome: str
    said: str = ""

    def __str__(self) -> str:
        joint = " " if self.outcome == "accepts" else ": "
        said = MOVING.sub("…", self.said).replace("|", "\\|")
        return joint.join(part for part in (self.outcome, said) if part)

    @property
    def refusal(self) -> str:
        """Return what is said of a launch that is not let in."""
        return "" if self.outcome == "accepts" else self.said

    def agrees(self, other: Verdict) -> bool:
        """Tell whether both let in, as the same, or both turn away, whatever they say."""
        same = self.outcome == other.outcome
        return same and (self.outcome != "accepts" or self.said == other.said)


@dataclass(frozen=True)
class Line:
    """A case and what both tools do with it, by message type."""

    name: str
    ours: dict[str, Verdict] = field(default_factory=dict)
    theirs: dict[str, Verdict] = field(default_factory=dict)

    @property
    def is_agreed(self) -> bool:
        """Tell whether both tools do the same with every message type."""
        return all(verdict.agrees(self.ours[message]) for message, verdict in self.theirs.items())

    def __str__(self) -> str:
        theirs = {
            message: str(verdict) if verdict.agrees(self.ours[message]) else f"**{verdict}**"
            for message, verdict in self.theirs.items()
        }
        ours = {message: str(verdict) for message, verdict in self.ours.items()}
        return f"| {self.name} | {_cell(ours)} | {_cell(theirs)} |"


def _cell(said: dict[str, str]) -> str:
    """Say it once where every message type meets the same."""
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return "; ".join(f"{message}: {words}" for message, words in said.items())


@dataclass(frozen=True)
class Measuring:
    """Our tool and pylti1p3 alone, at one platform."""

    ours: Door
    theirs: Door
    log: list[logging.LogRecord]

    def refusal(self, case: Refused) -> Line:
        """Launch what must be refused."""
        line = Line(case.name)
        for message in case.messages:
            self._launch(line, message, MESSAGES[message](self.ours.platform), case.change)
        return line

    def acceptance(self, case: Accepted) -> Line:
        """Launch what must be let in; that it comes in as what it must is what the test proves."""
        line = Line(case.name)
        for message in case.messages:
            # Whoever administers an LMS is neither, as far as a course is concerned.
            role = "" if message == PRIVACY else _role(case.is_staff)
            claims = accepted.good(self.ours.platform, case, message)
            self._launch(line, message, claims, case.change, role)
        return line

    def login(self, case: logins.Login) -> Line:
        """Announce a launch."""
        ours = self._our_verdict(self.ours.log_in(case.sent)[1])
        return Line(case.name, {"": ours}, {"": _verdict(self.theirs.log_in(case.sent)[1])})

    def _launch(
        self, line: Line, message: str, claims: dict[str, Any], change: Change, role: str = ""
    ) -> None:
        line.ours[message] = self._our_verdict(self.ours.launch(dict(claims), change), role)
        theirs = _verdict(self.theirs.launch(dict(claims), change))
        # As what somebody came in who should have been turned away matters little.
        line.theirs[message] = theirs if role else replace(theirs, said=theirs.refusal)

    def _our_verdict(self, answer: TestResponse, role: str = "") -> Verdict:
        said = reasons(self.log)
        self.log.clear()
        return Verdict("refuses", said[-1]) if said else _verdict(answer, role)


def _verdict(answer: TestResponse, role: str = "") -> Verdict:
    if answer.status_code < 400:
        told = answer.get_json() if answer.is_json else None
        return Verdict("accepts", _role(told["staff"]) if told else role)
    return Verdict("breaks" if answer.status_code >= 500 else "refuses", answer.text)


def _role(is_staff: bool) -> str:
    return "as staff" if is_staff else "as a learner"


@contextmanager
def measuring() -> Iterator[Measuring]:
    """Set both tools up, with a class in ours."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Platform()) as platform,
        a_tool(prepare(f"sqlite:///{folder}/tool.db"), platform) as ours,
        listening() as log,
    ):
        yield Measuring(ours, Door(alone.tool(platform), platform, SECURE), log)


@contextmanager
def listening() -> Iterator[list[logging.LogRecord]]:
    """Collect what our tool logs."""
    heard: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = heard.append  # type: ignore[method-assign]
    log = logging.getLogger("lti_tool")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def document() -> str:
    """Measure everything; returns the page."""
    with measuring() as both:
        refusals = {
            group: [both.refusal(case) for case in cases] for group, cases in refused.GROUPS.items()
        }
        refusals["Logins"] = [both.login(case) for case in logins.REFUSED]
        acceptances = {
            group: [both.acceptance(case) for case in cases]
            for group, cases in accepted.GROUPS.items()
        }
        acceptances["Logins"] = [both.login(case) for case in logins.ACCEPTED]
    parts = [INTRODUCTION, *_part("Refused", refusals), *_part("Let in", acceptances)]
    return "\n".join(parts)


def _part(title: str, groups: dict[str, list[Line]]) -> Iterator[str]:
    lines = [line for group in groups.values() for line in group]
    yield f"## {title}\n"
    yield f"{len(lines)} lines, {sum(len(line.ours) for line in lines)} tests on each database."
    yield f"Lineage Lab {_tally(v for line in lines for v in line.ours.values())}."
    yield f"pylti1p3 alone {_tally(v for line in lines for v in line.theirs.values())};"
    yield f"it does as it should in {sum(line.is_agreed for line in lines)} lines of {len(lines)}."
    for group, within in groups.items():
        yield f"\n### {group}\n"
        yield "| launch | Lineage Lab | pylti1p3 alone |"
        yield "|---|---|---|"
        yield from map(str, within)
    yield ""


def _tally(verdicts: Iterable[Verdict]) -> str:
    counts = Counter(verdict.outcome for verdict in verdicts)
    return ", ".join(f"{outcome} {count}" for outcome, count in sorted(counts.items()))


def main() -> None:
    """Write the page to where it is told to."""
    Path(sys.argv[1]).write_text(document())


if __name__ == "__main__":
    main()
