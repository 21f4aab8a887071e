"""Who is in which course, and what is in it."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.practice.models.base import Base
from lti_tool.practice.models.tools import Tool
from lti_tool.practice.vocabulary import LEARNER

if TYPE_CHECKING:
    from lti_tool.practice.models.grades import LineItem


class Person(Base):
    """Someone to act as; one of them keeps their name and email to themselves."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True)
    given_name: Mapped[str | None]
    family_name: Mapped[str | None]
    email: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_test: Mapped[bool] = mapped_column(default=False)
    enrollments: Mapped[list["Enrollment"]] = relationship(back_populates="person")

    @property
    def name(self) -> str | None:
        """The full name, of those who give one."""
        return f"{self.given_name} {self.family_name}" if self.given_name else None

    @property
    def shown_name(self) -> str:
        """What the LMS's own pages call the person."""
        return self.name or "Student with no name"

    @property
    def is_only_learner(self) -> bool:
        """Whether the person learns in every course they are in."""
        return bool(self.enrollments) and all(each.learns for each in self.enrollments)


class Course(Base):
    """What LTI calls a context; `history` names the courses that it is a copy of, newest first."""

    __tablename__ = "course"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    history: Mapped[list[str]] = mapped_column(default=list)
    activities: Mapped[list["Activity"]] = relationship(
        back_populates="course", order_by="Activity.position"
    )
    line_items: Mapped[list["LineItem"]] = relationship(
        back_populates="course", order_by="LineItem.id"
    )
    enrollments: Mapped[list["Enrollment"]] = relationship(
        back_populates="course", order_by="Enrollment.id"
    )
    groups: Mapped[list["Group"]] = relationship(back_populates="course", order_by="Group.id")


class Enrollment(Base):
    """A person's one role in a course."""

    __tablename__ = "enrollment"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    person_id: Mapped[str] = mapped_column(ForeignKey(Person.id))
    role: Mapped[str]
    course: Mapped[Course] = relationship(back_populates="enrollments")
    person: Mapped[Person] = relationship(back_populates="enrollments")
    groups: Mapped[list["Group"]] = relationship(
        secondary="in_group", back_populates="members", order_by="Group.id"
    )

    @property
    def learns(self) -> bool:
        """Whether scores are kept for the person here."""
        return self.role == LEARNER


class Group(Base):
    """Some of a course's people, under a name."""

    __tablename__ = "course_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    name: Mapped[str]
    course: Mapped[Course] = relationship(back_populates="groups")
    members: Mapped[list[Enrollment]] = relationship(secondary="in_group", back_populates="groups")


Table(
    "in_group",
    Base.metadata,
    Column("enrollment_id", ForeignKey(Enrollment.id, ondelete="CASCADE"), primary_key=True),
    Column("group_id", ForeignKey(Group.id), primary_key=True),
)


class Activity(Base):
    """A link to a tool in a course: what LTI calls a resource link."""

    __tablename__ = "activity"
    id: Mapped[str] = mapped_column(primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey(Course.id))
    tool_id: Mapped[int] = mapped_column(ForeignKey(Tool.id))
    position: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]
    url: Mapped[str | None]
    custom: Mapped[dict[str, str]]
    available_from: Mapped[datetime | None]
    available_until: Mapped[datetime | None]
    submit_from: Mapped[datetime | None]
    submit_until: Mapped[datetime | None]
    course: Mapped[Course] = relationship(back_populates="activities")
    tool: Mapped[Tool] = relationship()
    line_item: Mapped["LineItem | None"] = relationship(
        back_populates="activity", cascade="all, delete-orphan"
    )

    @property
    def target_link_uri(self) -> str:
        """Where the tool shall lead: the link's own address, else the tool's."""
        return self.url or self.tool.target_link_uri
