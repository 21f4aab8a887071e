"""What instructors allow and decide, marks by later versions of a pack, and the record of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizzes.db import Base


class Accommodation(Base):
    """What an instructor allows one learner beyond what holds for all; the newest version."""

    __tablename__ = "accommodation"
    __table_args__ = (CheckConstraint("extra_attempts >= 0", name="extra_attempts_not_below_zero"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    placement_id: Mapped[int] = mapped_column(
        ForeignKey("placement.id"), primary_key=True, index=True
    )
    extra_attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    """In place of every other due date; empty where those hold."""
    closes_at: Mapped[datetime | None]
    reason: Mapped[str]
    author: Mapped[str]
    """As people are told; who that is in the LMS, only the edge knows."""
    given_at: Mapped[datetime]


class Override(Base):
    """What an instructor decided in place of what was reckoned, and why; the newest version."""

    __tablename__ = "override"
    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND out_of", name="points_within_maximum"),
        CheckConstraint("(points IS NULL) = (out_of IS NULL)", name="points_are_out_of_some"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    placement_id: Mapped[int] = mapped_column(
        ForeignKey("placement.id"), primary_key=True, index=True
    )
    points: Mapped[float | None]
    """The mark, out of what the placement had then; empty where the reckoned one holds."""
    out_of: Mapped[float | None]
    reading_done: Mapped[bool | None]
    """Whether reading and reflections count as done; empty where they count as they are."""
    reason: Mapped[str]
    author: Mapped[str]
    decided_at: Mapped[datetime]


class Remark(Base):
    """What an attempt earns by a later version of its pack, beside what it earned by its own.

    One per attempt and version; at most one of an attempt's counts in place of its first mark.
    """

    __tablename__ = "remark"
    __table_args__ = (
        UniqueConstraint("attempt_id", "pack_version"),
        Index(
            "uq_remark_one_counts",
            "attempt_id",
            unique=True,
            sqlite_where=text("counts"),
            postgresql_where=text("counts"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    pack_version: Mapped[str] = mapped_column(String(64))
    quiz: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the attempt asked, with that version's key and points; empty where nothing differs."""
    items: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """What each answer was worth by it, as marks.py has it; empty where it was not kept yet."""
    given: Mapped[float]
    maximum: Mapped[float]
    marked_at: Mapped[datetime]
    counts: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    """Why it counts, in the words of whoever decided that."""
    author: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]


class Event(Base):
    """Something that was decided, by whom, when and why.

    Rows are added, and changed only by an erasure: an author's name goes, and with a person, or
    with a course that is forgotten, their rows.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_placement_id_learner_id", "placement_id", "learner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id"), index=True)
    """Whom it concerns; empty where that is everybody."""
    kind: Mapped[str] = mapped_column(String(32))
    author: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was so before and is so since, by the names of what was decided."""
    happened_at: Mapped[datetime]
