"""An activity in a course: how it is set up there, and when it takes work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quizzes.content.activity import Activity
from quizzes.errors import PlacementClosed
from quizzes.models import LearnerDates, Placement
from quizzes.progress import GRADE_DECIMALS

MOST_POINTS = 100
MOST_ATTEMPTS = 99
QUESTION_SHARE = 0.8
EARLY = "This activity is not open yet, so it takes no answers. Come back when it is."
CLOSED = "This activity is closed. What you saved before is kept; this came too late to count."
GRACE = timedelta(minutes=1)
"""What was sent in time may arrive this much later."""


@dataclass(frozen=True)
class Dates:
    """From when on work is taken, when it is due, until when it is taken; each may be missing."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None

    def is_early(self, now: datetime) -> bool:
        """Tell whether no work is taken yet."""
        return self.opens_at is not None and now < self.opens_at

    def is_over(self, now: datetime) -> bool:
        """Tell whether no work is taken any more."""
        return self.closes_at is not None and now > self.closes_at + GRACE

    def is_late(self, done_at: datetime | None) -> bool:
        """Tell whether something was done after it was due."""
        return bool(self.due_at and done_at and done_at > self.due_at + GRACE)

    def check(self, now: datetime) -> None:
        """Raise PlacementClosed where no work is taken now."""
        if self.is_early(now):
            raise PlacementClosed(EARLY)
        if self.is_over(now):
            raise PlacementClosed(CLOSED)


ANY_TIME = Dates()
"""The dates of a preview."""


@dataclass(frozen=True)
class Settings:
    """All that an instructor decides; the names are those of Placement's columns."""

    points: float
    pass_mark: float
    attempts_allowed: int
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None


def usual(activity: Activity) -> Settings:
    """Return how an activity is set up where nobody chose otherwise."""
    return Settings(
        points=min(activity.points, MOST_POINTS),
        pass_mark=activity.pass_mark,
        attempts_allowed=min(activity.attempts, MOST_ATTEMPTS),
    )


def place(activity: Activity, settings: Settings, now: datetime) -> Placement:
    """Return a new placement, for the caller to add."""
    return Placement(
        activity_key=activity.key,
        question_share=QUESTION_SHARE,
        created_at=now,
        **asdict(settings),
    )


def change(placement: Placement, changes: Mapping[str, Any]) -> None:
    """Set what is named, by the names of Settings."""
    for name, value in changes.items():
        setattr(placement, name, value)


def points_to_pass(placement: Placement) -> float:
    """Return from how many points on the activity counts as passed; 0 where it always does."""
    return round(placement.points * placement.pass_mark, GRADE_DECIMALS)


def dates(session: Session, placement: Placement, learner_id: int) -> Dates:
    """Return the dates that hold for a learner: their own where they have some."""
    own = session.get(LearnerDates, (learner_id, placement.id))
    return Dates(**{date.name: getattr(own or placement, date.name) for date in fields(Dates)})


def give_dates(session: Session, placement: Placement, learner_id: int, own: Dates | None) -> None:
    """Let a learner have dates of their own, as after an extension; None takes them away."""
    key = {"learner_id": learner_id, "placement_id": placement.id}
    if own:
        session.merge(LearnerDates(**key, **asdict(own)))
    else:
        session.execute(delete(LearnerDates).filter_by(**key))
