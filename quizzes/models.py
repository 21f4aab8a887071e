"""The tables of the domain: who learns, where, and what they did. No rules here."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizzes.db import Base


class Learner(Base):
    """Somebody who reads and answers; who that is in the LMS, only the edge knows."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class Placement(Base):
    """An activity in a course, with all of its settings there."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("points > 0", name="points_above_zero"),
        CheckConstraint("question_share BETWEEN 0 AND 1", name="question_share_is_a_share"),
        CheckConstraint("attempts_allowed > 0", name="attempts_allowed_above_zero"),
        CheckConstraint("pass_mark BETWEEN 0 AND 1", name="pass_mark_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_key: Mapped[str] = mapped_column(String(64))
    points: Mapped[float]
    question_share: Mapped[float]
    """The part of the points that the questions give; reading and reflection give the rest."""
    attempts_allowed: Mapped[int]
    pass_mark: Mapped[float]
    """The share of the points from which on the activity counts as passed."""
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was last asked of it from outside; only what changes there is taken up here."""
    created_at: Mapped[datetime]


class LearnerDates(Base):
    """The dates of a placement as they hold for one learner, in place of the placement's own."""

    __tablename__ = "learner_dates"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    placement_id: Mapped[int] = mapped_column(
        ForeignKey("placement.id"), primary_key=True, index=True
    )
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]


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
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
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

    responses: Mapped[list["Response"]] = relationship(order_by="Response.id")


class Response(Base):
    """The newest answer to one item of one attempt."""

    __tablename__ = "response"
    __table_args__ = (UniqueConstraint("attempt_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    item_id: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[list[str]] = mapped_column(JSON)
    answered_at: Mapped[datetime]


class SectionRead(Base):
    """That a learner has read a section, and when for the first time."""

    __tablename__ = "section_read"
    __table_args__ = (UniqueConstraint("learner_id", "placement_id", "section_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    section_id: Mapped[str] = mapped_column(String(64))
    read_at: Mapped[datetime]


class Reflection(Base):
    """What a learner wrote to a prompt, newest version."""

    __tablename__ = "reflection"
    __table_args__ = (UniqueConstraint("learner_id", "placement_id", "prompt_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    prompt_id: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    words: Mapped[int]
    saved_at: Mapped[datetime]
