"""What was read, what was written about it, and what was answered to that."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizzes.db import Base


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
