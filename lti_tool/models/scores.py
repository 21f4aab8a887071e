"""Scores owed to gradebooks."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    case,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from lti_tool.models.courses import ResourceLink, User
from quizzes.db import Base


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
        Index("ix_score_due_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
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
    due_at: Mapped[datetime | None]
    """When it is to be sent; empty once it is delivered or refused for good."""
    claimed_until: Mapped[datetime | None]
    """Until when the worker that is sending it may take; a dead worker's claim runs out."""
    failures: Mapped[int] = mapped_column(default=0)
    """Tries in a row that ended in "later"."""
    problem: Mapped[str | None]
    """Why it has not arrived, in words."""

    user: Mapped[User] = relationship()
    resource_link: Mapped[ResourceLink] = relationship()


def owe_again(session: Session, link: ResourceLink, now: datetime) -> None:
    """Owe every score of a link to its grade column, which is another one, or the first."""
    session.execute(
        update(Score)
        .where(Score.resource_link_id == link.id)
        .values(
            version=Score.version + 1,
            delivered_submission_at=None,
            due_at=soonest(now) if link.takes_grades else None,
            failures=0,
            problem=None,
        )
    )
