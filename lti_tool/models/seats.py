"""A student's place in the roster of one link: what a class page needs, one row each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizzes.db import Base

NOT_STARTED, READING, SUBMITTED, DONE = range(4)
"""How far a student has come, in the order in which one gets there."""


class Seat(Base):
    """One student at one link, counted up: lti_tool/seats.py keeps it, with the work itself.

    What it says can all be found in other tables; over 10,000 students that takes too long.
    """

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("status BETWEEN 0 AND 3", name="status_is_known"),
        Index("ix_seat_by_name", "resource_link_id", "is_here", "name_key", "user_id"),
        {"sqlite_with_rowid": False},
    )

    resource_link_id: Mapped[int] = mapped_column(
        ForeignKey("resource_link.id"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id"), primary_key=True, autoincrement=False, index=True
    )
    is_here: Mapped[bool] = mapped_column(default=True)
    """False for whoever has worked here and is no longer in the class list."""
    name_key: Mapped[str] = mapped_column(String(255))
    """The name to sort and to search by, in small letters."""
    email_key: Mapped[str] = mapped_column(String(255), default="")
    status: Mapped[int] = mapped_column(default=NOT_STARTED)
    sections_read: Mapped[int] = mapped_column(default=0)
    reflections_done: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    """How many are submitted."""
    score: Mapped[float | None]
    """Points of the placement's; empty before the first submission."""
    came_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    """The first submission."""
    done_at: Mapped[datetime | None]
    wrote_at: Mapped[datetime | None]
    """When they last wrote a reflection."""
    read_at: Mapped[datetime | None]
    """When somebody of the staff last looked at what they wrote."""
