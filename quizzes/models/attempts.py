"""What was asked and answered, and what each answer was worth."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizzes.db import Base
from quizzes.models.decisions import Remark


class Attempt(Base):
    """One go at the questions, with everything it asked, frozen as it was asked."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("learner_id", "placement_id", "number"),
        Index(
            "uq_attempt_one_open",
            "learner_id",
            "placement_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL AND set_aside_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL AND set_aside_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    number: Mapped[int]
    seed: Mapped[int]
    pack_version: Mapped[str] = mapped_column(String(64))
    quiz: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    given: Mapped[float | None]
    maximum: Mapped[float | None]
    closing_wait_until: Mapped[datetime | None]
    """Until when an attempt that could not be graded at closing is left alone."""
    reflections: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """What stood at each prompt when it was submitted; None where that was not kept yet."""
    set_aside_at: Mapped[datetime | None]
    """Since when it is kept for the record alone: it counts for nothing."""

    responses: Mapped[list["Response"]] = relationship(order_by="Response.id")
    remark: Mapped[Remark | None] = relationship(
        primaryjoin="and_(Remark.attempt_id == Attempt.id, Remark.counts)", viewonly=True
    )


class Response(Base):
    """The newest answer to one item of one attempt."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("attempt_id", "item_id"),
        CheckConstraint(
            "confidence IN ('guessing', 'fairly_sure', 'certain')", name="confidence_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    item_id: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[list[str]] = mapped_column(JSON)
    answered_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    """When its verdict was shown: from then on the answer stays."""
    confidence: Mapped[str | None] = mapped_column(String(16))
    """How sure somebody said to be of it; never part of a score."""


class Mark(Base):
    """What the answer to one item of a submitted attempt was worth; for who looks at a class."""

    __tablename__ = "mark"
    __table_args__ = (
        # All that statistics add up over a class, so that no row need be looked up for it.
        Index(
            "ix_mark_of_items",
            *("placement_id", "number", "item_id", "misreading", "share", "rest", "size"),
        ),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    number: Mapped[int]
    """The attempt's."""
    share: Mapped[float]
    """What it earned of its points, 0 to 1."""
    rest: Mapped[float]
    """What all other items of the attempt earned of theirs, 0 to 1."""
    misreading: Mapped[str] = mapped_column(String(64), default="")
    """The misconception that the answer shows; empty where it shows none."""
    size: Mapped[str] = mapped_column(String(16), default="")
    """Which kind of variant it was: how many nodes, and at how many places something is right."""
