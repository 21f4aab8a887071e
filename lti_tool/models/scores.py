"""Scores owed to gradebooks."""

from datetime import datetime, timedelta

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    case,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from lti_tool.models.courses import ResourceLink, User
from quizzes.db import Base

ONE_SECOND = timedelta(seconds=1)
WITHDRAWN = "withdrawn"
"""The finding of a score that nothing stands behind any more."""


def soonest(now: datetime) -> ColumnElement[datetime]:
    """Return when a score may be sent at the earliest: never before its own time."""
    return case((Score.timestamp > now, Score.timestamp), else_=now)


class Score(Base):
    """The outbox: the newest score that a person has earned at a link, and what became of it.

    `version` counts what is to be told (another outcome, another grade column), and
    `delivered_version` what the platform has taken; equal means that nothing is owed.
    """

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("resource_link_id", "user_id"),
        CheckConstraint("given BETWEEN 0 AND maximum", name="given_within_maximum"),
        CheckConstraint("delivered_version <= version", name="delivered_what_was_earned"),
        Index(
            "ix_score_due",
            "registration_id",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    """Whose gradebook it goes to: what is due is looked for one platform at a time.

    Empty only where a version that did not know of it queued beside this one (`outbox.adopt`).
    """
    resource_link_id: Mapped[int] = mapped_column(ForeignKey("resource_link.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    """Where it was earned; the link may be set to another activity since."""
    given: Mapped[float]
    maximum: Mapped[float]
    comment: Mapped[str]
    submitted_at: Mapped[datetime]
    timestamp: Mapped[datetime]
    """Whole seconds, later than that of every earlier version."""
    version: Mapped[int]
    delivered_version: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    delivered_submission_at: Mapped[datetime | None]
    """Which submission the platform was told of last; Canvas counts each one that it hears of."""
    sent_shares: Mapped[list[float]] = mapped_column(JSON, default=list)
    """Which shares of the points the platform may have had from us, oldest first: a grade there
    that is none of these was set by somebody else, or by us after the backup that this is."""
    due_at: Mapped[datetime | None]
    """When it is to be sent; empty once it is delivered or refused for good."""
    claimed_until: Mapped[datetime | None]
    """Until when the worker that is sending it may take; a dead worker's lease runs out."""
    failures: Mapped[int] = mapped_column(default=0)
    """Tries in a row that ended in "later"."""
    problem: Mapped[str | None]
    """Why it has not arrived, in words."""
    finding: Mapped[str] = mapped_column(default="")
    """What the last comparison found: agrees, missing, overridden, different; empty before one.

    Or WITHDRAWN, which is no comparison's."""
    found_given: Mapped[float | None]
    found_maximum: Mapped[float | None]
    """What the platform showed then."""
    compared_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    resource_link: Mapped[ResourceLink] = relationship()

    def next_timestamp(self, now: datetime) -> datetime:
        """Return a later version's: platforms compare whole seconds, and take none twice."""
        return max(now.replace(microsecond=0), self.timestamp.replace(microsecond=0) + ONE_SECOND)


def stands() -> ColumnElement[bool]:
    """Return what holds for a score that counts: a withdrawn one is neither owed nor compared."""
    return Score.finding != WITHDRAWN


def owe_again(session: Session, link: ResourceLink, now: datetime) -> None:
    """Owe every score of a link to its grade column, which is another one, or the first."""
    session.execute(
        update(Score)
        .where(Score.resource_link_id == link.id, stands())
        .values(
            version=Score.version + 1,
            delivered_submission_at=None,
            due_at=soonest(now) if link.takes_grades else None,
            failures=0,
            problem=None,
        )
    )
