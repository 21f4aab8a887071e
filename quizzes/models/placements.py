"""Who learns, where, and when they may."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from quizzes.db import Base


class Learner(Base):
    """Somebody who reads and answers; who that is in the LMS, only the edge knows."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    only_tries: Mapped[bool] = mapped_column(default=False)
    """What they do is nobody's work: staff who look through a student's eyes, test users."""


class Placement(Base):
    """An activity in a course, with all of its settings there."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("points > 0", name="points_above_zero"),
        CheckConstraint("question_share BETWEEN 0 AND 1", name="question_share_is_a_share"),
        CheckConstraint("attempts_allowed > 0", name="attempts_allowed_above_zero"),
        CheckConstraint("pass_mark BETWEEN 0 AND 1", name="pass_mark_is_a_share"),
        CheckConstraint("feedback IN ('at_the_end', 'after_each')", name="feedback_is_known"),
        CheckConstraint(
            "counting IN ('best', 'last', 'first', 'average')", name="counting_is_known"
        ),
        CheckConstraint("late_penalty BETWEEN 0 AND 1", name="late_penalty_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_key: Mapped[str] = mapped_column(String(64))
    points: Mapped[float]
    question_share: Mapped[float]
    """The part of the points that the questions give; reading and reflection give the rest."""
    attempts_allowed: Mapped[int]
    pass_mark: Mapped[float]
    """The share of the points from which on the activity counts as passed."""
    feedback: Mapped[str] = mapped_column(String(16), default="at_the_end")
    """When an answer is marked: with all others, or by its own Check button."""
    counting: Mapped[str] = mapped_column(String(16), default="best")
    """Which of several attempts counts."""
    late_penalty: Mapped[float] = mapped_column(default=0.0)
    """The share that an attempt loses for every day begun after it was due."""
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    """In which zone its instructor thinks of its dates."""
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was last asked of it from outside; only what changes there is taken up here."""
    unsettled_at: Mapped[datetime | None] = mapped_column(index=True)
    """Since when what everybody has earned here is to be reckoned anew."""
    remarks_wanted_at: Mapped[datetime | None] = mapped_column(index=True)
    """Since when somebody waits to see what a later version of its pack would change."""
    created_at: Mapped[datetime]


class LearnerDates(Base):
    """The dates of a placement that the platform named for one learner."""

    __tablename__ = "learner_dates"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    placement_id: Mapped[int] = mapped_column(
        ForeignKey("placement.id"), primary_key=True, index=True
    )
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
