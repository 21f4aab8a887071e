"""How the scores of each platform stand: what the admin's page, metrics and commands all read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from lti_tool.models import Enrollment, ResourceLink, Score, stands


@dataclass(frozen=True)
class State:
    """The scores of one platform, staff's and withdrawn ones left out.

    Attributes:
        due: could be sent now; `oldest_due_at` says since when the first of them could.
        waiting: will be tried again later, by themselves.
        sent: are in the gradebook.
        refused: the LMS did not take them; somebody has to change something.
        without_column: their links have no grade column.
        overridden, different: of those sent, as a comparison found them.
    """

    due: int = 0
    waiting: int = 0
    sent: int = 0
    refused: int = 0
    without_column: int = 0
    overridden: int = 0
    different: int = 0
    oldest_due_at: datetime | None = None

    @property
    def coming(self) -> int:
        """Return how many will be sent by themselves."""
        return self.due + self.waiting


def is_learners() -> ColumnElement[bool]:
    """Return what holds for the score of somebody who does not teach its course."""
    teaches = (
        select(Enrollment.id)
        .join(ResourceLink, ResourceLink.context_id == Enrollment.context_id)
        .where(ResourceLink.id == Score.resource_link_id, Enrollment.user_id == Score.user_id)
        .where(Enrollment.is_staff.is_(True))
    )
    return ~teaches.exists()


def by_platform(session: Session, now: datetime) -> dict[int, State]:
    """Return the state of every platform that any score belongs to."""
    is_sent = Score.delivered_version == Score.version
    is_due, is_later = Score.due_at <= now, Score.due_at > now
    is_over = and_(~is_sent, Score.due_at.is_(None))
    is_refused = Score.problem.is_not(None)
    counted = (
        is_due,
        is_later,
        and_(is_sent, Score.due_at.is_(None)),
        and_(is_over, is_refused),
        and_(is_over, ~is_refused),
        Score.finding == "overridden",
        Score.finding == "different",
    )
    found = session.execute(
        select(
            Score.registration_id,
            *(func.sum(case((which, 1), else_=0)) for which in counted),
            func.min(case((is_due, Score.due_at))),
        )
        .where(is_learners(), stands(), Score.registration_id.is_not(None))
        .group_by(Score.registration_id)
    )
    return {registration_id: State(*values) for registration_id, *values in found}
