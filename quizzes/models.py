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
    remark: Mapped["Remark | None"] = relationship(
        primaryjoin="and_(Remark.attempt_id == Attempt.id, Remark.counts)", viewonly=True
    )


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

    reply: Mapped["Reply | None"] = relationship(lazy="joined")


class Reply(Base):
    """What an instructor answered to a reflection, newest version."""

    __tablename__ = "reply"

    reflection_id: Mapped[int] = mapped_column(ForeignKey("reflection.id"), primary_key=True)
    text: Mapped[str]
    author: Mapped[str]
    """As the learner is told; who that is in the LMS, only the edge knows."""
    written_at: Mapped[datetime]


class Event(Base):
    """Something that was decided, by whom, when and why: rows are added, and never changed."""

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
