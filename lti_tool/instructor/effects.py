"""What a change would do to grades that were given: who, from how many points, to how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lti_tool.grades.settling import Difference
from lti_tool.grades.words import number
from lti_tool.instructor import students
from quizzes.placements import Settings


@dataclass(frozen=True)
class Row:
    """One student whose grade would change.

    Attributes:
        kind: "higher", "lower", "same" part of other points, or "new" where there was no grade.
    """

    user_id: int
    name: str
    before: str
    after: str
    kind: str


def shown(found: Iterable[Difference], settings: Settings) -> list[Row]:
    """Return a row for each student, those who lose something first."""
    rows = [
        Row(
            each.user.id,
            students.name(each.user),
            f"{number(each.given)} of {number(each.out_of)}"
            if each.given is not None and each.out_of
            else "no grade",
            f"{number(each.owed)} of {number(settings.points)}",
            _kind(each, settings.points),
        )
        for each in found
    ]
    order = ("lower", "higher", "new", "same")
    return sorted(rows, key=lambda row: (order.index(row.kind), row.name.casefold()))


def line(rows: Sequence[Row]) -> str:
    """Say in a sentence how many grades change, and how."""
    if not rows:
        return "No grade changes."
    counts = {kind: sum(row.kind == kind for row in rows) for kind in ("lower", "higher", "new")}
    parts = [f"{number} {kind}" for kind, number in counts.items() if number]
    whole = "1 grade changes" if len(rows) == 1 else f"{len(rows)} grades change"
    return f"{whole}: {', '.join(parts)}." if parts else f"{whole} in points, none as a percentage."


def _kind(each: Difference, points: float) -> str:
    if each.given is None or not each.out_of:
        return "new"
    before, after = each.given / each.out_of, each.owed / points
    if abs(before - after) < 1e-9:
        return "same"
    return "higher" if after > before else "lower"
