"""What became of a score, in the words that learner and instructor both read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_tool.grades.outbox import number
from lti_tool.models import ResourceLink, Score
from quizzes.db import utcnow


@dataclass(frozen=True)
class GradeLine:
    """The state of a grade in the LMS, and a sentence about it.

    Attributes:
        state: not_due, queued, sent, refused, no_column or staff.
        sentence: what is so, for whoever looks.
        advice: what the learner can do; empty where there is nothing to do.
    """

    state: str
    sentence: str
    advice: str = ""


def describe(score: Score | None, link: ResourceLink, is_staff: bool = False) -> GradeLine:
    """Say where a person's grade is."""
    if is_staff:
        return GradeLine("staff", "Staff are not graded.")
    if not link.line_item_url:
        return GradeLine(
            "no_column",
            "No grade column in the LMS belongs to this link, so no score is sent.",
            "If you expect a grade, ask your instructor.",
        )
    if not score:
        return GradeLine("not_due", "Goes to the gradebook once the questions are submitted.")
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
    return GradeLine("queued", f"{points}: on its way to the gradebook.")


def clock(moment: datetime, now: datetime | None = None) -> str:
    """Write a moment as this server's clock shows it: 09:41, with the day where it is another."""
    local, today = moment.astimezone(), (now or utcnow()).astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%d %b %Y, %H:%M}"
