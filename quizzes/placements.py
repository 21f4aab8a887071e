"""An activity in a course: how it is set up there, and when it takes work."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from quizzes.content.activity import Activity, Feedback
from quizzes.counting import Counting
from quizzes.errors import PlacementClosed
from quizzes.models import Accommodation, Attempt, Learner, LearnerDates, Placement
from quizzes.progress import GRADE_DECIMALS
from quizzes.saying import say

QUESTION_SHARE = 0.8
EARLY = say("This activity is not open yet, so it takes no answers. Come back when it is.")
CLOSED = say("This activity is closed. What you saved before is kept; this came too late to count.")
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
        return bool(self.days_late(done_at))

    def days_late(self, done_at: datetime | None) -> int:
        """Return how many days had begun after the due date when something was done."""
        if not self.due_at or not done_at or done_at <= self.due_at + GRACE:
            return 0
        return math.ceil((done_at - self.due_at) / timedelta(days=1))

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
    feedback: Feedback = "at_the_end"
    question_share: float = QUESTION_SHARE
    counting: Counting = "best"
    late_penalty: float = 0.0
    time_zone: str = "UTC"

    def penalty(self, dates: Dates, submitted_at: datetime | None) -> float:
        """Return the share that an attempt loses for being late, 0 to 1."""
        return min(1.0, self.late_penalty * dates.days_late(submitted_at))


def usual(activity: Activity) -> Settings:
    """Return how an activity is set up where nobody chose otherwise."""
    return Settings(
        points=activity.points,
        pass_mark=activity.pass_mark,
        attempts_allowed=activity.attempts,
        feedback=activity.feedback,
    )


def place(activity: Activity, settings: Settings, now: datetime) -> Placement:
    """Return a new placement, for the caller to add."""
    return Placement(
        activity_key=activity.key,
        created_at=now,
        **asdict(settings),
    )


def copied(placement: Placement, now: datetime) -> Placement:
    """Return a new placement that is set up as another one, for the caller to add.

    Where its dates have passed there are none: nobody begins with an activity that is closed.
    """
    same = {each.name: getattr(placement, each.name) for each in fields(Settings)}
    have_passed = any(at and at <= now for at in (placement.due_at, placement.closes_at))
    dates = dict.fromkeys((date.name for date in fields(Dates)), None) if have_passed else {}
    return Placement(
        activity_key=placement.activity_key, said=placement.said, created_at=now, **same | dates
    )


def change(placement: Placement, changes: Mapping[str, Any]) -> None:
    """Set what is named, by the names of Settings."""
    for name, value in changes.items():
        setattr(placement, name, value)


def points_to_pass(placement: Placement) -> float:
    """Return from how many points on the activity counts as passed; 0 where it always does."""
    return round(placement.points * placement.pass_mark, GRADE_DECIMALS)


def settings(placement: Placement) -> Settings:
    """Return how a placement is set up now."""
    return Settings(**{each.name: getattr(placement, each.name) for each in fields(Settings)})


def dates_for(
    everybody: Settings | Placement,
    own: LearnerDates | Dates | None,
    allowed: Accommodation | Dates | None,
) -> Dates:
    """Return the dates that hold for a learner.

    What an instructor allows them here comes first, then what the platform names for them, then
    what holds for everybody.
    """
    base = own or everybody
    return Dates(
        opens_at=base.opens_at,
        due_at=(allowed and allowed.due_at) or base.due_at,
        closes_at=(allowed and allowed.closes_at) or base.closes_at,
    )


# Made once, and of tables alone: SQLAlchemy takes longer over it than a database to answer it.
_LEARNER, _OWN, _ALLOWED = (each.__table__ for each in (Learner, LearnerDates, Accommodation))
_OWN_AND_ALLOWED = (
    select(
        _OWN.c.learner_id.label("has_own"),
        *(_OWN.c.opens_at, _OWN.c.due_at, _OWN.c.closes_at),
        *(_ALLOWED.c.due_at.label("allowed_due"), _ALLOWED.c.closes_at.label("allowed_closes")),
    )
    .select_from(_LEARNER)
    .outerjoin(
        _OWN,
        and_(
            _OWN.c.learner_id == _LEARNER.c.id,
            _OWN.c.placement_id == bindparam("placement"),
        ),
    )
    .outerjoin(
        _ALLOWED,
        and_(
            _ALLOWED.c.learner_id == _LEARNER.c.id,
            _ALLOWED.c.placement_id == bindparam("placement"),
        ),
    )
    .where(_LEARNER.c.id == bindparam("learner"))
)
_HELD = _OWN_AND_ALLOWED.with_for_update(of=_LEARNER)


def dates(session: Session, placement: Placement, learner_id: int, *, hold: bool = False) -> Dates:
    """Return the dates that hold for a learner; to `hold` does what learners.lock does as well."""
    here = {"placement": placement.id, "learner": learner_id}
    row = session.execute(_HELD if hold else _OWN_AND_ALLOWED, here).one_or_none()
    if not row:  # erased at this moment
        return dates_for(placement, None, None)
    own = Dates(row.opens_at, row.due_at, row.closes_at) if row.has_own else None
    return dates_for(placement, own, Dates(due_at=row.allowed_due, closes_at=row.allowed_closes))


def attempts_allowed(session: Session, placement: Placement, learner_id: int) -> int:
    """Return how many attempts a learner may begin."""
    allowed = session.get(Accommodation, (learner_id, placement.id))
    return placement.attempts_allowed + (allowed.extra_attempts if allowed else 0)


def note_own_dates(
    session: Session, placement: Placement, learner_id: int, own: Dates | None, now: datetime
) -> None:
    """Keep the dates that the platform names for a learner; None where it names none.

    Where others held when they handed in, what they have earned is to be reckoned anew.
    """
    key = {"learner_id": learner_id, "placement_id": placement.id}
    kept = session.get(LearnerDates, key)
    if own == (kept and named(kept)):
        return
    if own:
        session.merge(LearnerDates(**key, **asdict(own)))
    else:
        session.execute(delete(LearnerDates).filter_by(**key))
    handed_in = select(Attempt.id).filter_by(**key).where(Attempt.submitted_at.is_not(None))
    if session.scalars(handed_in.limit(1)).first():
        placement.unsettled_at = now


def move_dates(session: Session, placement: Placement, before: Dates) -> None:
    """Have learners follow the dates that everybody has now, but for whom others were named.

    Their own are dropped where they are those from `before`; where there were none for everybody,
    also where they end earlier: nobody can tell then whether they are only older.
    """
    now = named(placement)
    if now == before:
        return
    own = {name: getattr(LearnerDates, name) for name in asdict(now)}
    old = and_(*(own[name].is_not_distinct_from(at) for name, at in asdict(before).items()))
    ends = [(own["due_at"], now.due_at), (own["closes_at"], now.closes_at)]
    earlier = or_(*(column < at if at else column.is_not(None) for column, at in ends))
    outdated = or_(old, earlier) if before == ANY_TIME else old
    session.execute(delete(LearnerDates).filter_by(placement_id=placement.id).where(outdated))


def named(row: Placement | LearnerDates) -> Dates:
    """Return the dates that a row names, for everybody or for one learner."""
    return Dates(row.opens_at, row.due_at, row.closes_at)
