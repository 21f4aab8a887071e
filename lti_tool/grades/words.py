"""What became of a score, in the words that learner and instructor both read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_tool.models import ResourceLink, Score
from lti_tool.visits import Role
from quizzes.db import utcnow
from quizzes.standings import Standing


@dataclass(frozen=True)
class GradeLine:
    """The state of a grade in the LMS, and a sentence about it.

    Attributes:
        state: not_due, queued, sent, refused, no_column, or staff for whoever is not graded.
        sentence: what is so, for whoever looks.
        advice: what the learner can do; empty where there is nothing to do.
    """

    state: str
    sentence: str
    advice: str = ""


LEARNER = Role(is_staff=False)


def describe(score: Score | None, link: ResourceLink, role: Role = LEARNER) -> GradeLine:
    """Say where a person's grade is."""
    if role.is_staff:
        return GradeLine("staff", "Staff are not graded.")
    if role.is_trial:
        return GradeLine("staff", "This is a trial: it is not graded.")
    if not link.takes_grades:
        return GradeLine(
            "no_column",
            "The LMS does not let this tool send scores here."
            if link.line_item_url
            else "No grade column in the LMS belongs to this link.",
            "So no score is sent; if you expect a grade, ask your instructor.",
        )
    if not score:
        return GradeLine("not_due", "Not due until the questions are submitted.")
    points = f"{number(score.given)} of {number(score.maximum)}"
    if score.version == score.delivered_version and score.delivered_at:
        return GradeLine("sent", f"In the gradebook: {points}, {clock(score.delivered_at)}")
    if score.due_at is None:
        return GradeLine(
            "refused",
            f"{points}: the LMS did not take it. {score.problem}",
            "Your work is kept here: tell your instructor, who can send it again.",
        )
    if score.problem:
        return GradeLine(
            "queued", f"{points}: not in the gradebook yet. {score.problem} Trying again by itself."
        )
    return GradeLine(
        "queued", f"{points}: on its way to the gradebook.", "Reload this page in a moment."
    )


def comment(standing: Standing) -> str:
    """List the parts of a score in words, for whoever looks at the gradebook."""
    done, best = standing.completion, standing.best_attempt
    parts = [
        f"sections read {done.sections_read} of {done.sections}",
        f"reflections {done.reflections_done} of {done.reflections}",
    ]
    if best:
        submitted = sum(bool(line.submitted_at) for line in standing.attempts)
        best_of = f" (best of {submitted} attempts)" if submitted > 1 else ""
        questions = f"Questions {number(best.given or 0)} of {number(best.maximum or 0)}"
        parts.insert(0, questions + best_of)
    return ", ".join(parts) + "."


def number(value: float) -> str:
    """Write points as people do: 8.6, and 4 rather than 4.0."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def clock(moment: datetime, now: datetime | None = None) -> str:
    """Write a moment as this server's clock shows it: 09:41, with the day where it is another."""
    local, today = moment.astimezone(), (now or utcnow()).astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%d %b %Y, %H:%M}"
