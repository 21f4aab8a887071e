"""Processes that do the background work, and when each was last seen to."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from quizzes.db import Base


class Worker(Base):
    """One process that delivers scores; whoever only serves pages sees here that somebody does."""

    __tablename__ = "worker"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """Which machine and process it is."""
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
