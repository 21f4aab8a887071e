"""What a class page says of its numbers: the finding first, in whole sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from lti_tool.grades.words import number
from lti_tool.instructor.class_figures import Counts, Day, Deliveries
from quizzes.item_statistics import FEWEST, ItemStatistics, Misread

TELLS_WELL, TELLS_LITTLE = 0.3, 0.1
WEEK = timedelta(days=7)


def sentence(counts: Counts, deliveries: Deliveries) -> str:
    """Say in one sentence how the class stands, and whether its grades have arrived."""
    if not counts.here:
        return "Nobody is in the class list yet, and nobody has opened the activity."
    parts = [
        f"{counts.done:,} of {counts.here:,} complete",
        f"{counts.not_started:,} not started",
    ]
    if deliveries.owed:
        grades = "grade" if deliveries.owed == 1 else "grades"
        parts.append(f"{deliveries.owed:,} {grades} not in the LMS yet")
    return ", ".join(parts) + "."


def percent(share: float) -> str:
    """Write a share as a percentage, whole; its sign stays on the number's line."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def hardest_headline(nth: int, facility: float) -> str:
    """Say which question the class did worst; `facility` is the share of its points, 0 to 1."""
    if facility > 0.995:
        return "No question was hard: every one was answered correctly"
    return f"Question {nth} was hardest: {percent(facility)} of its points on average"


def few_line(n: int) -> str:
    """Say over how many first attempts something was found, and where those are few, that."""
    attempts = "first attempt" if n == 1 else "first attempts"
    if n < FEWEST:
        return f"Over {n} {attempts}: too few to conclude much from."
    return f"Over {n:,} {attempts}."


def misread_line(found: Misread | None, n: int) -> str:
    """Say which wrong answer is the commonest."""
    if not found:
        return "No wrong answer to it matches a misconception that this tool knows."
    people = "1 student answers" if found.n == 1 else f"{found.n:,} students answer"
    return f"{people} as in this picture, or nearly so ({percent(found.n / n)})."


def progress_headline(days: Sequence[Day], here: int, today: date) -> str:
    """Say how far the class has come, and how much of that lately."""
    _, submitted, _ = days[-1].counts
    before = [day.counts[1] for day in days if day.date <= today - WEEK]
    lately = submitted - (before[-1] if before else 0)
    if not submitted:
        return f"{days[-1].counts[0]:,} of {here:,} have started, nobody has submitted"
    return f"{submitted:,} of {here:,} have submitted, {lately:,} of them in the last seven days"


def distribution_headline(
    scores: Sequence[tuple[float, int]], points: float, pass_from: float
) -> str:
    """Say where the middle is, and how many pass."""
    count = sum(people for _, people in scores)
    half = f"Half have {number(median(scores))} of {number(points)} or more"
    if not pass_from:
        return half
    passed = sum(people for score, people in scores if score >= pass_from)
    return f"{half}; {passed:,} of {count:,} pass"


def median(scores: Sequence[tuple[float, int]]) -> float:
    """Return the score that half of the people reach; of two in the middle the lower one."""
    count, so_far = sum(people for _, people in scores), 0
    for score, people in sorted(scores):
        so_far += people
        if 2 * so_far >= count:
            return score
    raise ValueError("nobody has a score")


def discrimination_line(found: ItemStatistics) -> str:
    """Say how well an item tells who did well on all others."""
    if found.n < FEWEST:
        return f"Shown from {FEWEST} answers on"
    value = found.discrimination
    if value is None:
        return "Cannot be told: everybody did equally well"
    if value >= TELLS_WELL:
        words = "tells well who did well elsewhere"
    elif value >= TELLS_LITTLE:
        words = "tells a little who did well elsewhere"
    elif value >= 0:
        words = "does not tell who did well elsewhere"
    else:
        words = "who did well elsewhere did worse here: look at it"
    return f"{value:.2f}: {words}".replace("-", "\N{MINUS SIGN}")


def variants_line(found: ItemStatistics) -> str:
    """Say whether the variants that people got were equally hard."""
    if len(found.variants) == 1:
        return (
            "Everybody got a variant of the same size, so none was easier because it was smaller."
        )
    if not found.can_compare:
        return f"Too few answers to compare variants: fewer than {FEWEST} each."
    apart = [variant for variant in found.variants if variant.differs]
    if not apart:
        return "Equally hard: no size differs from the others beyond chance."
    names = [
        f"{variant.nodes} nodes with {variant.right} to answer ({percent(variant.facility)})"
        for variant in apart
    ]
    return f"Not equally hard: {'; '.join(names)}."
