"""The gradebook: its columns and the newest score in each."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.practice.models.base import Base
from lti_tool.practice.models.courses import Activity, Course, Person
from lti_tool.practice.models.tools import Tool
from lti_tool.practice.vocabulary import FULLY_GRADED


class LineItem(Base):
    """A column of the gradebook; `activity` is empty where the tool made it for none."""

    __tablename__ = "line_item"
    __table_args__ = (CheckConstraint("score_maximum > 0"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    tool_id: Mapped[int] = mapped_column(ForeignKey(Tool.id))
    activity_id: Mapped[str | None] = mapped_column(ForeignKey(Activity.id), unique=True)
    label: Mapped[str]
    score_maximum: Mapped[float]
    resource_id: Mapped[str] = mapped_column(default="")
    tag: Mapped[str] = mapped_column(default="")
    submission_review: Mapped[dict[str, Any] | None]
    course: Mapped[Course] = relationship(back_populates="line_items")
    activity: Mapped[Activity | None] = relationship(back_populates="line_item")
    tool: Mapped[Tool] = relationship()
    scores: Mapped[list["Score"]] = relationship(
        back_populates="line_item", cascade="all, delete-orphan", order_by="Score.person_id"
    )

    def may_be_reviewed(self, score: "Score | None") -> bool:
        """Whether the tool offers to show what a student handed in for this score."""
        if self.submission_review is None or not self.activity or not score:
            return False
        states = self.submission_review.get("reviewableStatus")
        return states is None or score.activity_progress in states


class Score(Base):
    """The newest score that the tool sent for a person in a column."""

    __tablename__ = "score"
    line_item_id: Mapped[int] = mapped_column(ForeignKey(LineItem.id), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey(Person.id), primary_key=True)
    given: Mapped[float | None]
    maximum: Mapped[float | None]
    comment: Mapped[str]
    activity_progress: Mapped[str]
    grading_progress: Mapped[str]
    timestamp: Mapped[datetime]
    received_at: Mapped[datetime]
    line_item: Mapped[LineItem] = relationship(back_populates="scores")

    @property
    def result(self) -> float | None:
        """The grade on the column's scale; nothing until it is fully graded."""
        if self.grading_progress != FULLY_GRADED or self.given is None or not self.maximum:
            return None
        return self.given / self.maximum * self.line_item.score_maximum
